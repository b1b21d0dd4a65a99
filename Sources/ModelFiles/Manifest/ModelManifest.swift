public import Datasets
public import NeuralNetwork

/// What a weight file says of itself: how to prepare images, which tensors make which layers, and
/// what the outputs mean.
///
/// It is stored as a JSON object under the key `manifest` of a safetensors file's `__metadata__`.
/// The article "Weight files" documents the keys.
public struct ModelManifest: Hashable, Sendable {
    /// The manifest's schema, 1 so far.
    public static let version = 1

    /// The model's name, such as `mnist-mlp`.
    public var name: String
    /// The size of an image.
    public var input: ImageShape
    /// How a pixel, 0…255, becomes an input of the network.
    public var normalization: InputNormalization
    /// The layers in the order in which data flows.
    public var layers: [ManifestLayer]
    /// How pictures become images; `nil` where the file does not say.
    public var preparation: PicturePreparation?
    /// What each output is called.
    public var classes: [String]
    /// The data set that the model was trained on, if it is one that is known here.
    public var dataset: DatasetPreset?
    /// The training recipe in words.
    public var training: String?
    /// The licence of the weights.
    public var license: String?
    /// How images that belong to none of the classes are told; `nil` where they are not.
    public var rejection: Rejection?
    /// How probabilities were calibrated; `nil` where that is not said.
    public var calibration: Calibration?
    /// From what prediction sets follow; `nil` where there are none.
    public var conformal: Conformal?
}
