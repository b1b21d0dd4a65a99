public import Datasets
public import NeuralNetwork
internal import Safetensors

extension Model {
    /// Makes a model of a network built by hand, so that it can classify images and be saved.
    ///
    /// - Parameters:
    ///   - network: The last layer ends in softmax or identity.
    ///   - name: What the model is called.
    ///   - input: The size of an image; its values are the network's inputs.
    ///   - normalization: How pixels become inputs.
    ///   - classes: What each output is called; `nil` means `0`, `1`, ….
    /// - Throws: ``ModelError`` if these do not fit the network.
    public init(
        network: Network, name: String, input: ImageShape,
        normalization: InputNormalization = .unitInterval, classes: [String]? = nil
    ) throws(ModelError) {
        try self.init(
            network: network,
            manifest: ModelManifest(
                name: name, input: input, normalization: normalization,
                layers: [ManifestLayer](network.graph),
                classes: classes ?? (0..<network.outputCount).map(String.init)),
            origins: nil, source: name)
    }

    /// Writes the model with its manifest to a safetensors file, all tensors F32 but the weights of
    /// quantized layers, which are I8.
    ///
    /// A file that is there is replaced only when the new one is complete.
    ///
    /// - Throws: `SafetensorsError` if the file cannot be written.
    public func write(to path: String) throws {
        try SafetensorsFile.write(
            tensorData, metadata: [Self.manifestKey: manifest.json], to: path)
    }

    /// The bytes of the file that ``write(to:)`` writes.
    ///
    /// - Parameter source: What errors call it.
    package func fileBytes(source: String) throws -> [UInt8] {
        try SafetensorsFile.serialize(
            tensorData, metadata: [Self.manifestKey: manifest.json], source: source)
    }

    private var tensorData: [TensorData] {
        var tensors = Self.tensors(manifest.layers, network)
        if let rejection, let description = manifest.rejection {
            let names = Set(tensors.map(\.name))
            tensors += Self.tensors(description.layers, rejection.network)
                .filter { !names.contains($0.name) }
        }
        if let conformalScores, let name = manifest.conformal?.scores {
            tensors.append(
                TensorData(name: name, shape: [conformalScores.count], floats: conformalScores))
        }
        return tensors
    }

    /// The same model with other networks for its images, and another name.
    ///
    /// The scores of its prediction sets are left out: they are those of the network that made them.
    ///
    /// - Parameters:
    ///   - network: Takes the same images and gives the same classes.
    ///   - rejection: What tells images of none of the classes, if the model has that.
    ///   - name: What it is called.
    ///   - training: What is added to how it was trained.
    package func replacing(
        network: Network, rejection other: Network?, name: String, training: String
    ) throws(ModelError) -> Model {
        var manifest = manifest
        manifest.name = name
        manifest.layers = [ManifestLayer](network.graph)
        manifest.training = [manifest.training, training].compactMap(\.self).joined(separator: " ")
        manifest.conformal = nil
        var rejection = rejection
        if let known = rejection, let other {
            rejection = RejectionNetwork(network: other, threshold: known.threshold)
            manifest.rejection?.layers = [ManifestLayer](
                other.graph, firstNumber: network.layers.count + 1)
        }
        return try Model(
            network: network, manifest: manifest, origins: nil, source: source,
            rejection: rejection)
    }

    private static func tensors(_ layers: [ManifestLayer], _ network: Network) -> [TensorData] {
        zip(layers, network.layers).flatMap { description, layer in
            description.spelling.tensors(ofAny: layer)
        }
    }
}
