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
    /// Where what the manifest says came from, if the file has none; `nil` if it has one.
    public let origins: ModelOrigins?
    /// The path of the file.
    public let source: String
    /// What tells images that belong to none of the classes; `nil` if the file has nothing.
    public let rejection: RejectionNetwork?
    /// Scores from which prediction sets follow, [n], ascending, 0…1; `nil` if the file has none.
    public let conformalScores: [Float]?

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

    /// Reads a model from the bytes of its file, of any format that ``init(path:options:)`` reads.
    ///
    /// - Parameters:
    ///   - bytes: The whole file: a resource of an app, an answer of a server. Nothing is copied
    ///     before the weights are packed.
    ///   - source: What errors and reports call it.
    ///   - options: What the file does not say of itself.
    /// - Throws: As ``init(path:options:)`` does. Weights of ONNX that are in other files are refused.
    public init(
        bytes: [UInt8], source: String = "bytes in memory", options: ModelOptions = ModelOptions()
    ) throws {
        try self.init(
            WeightFormats.read(bytes, source: source, options: options), options: options)
    }

    /// Reads a model from weights of any format, or from weights in memory.
    ///
    /// - Throws: What the source throws, and ``ModelError`` when its tensors make no network.
    public init(_ weights: any WeightSource, options: ModelOptions = ModelOptions()) throws {
        // Of aliases wrapped again the second wrapping would see tensors, and no further names.
        let weights =
            weights as? AliasedWeights
            ?? AliasedWeights(weights, unwraps: options.architecture != nil)
        var (manifest, origins) = try Self.manifestAndOrigins(of: weights, options)
        try Self.checkClassCount(manifest.classes.count, weights)
        try ModelMemory(manifest.tensorNames, weights).check(file: weights.source)
        let hasManifest = weights.metadata[Self.manifestKey] != nil
        if hasManifest, let setting = options.settingDecidedByManifest {
            throw ModelError.manifestDecides(file: weights.source, setting: setting)
        }
        let tensors = TensorReader(weights, allowsNonFinite: options.allowsNonFinite)
        let graph = try Self.graph(manifest, tensors, file: weights.source)
        let unused = tensors.unused(manifest.tensorNames)
        if options.architecture == nil, hasManifest, !unused.isEmpty {
            throw ModelError.unusedTensors(
                file: weights.source, tensors: unused.map { displayName($0.name) })
        }
        let network: Network
        do {
            network = try Network(graph, allowsNonFinite: options.allowsNonFinite)
        } catch .inputCount(_, let found) {
            throw ModelError.network(
                file: weights.source,
                reason: "the first layer wants \(found) inputs; expected "
                    + "\(manifest.input.count), the values of an image of \(manifest.input)")
        } catch {
            // A layer that was forgotten shows as layers that do not fit together.
            let leftOut = hasManifest ? [] : ForeignTensors(unused).others
            throw ModelError.network(
                file: weights.source,
                reason: error.description
                    + (leftOut.isEmpty
                        ? ""
                        : "; no layer uses \(ModelError.list(leftOut.map { displayName($0) }))"))
        }
        try Self.checkClassCount(network.outputCount, weights)
        if !hasManifest, options.classNames == nil, options.architecture?.classes == nil,
            manifest.classes.isEmpty || !(weights.base is any LayeredWeights)
        {
            manifest.classes = (0..<network.outputCount).map(String.init)
        }
        if options.architecture != nil {
            origins?.notes += try Self.notes(on: unused, weights, options)
        }
        if options.isStrict, let settings = origins?.assumedSettings, !settings.isEmpty {
            throw ModelError.assumed(file: weights.source, settings: settings)
        }
        let rejection = try manifest.rejection.map {
            try RejectionNetwork(
                $0, of: manifest, tensors, allowsNonFinite: options.allowsNonFinite,
                file: weights.source)
        }
        let scores = try manifest.conformal.map { try tensors.conformalScores($0.scores) }
        try self.init(
            network: network, manifest: manifest, origins: origins, source: weights.source,
            rejection: rejection, conformalScores: scores)
    }

    /// What to say of tensors that the architecture does not name.
    private static func notes(
        on unused: [WeightTensor], _ weights: any WeightSource, _ options: ModelOptions
    ) throws(ModelError) -> [String] {
        let tensors = ForeignTensors(unused, among: weights.weights)
        let leftOut = tensors.others
        guard !options.isStrict || leftOut.isEmpty else {
            throw .leftOut(file: weights.source, tensors: leftOut.map { displayName($0) })
        }
        return tensors.notes
            + (leftOut.isEmpty
                ? []
                : [
                    "passes over \(ModelError.list(leftOut.map { displayName($0) })): "
                        + "the architecture has no layer for them"
                ])
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
    ///
    /// - Parameter origins: Where the manifest came from if the file has none.
    init(
        network: Network, manifest: ModelManifest, origins: ModelOrigins?, source: String,
        rejection: RejectionNetwork? = nil, conformalScores: [Float]? = nil
    ) throws(ModelError) {
        self.network = network
        self.manifest = manifest
        self.origins = origins
        hasManifest = origins == nil
        self.source = source
        self.rejection = rejection
        self.conformalScores = conformalScores
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

    /// What the file's manifest says, or what was inferred and where it came from.
    private static func manifestAndOrigins(
        of file: AliasedWeights, _ options: ModelOptions
    ) throws -> (ModelManifest, ModelOrigins?) {
        if let manifest = try manifest(of: file) { return (manifest, nil) }
        return try inferred(file, options)
    }

    /// What a graph, names, shapes, options and defaults make of a file without a manifest.
    package static func inferred(
        _ file: AliasedWeights, _ options: ModelOptions
    ) throws -> (ModelManifest, ModelOrigins) {
        if let layered = file.base as? any LayeredWeights {
            return (try layered.manifest(options), layered.origins(options))
        }
        let architecture = options.architecture
        if let architecture, let setting = architecture.decides(options) {
            throw ModelError.architectureDecides(file: architecture.source, setting: setting)
        }
        var origins = ModelOrigins(architecture == nil ? .file : .architecture)
        let layers: [ManifestLayer]
        if let architecture {
            layers = architecture.layers
            origins.notes = architecture.notes
            if architecture.leavesOutActivation {
                if options.isStrict, let note = architecture.notes.first {
                    throw ModelError.architecture(file: architecture.source, reason: note)
                }
                origins.hiddenActivation = .standard
            }
        } else {
            var layout = try ForeignLayout(file)
            layers = try layout.layers(
                order: options.weightOrder, hidden: options.hiddenActivation ?? .relu,
                output: options.outputActivation ?? .softmax)
            origins.notes = layout.notes
            if options.weightOrder != nil { origins.weightOrder = .option }
            origins.hiddenActivation =
                layers.count < 2 ? nil : options.hiddenActivation == nil ? .standard : .option
            origins.outputActivation = options.outputActivation == nil ? .standard : .option
        }
        func origin<Value>(_ inArchitecture: Value?, _ option: Value?) -> ModelOrigins.Origin {
            inArchitecture != nil ? .architecture : option != nil ? .option : .standard
        }
        origins.normalization = origin(architecture?.normalization, options.normalization)
        origins.inputShape = origin(architecture?.input, options.inputShape)
        origins.classNames = origin(architecture?.classes, options.classNames)
        let (inputs, outputs) = Self.extent(layers, file)
        try checkClassCount(outputs, file)
        guard let shape = architecture?.input ?? options.inputShape ?? Self.row(inputs) else {
            throw ModelError.inputShapeMissing(file: architecture?.source ?? file.source)
        }
        let manifest = ModelManifest(
            name: architecture?.name ?? file.source.split(separator: "/").last.map(String.init)
                ?? file.source,
            input: shape,
            normalization: architecture?.normalization ?? options.normalization ?? .unitInterval,
            layers: layers, preparation: nil,
            classes: architecture?.classes ?? options.classNames
                ?? (0..<outputs).map(String.init),
            dataset: architecture?.dataset, training: architecture?.training,
            license: architecture?.license)
        return (manifest, origins)
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
    }
}
