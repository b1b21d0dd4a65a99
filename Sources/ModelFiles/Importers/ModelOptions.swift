public import Datasets
internal import FileIO
public import NeuralNetwork

/// What a weight file without a manifest does not say of itself.
///
/// For a file with a manifest every option but `allowsNonFinite` and `isStrict` has to be left at `nil`: the
/// manifest decides, and an option that contradicts it would be ignored in silence otherwise.
public struct ModelOptions: Hashable, Sendable {
    /// The layers, where names and shapes do not tell them; `nil` lets those decide.
    public var architecture: Architecture?
    /// The order of the weights' axes; `nil` lets names and shapes decide.
    public var weightOrder: WeightOrder?
    /// The activation after each hidden layer; `nil` means ReLU.
    public var hiddenActivation: Activation?
    /// The activation of the last layer; `nil` means softmax.
    ///
    /// Predictions do not depend on it where it rises. Probabilities are the softmax of the values
    /// before softmax, the sigmoid of each value before sigmoid, and the softmax of the outputs of
    /// any other function.
    public var outputActivation: Activation?
    /// How pixels become inputs; `nil` scales 0…255 to 0…1.
    public var normalization: InputNormalization?
    /// The size of an image; `nil` means square and grey, if the number of inputs is a square.
    public var inputShape: ImageShape?
    /// What each output is called; `nil` means `0`, `1`, ….
    public var classNames: [String]?
    /// Whether a default on which answers depend is an error: see ``ModelOrigins/assumedSettings``.
    public var isStrict = false
    /// Whether weights may be NaN or infinite; the network's answers may then be errors.
    public var allowsNonFinite = false

    /// Creates options that leave everything to the file and the defaults.
    public init() {}

    /// The first setting that a manifest decides, if one is set.
    var settingDecidedByManifest: Setting? {
        if architecture != nil { return .architecture }
        if weightOrder != nil { return .weightOrder }
        if hiddenActivation != nil { return .hiddenActivation }
        if outputActivation != nil { return .outputActivation }
        if normalization != nil { return .normalization }
        if inputShape != nil { return .inputShape }
        if classNames != nil { return .classNames }
        return nil
    }
}
