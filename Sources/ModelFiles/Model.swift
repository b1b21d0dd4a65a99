internal import Datasets
internal import FileIO
public import NeuralNetwork
internal import TensorCore
public import WeightSources

/// A network with what is needed to use it on images: read from a weight file.
public struct Model: Sendable {
    /// The layers with their weights.
    public let network: Network
    /// What the file's manifest says; for a file without one, what was inferred and assumed.
    public let manifest: ModelManifest
    /// Whether the file has a manifest.
    public let hasManifest: Bool
    /// The path of the file.
    public let source: String

    /// The most classes that a model may have: a confusion matrix has a count for each two of them.
    public static let largestClassCount = 4_096

    /// Reads a model.
    ///
    /// With a manifest the file describes itself. Without one the layers are read off the names and
    /// shapes of its tensors (PyTorch, Keras and `W1, b1, …` namings), and `options` say the rest.
    ///
    /// - Throws: `SafetensorsError` for a file that is damaged or of another format, ``ModelError``
    ///   when its tensors make no network.
    public init(path: String, options: ModelOptions = ModelOptions()) throws {
        try self.init(WeightFormats.open(path, options: options), options: options)
    }

    /// Reads a model from weights of any format, or from weights in memory.
    ///
    /// - Throws: What the source throws, and ``ModelError`` when its tensors make no network.
    public init(_ weights: any WeightSource, options: ModelOptions = ModelOptions()) throws {
        var manifest = try Self.manifest(of: weights) ?? Self.inferredManifest(weights, options)
        try Self.checkClassCount(manifest.classes.count, weights)
        try ModelMemory(manifest.layers, weights).check(file: weights.source)
        let hasManifest = weights.metadata[Self.manifestKey] != nil
        if hasManifest, let setting = options.settingDecidedByManifest {
            throw ModelError.manifestDecides(file: weights.source, setting: setting)
        }
        let tensors = TensorReader(weights, allowsNonFinite: options.allowsNonFinite)
        let graph = try Self.graph(manifest, tensors, file: weights.source)
        try tensors.refuseUnused(manifest.layers)
        let network: Network
        do {
            network = try Network(graph, allowsNonFinite: options.allowsNonFinite)
        } catch .inputCount(_, let found) {
            throw ModelError.network(
                file: weights.source,
                reason: "the first layer wants \(found) inputs; expected "
                    + "\(manifest.input.count), the values of an image of \(manifest.input)")
        } catch {
            throw ModelError.network(file: weights.source, reason: error.description)
        }
        try Self.checkClassCount(network.outputCount, weights)
        if !hasManifest, options.classNames == nil, options.architecture?.classes == nil,
            manifest.classes.isEmpty || !(weights is any LayeredWeights)
        {
            manifest.classes = (0..<network.outputCount).map(String.init)
        }
        try self.init(
            network: network, manifest: manifest, hasManifest: hasManifest, source: weights.source)
    }

    /// The layers of a manifest with their tensors, connected.
    private static func graph(
        _ manifest: ModelManifest, _ tensors: TensorReader, file: String
    ) throws -> NetworkGraph {
        do {
            return try NetworkGraph(manifest.layers, input: manifest.input.features) {
                try $0.spelling.layer(tensors)
            }
        } catch let error as ManifestError {
            throw ModelError.manifest(file: file, reason: error.reason)
        }
    }

    private static func checkClassCount(
        _ count: Int, _ weights: any WeightSource
    ) throws(ModelError) {
        guard count <= largestClassCount else {
            throw .tooManyClasses(file: weights.source, found: count)
        }
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
    package static let manifestKey = "manifest"

    private static func manifest(of file: any WeightSource) throws(ModelError) -> ModelManifest? {
        guard let text = file.metadata[manifestKey] else { return nil }
        do {
            return try ModelManifest(json: text)
        } catch {
            throw .manifest(file: file.source, reason: error.reason)
        }
    }

    package static func inferredManifest(
        _ file: any WeightSource, _ options: ModelOptions
    ) throws -> ModelManifest {
        if let layered = file as? any LayeredWeights { return try layered.manifest(options) }
        let architecture = options.architecture
        if let architecture, let setting = architecture.decides(options) {
            throw ModelError.architectureDecides(file: architecture.source, setting: setting)
        }
        let layers =
            try architecture?.layers
            ?? ForeignLayout(file.weights, file: file.source).layers(
                order: options.weightOrder, hidden: options.hiddenActivation ?? .relu)
        let (inputs, outputs) = Self.extent(layers, file)
        try checkClassCount(outputs, file)
        guard let shape = architecture?.input ?? options.inputShape ?? Self.row(inputs) else {
            throw ModelError.inputShapeMissing(file: architecture?.source ?? file.source)
        }
        return ModelManifest(
            name: architecture?.name ?? file.source.split(separator: "/").last.map(String.init)
                ?? file.source,
            input: shape,
            normalization: architecture?.normalization ?? options.normalization ?? .unitInterval,
            layers: layers, preparation: nil,
            classes: architecture?.classes ?? options.classNames
                ?? (0..<outputs).map(String.init),
            dataset: architecture?.dataset, training: architecture?.training,
            license: architecture?.license)
    }

    /// The shape of an image of so many pixels, if there are any: a square, or one long row.
    private static func row(_ count: Int) -> ImageShape? {
        guard count > 0 else { return nil }
        return .square(count: count) ?? ImageShape(height: 1, width: count)
    }

    /// The number of inputs of the first layer and of outputs of the last.
    private static func extent(
        _ layers: [ManifestLayer], _ file: any WeightSource
    ) -> (inputs: Int, outputs: Int) {
        func extent(_ layer: ManifestLayer?) -> (inputs: Int, outputs: Int)? {
            layer?.spelling.extent { file.weight(named: $0)?.shape }
        }
        return (extent(layers.first)?.inputs ?? 0, extent(layers.last)?.outputs ?? 0)
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
