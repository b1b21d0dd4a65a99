public import NeuralNetwork
internal import Safetensors
internal import TensorCore

extension Model {
    /// Makes a model of a network built by hand, so that it can classify images and be saved.
    ///
    /// - Parameters:
    ///   - network: Dense layers; the last one ends in softmax or identity.
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
                layers: network.layers.indices.map { index in
                    .dense(
                        weight: "W\(index + 1)", bias: "b\(index + 1)", order: .inputOutput,
                        activation: network.layers[index].activation)
                },
                classes: classes ?? (0..<network.outputCount).map(String.init)),
            hasManifest: true, source: name)
    }

    /// Writes the model with its manifest to a safetensors file, all tensors F32.
    ///
    /// A file that is there is replaced only when the new one is complete.
    ///
    /// - Throws: `SafetensorsError` if the file cannot be written.
    public func write(to path: String) throws {
        let tensors = zip(manifest.layers, network.layers).flatMap { description, layer in
            switch (description, layer) {
            case (.dense(let weight, let bias, let order, _), .dense(let dense)):
                let weights =
                    order == .inputOutput ? dense.weights : dense.weights.transposed()
                return [
                    TensorData(
                        name: weight, shape: [weights.rows, weights.columns],
                        floats: weights.elements)
                ]
                    + (bias.map {
                        [TensorData(name: $0, shape: [dense.bias.count], floats: dense.bias)]
                    } ?? [])
            }
        }
        try SafetensorsFile.write(tensors, metadata: [Self.manifestKey: manifest.json], to: path)
    }
}
