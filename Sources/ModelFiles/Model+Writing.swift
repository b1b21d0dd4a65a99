public import Datasets
public import NeuralNetwork
internal import Safetensors
internal import TensorCore

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
                layers: network.layers.enumerated().map(ManifestLayer.init),
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
            description.tensors(of: layer)
        }
        try SafetensorsFile.write(tensors, metadata: [Self.manifestKey: manifest.json], to: path)
    }
}

extension ManifestLayer {
    /// Describes a layer of a network built by hand, with names for its tensors.
    fileprivate init(index: Int, layer: any Layer) {
        let name = "\(index + 1)"
        switch layer {
        case let dense as Dense:
            self = .dense(
                weight: "W" + name, bias: "b" + name, order: .inputOutput,
                activation: dense.activation)
        case let conv as Conv2D:
            self = .conv2D(
                weight: "W" + name, bias: "b" + name, order: .outputInput,
                stride: conv.window.stride, padding: conv.window.padding,
                activation: conv.activation)
        case let norm as BatchNorm:
            self = .batchNorm(
                BatchNormTensors(
                    weight: norm.weight.map { _ in "gamma" + name },
                    bias: norm.bias.map { _ in "beta" + name }, mean: "mean" + name,
                    variance: "variance" + name),
                epsilon: norm.epsilon, activation: norm.activation)
        case let pool as MaxPool2D: self = .maxPool2D(pool)
        case let pool as AveragePool2D: self = .averagePool2D(pool)
        case is GlobalAveragePool: self = .globalAveragePool
        case let flatten as Flatten: self = .flatten(flatten)
        case let dropout as Dropout: self = .dropout(dropout)
        default: preconditionFailure("a manifest has no name for \(layer)")
        }
    }

    /// The tensors of a layer under the names and in the order described.
    fileprivate func tensors(of layer: any Layer) -> [TensorData] {
        func vector(_ name: String?, _ values: [Float]?) -> [TensorData] {
            guard let name, let values else { return [] }
            return [TensorData(name: name, shape: [values.count], floats: values)]
        }
        switch (self, layer) {
        case (.dense(let weight, let bias, let order, _), let dense as Dense):
            let weights = order == .inputOutput ? dense.weights : dense.weights.transposed()
            let tensor = TensorData(
                name: weight, shape: [weights.rows, weights.columns], floats: weights.elements)
            return [tensor] + vector(bias, dense.bias)
        case (.conv2D(let weight, let bias, let order, _, _, _), let conv as Conv2D):
            return [conv.tensor(named: weight, order)] + vector(bias, conv.bias)
        case (.batchNorm(let names, _, _), let norm as BatchNorm):
            return vector(names.weight, norm.weight) + vector(names.bias, norm.bias)
                + vector(names.mean, norm.mean) + vector(names.variance, norm.variance)
        default:
            return []
        }
    }
}

extension Conv2D {
    fileprivate func tensor(named name: String, _ order: WeightOrder) -> TensorData {
        let (outputs, channels, size) = (outputChannels, inputChannels, window.size)
        switch order {
        case .outputInput:
            return TensorData(
                name: name, shape: [outputs, channels, size.height, size.width],
                floats: weights.elements)
        case .inputOutput:
            let area = size.area
            return TensorData(
                name: name, shape: [size.height, size.width, channels, outputs],
                floats: (0..<weights.elements.count).map { index in
                    let (rest, m) = index.quotientAndRemainder(dividingBy: outputs)
                    let (place, c) = rest.quotientAndRemainder(dividingBy: channels)
                    return weights[m, c * area + place]
                })
        }
    }
}
