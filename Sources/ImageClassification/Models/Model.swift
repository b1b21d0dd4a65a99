public import NeuralNetwork
internal import Safetensors
internal import TensorCore

/// A network with what is needed to use it on images: read from a safetensors file.
public struct Model: Sendable {
    /// The layers with their weights.
    public let network: Network
    /// What the file's manifest says; for a file without one, what was inferred and assumed.
    public let manifest: ModelManifest
    /// Whether the file has a manifest.
    public let hasManifest: Bool
    /// The path of the file.
    public let source: String

    /// Reads a model.
    ///
    /// With a manifest the file describes itself. Without one the layers are read off the names and
    /// shapes of its tensors (PyTorch, Keras and `W1, b1, …` namings), and `options` say the rest.
    ///
    /// - Throws: `SafetensorsError` for a file that is damaged or of another format, ``ModelError``
    ///   when its tensors make no network.
    public init(path: String, options: ModelOptions = ModelOptions()) throws {
        try self.init(SafetensorsFile(path: path), options: options)
    }

    init(_ file: SafetensorsFile, options: ModelOptions) throws {
        source = file.source
        if let text = file.metadata["manifest"] {
            if let option = options.optionDecidedByManifest {
                throw ModelError.manifestDecides(file: source, option: option)
            }
            do {
                manifest = try ModelManifest(json: text)
            } catch {
                throw ModelError.manifest(file: source, reason: error.reason)
            }
            hasManifest = true
        } else {
            manifest = try Self.inferredManifest(file, options)
            hasManifest = false
        }
        let tensors = TensorReader(file, allowsNonFinite: options.allowsNonFinite)
        let layers = try manifest.layers.map { try tensors.layer($0) }
        try tensors.refuseUnused(manifest.layers)
        do {
            network = try Network(layers, allowsNonFinite: options.allowsNonFinite)
        } catch {
            throw ModelError.network(file: source, reason: error.description)
        }
        try checkManifest()
    }

    static func inferredManifest(
        _ file: SafetensorsFile, _ options: ModelOptions
    ) throws -> ModelManifest {
        let layers = try ForeignLayout(file.tensors, file: file.source).layers(
            order: options.weightOrder, hidden: options.hiddenActivation ?? .relu)
        let (inputs, outputs) = Self.extent(layers, file)
        // A shape of one long row fits any number of inputs that is not a square.
        let shape =
            options.inputShape ?? .square(count: inputs) ?? ImageShape(height: 1, width: inputs)
        return ModelManifest(
            name: file.source.split(separator: "/").last.map(String.init) ?? file.source,
            input: shape, normalization: options.normalization ?? .unitInterval, layers: layers,
            classes: options.classNames ?? (0..<outputs).map(String.init),
            dataset: nil, training: nil, license: nil)
    }

    /// The number of inputs of the first layer and of outputs of the last.
    private static func extent(
        _ layers: [ManifestLayer], _ file: SafetensorsFile
    ) -> (inputs: Int, outputs: Int) {
        func shape(_ layer: ManifestLayer?) -> [Int] {
            guard case .dense(let weight, _, let order, _)? = layer,
                let shape = file[weight]?.shape
            else { return [0, 0] }
            return order == .inputOutput ? shape : shape.reversed()
        }
        return (shape(layers.first)[0], shape(layers.last)[1])
    }

    private func checkManifest() throws(ModelError) {
        guard manifest.input.count == network.inputCount else {
            throw .network(
                file: source,
                reason: "the first layer wants \(network.inputCount) inputs; expected "
                    + "\(manifest.input.count), the values of an image of \(manifest.input)")
        }
        guard manifest.classes.count == network.outputCount else {
            throw .classNames(
                file: source, expected: network.outputCount, found: manifest.classes.count)
        }
        switch network.layers.last?.activation {
        case .softmax, .identity: break
        default:
            throw .network(
                file: source,
                reason: "the last layer's activation is expected to be softmax or "
                    + "identity, as a classifier's is")
        }
    }
}
