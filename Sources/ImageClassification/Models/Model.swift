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
        let manifest = try Self.manifest(of: file) ?? Self.inferredManifest(file, options)
        let hasManifest = file.metadata[Self.manifestKey] != nil
        if hasManifest, let option = options.optionDecidedByManifest {
            throw ModelError.manifestDecides(file: file.source, option: option)
        }
        let tensors = TensorReader(file, allowsNonFinite: options.allowsNonFinite)
        let layers = try manifest.layers.map { try tensors.layer($0) }
        try tensors.refuseUnused(manifest.layers)
        let network: Network
        do {
            network = try Network(
                layers, input: manifest.input.features, allowsNonFinite: options.allowsNonFinite)
        } catch .inputCount(_, let found) {
            throw ModelError.network(
                file: file.source,
                reason: "the first layer wants \(found) inputs; expected "
                    + "\(manifest.input.count), the values of an image of \(manifest.input)")
        } catch {
            throw ModelError.network(file: file.source, reason: error.description)
        }
        try self.init(
            network: network, manifest: manifest, hasManifest: hasManifest, source: file.source)
    }

    /// Checks that manifest and network belong together.
    init(
        network: Network, manifest: ModelManifest, hasManifest: Bool, source: String
    ) throws(ModelError) {
        self.network = network
        self.manifest = manifest
        self.hasManifest = hasManifest
        self.source = source
        try check()
    }

    /// The key of a file's metadata under which the manifest stands.
    static let manifestKey = "manifest"

    private static func manifest(of file: SafetensorsFile) throws(ModelError) -> ModelManifest? {
        guard let text = file.metadata[manifestKey] else { return nil }
        do {
            return try ModelManifest(json: text)
        } catch {
            throw .manifest(file: file.source, reason: error.reason)
        }
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
            guard case .dense(let weight, _, let order, _) = layer else { return [0, 0] }
            let shape = file[weight]?.shape ?? [0, 0]
            return order == .inputOutput ? shape : shape.reversed()
        }
        return (shape(layers.first)[0], shape(layers.last)[1])
    }

    private func check() throws(ModelError) {
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
