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

    /// Writes the model with its manifest to a safetensors file, all tensors F32.
    ///
    /// A file that is there is replaced only when the new one is complete.
    ///
    /// - Throws: `SafetensorsError` if the file cannot be written.
    public func write(to path: String) throws {
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
        try SafetensorsFile.write(tensors, metadata: [Self.manifestKey: manifest.json], to: path)
    }

    private static func tensors(_ layers: [ManifestLayer], _ network: Network) -> [TensorData] {
        zip(layers, network.layers).flatMap { description, layer in
            description.spelling.tensors(ofAny: layer)
        }
    }
}
