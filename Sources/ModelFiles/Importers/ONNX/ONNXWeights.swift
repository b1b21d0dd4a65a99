internal import Datasets
internal import FileIO
internal import NeuralNetwork
internal import ONNX
internal import Safetensors
package import WeightSources

/// A source of weights that knows the layers they belong to, without a manifest.
package protocol LayeredWeights: WeightSource {
    /// What a manifest would say, with what options add.
    ///
    /// - Throws: An error for an option that says what the source says itself.
    func manifest(_ options: ModelOptions) throws -> ModelManifest

    /// Where what the manifest says came from, with what the user is to be told.
    func origins(_ options: ModelOptions) -> ModelOrigins
}

/// The network of an ONNX file, as layers and their tensors.
package struct ONNXWeights: LayeredWeights {
    package let source: String
    package let weights: [WeightTensor]
    package let metadata: [String: String]

    /// What was left out of the graph.
    private let notes: [String]
    private let tensors: [String: [Float]]
    private let layers: [ManifestLayer]
    private let input: ImageShape
    private let isInputAssumed: Bool
    private let classes: [String]
    private let firstStep: ONNXFirstStep
    private let told: ONNXMetadata

    /// Reads a file.
    ///
    /// - Parameter inputShape: The size of an image, where the file leaves it open.
    /// - Throws: `ONNXError`, or ``ONNXImportError`` for a graph that makes no network here.
    init(path: String, inputShape: ImageShape? = nil) throws {
        try self.init(try ONNXModel(path: path), inputShape: inputShape)
    }

    init(_ model: ONNXModel, inputShape: ImageShape? = nil) throws {
        source = model.source
        metadata = model.metadata.filter { $0.key != Model.manifestKey }
        told = ONNXMetadata(model)
        let input = try ONNXInput(model, wanted: inputShape)
        self.input = input.shape
        isInputAssumed = input.isAssumed
        var importer = try ONNXImporter(model, input: input)
        var graph = try importer.network()
        firstStep = ONNXFirstStep(&graph, holdsBytes: input.holdsBytes)
        layers = [ManifestLayer](graph)
        var (weights, tensors): ([WeightTensor], [String: [Float]]) = ([], [:])
        for (layer, kind) in zip(layers, graph.layers) {
            for tensor in layer.spelling.tensors(ofAny: kind) {
                weights.append(
                    WeightTensor(name: tensor.name, type: .f32, shape: tensor.shape))
                tensors[tensor.name] = tensor.floats
            }
        }
        (self.weights, self.tensors) = (weights, tensors)
        classes = importer.classNames ?? []
        notes = importer.notes
    }

    package func weight(named name: String) -> WeightTensor? {
        tensors[name] == nil ? nil : weights.first { $0.name == name }
    }

    package func floats(of tensor: WeightTensor, elements: Range<Int>) throws -> [Float] {
        let values = tensors[tensor.name] ?? []
        return elements.count == values.count ? values : Array(values[elements])
    }

    package func bytes(of tensor: WeightTensor, elements: Range<Int>) throws -> [UInt8] {
        var bytes: [UInt8] = []
        WeightType.f32.append(try floats(of: tensor, elements: elements), to: &bytes)
        return bytes
    }

    package func origins(_ options: ModelOptions) -> ModelOrigins {
        var origins = ModelOrigins(.file)
        if options.normalization != nil {
            origins.normalization = .option
        } else if firstStep.range == nil, told.normalization == nil {
            origins.normalization = .standard
        }
        origins.weightOrder = nil
        if options.inputShape != nil {
            origins.inputShape = .option
        } else if isInputAssumed {
            origins.inputShape = .standard
        }
        if options.classNames != nil {
            origins.classNames = .option
        } else if told.classes == nil, classes.isEmpty {
            origins.classNames = .standard
        }
        origins.notes = notes
        return origins
    }

    package func manifest(_ options: ModelOptions) throws -> ModelManifest {
        let decided: [(Setting, Bool)] = [
            (.architecture, options.architecture != nil),
            (.weightOrder, options.weightOrder != nil),
            (.hiddenActivation, options.hiddenActivation != nil),
            (.outputActivation, options.outputActivation != nil),
        ]
        if let setting = decided.first(where: \.1)?.0 {
            throw ONNXImportError.graphDecides(file: source, setting: setting)
        }
        return ModelManifest(
            name: told.name ?? source.split(separator: "/").last.map(String.init) ?? source,
            input: options.inputShape ?? input,
            normalization: try normalization(options.normalization ?? told.normalization),
            layers: layers, classes: options.classNames ?? told.classes ?? classes,
            dataset: told.dataset, training: told.training, license: told.license)
    }

    /// How a pixel becomes an input of the first layer that is left: what goes into the graph, and
    /// what the graph does to that first.
    private func normalization(_ wanted: InputNormalization?) throws -> InputNormalization {
        let before = wanted ?? (firstStep.range == .bytes ? .identity : .unitInterval)
        guard let step = firstStep.map else { return before }
        do {
            return try InputNormalization(
                scale: before.scale / before.std * step.scale,
                mean: before.mean / before.std * step.scale - step.shift, std: 1)
        } catch {
            throw ONNXImportError.graph(file: source, reason: "\(error)")
        }
    }
}
