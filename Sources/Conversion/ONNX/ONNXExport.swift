internal import Datasets
internal import FileIO
internal import ImageClassification
public import ModelFiles
internal import NeuralNetwork
public import ONNX
internal import StrictJSON

/// A model made into an ONNX file, to be run by others.
///
/// Layers keep their names and tensors theirs; sizes, classes, normalization, training and license
/// are in the file's metadata. The input is a batch of images `[N, C, H, W]` called `input`; the
/// output, `[N, M]`, is called `logits`, or `probabilities` if the network ends in softmax.
public struct ONNXExport: Sendable {
    /// What the input of the file takes.
    public enum Pixels: String, CaseIterable, Hashable, Sendable {
        /// Pixels as images have them, 0…255: the graph begins with the normalization.
        case raw
        /// Pixels that the caller has normalized; the metadata says how.
        case normalized
    }

    /// The type of weights that are integers of eight bits.
    public enum IntegerWeights: String, CaseIterable, Hashable, Sendable {
        /// Unsigned, 128 standing for 0: ONNX Runtime's sums of them are right on every processor.
        case uint8
        /// Signed, 0 standing for 0: faster in ONNX Runtime, whose sums of them are clamped on
        /// processors with AVX2 or AVX-512 and without VNNI, so that answers change.
        case int8
    }

    /// The model as it was read.
    public let model: Model
    /// What the new file calls it.
    public let name: String
    /// What the input of the new file takes.
    public let pixels: Pixels
    /// The new file's content.
    public let onnx: ONNXModel
    /// The new file.
    public let bytes: [UInt8]

    /// What the model has that ONNX has no place for, in words.
    public var leftOut: [String] {
        (model.rejection == nil ? [] : ["the network that tells images of none of the classes"])
            + (model.conformalScores == nil ? [] : ["the scores of prediction sets"])
    }

    /// Makes a file of a model.
    ///
    /// - Parameters:
    ///   - model: The model.
    ///   - pixels: What the input takes.
    ///   - integerWeights: The type of weights of eight bits.
    ///   - name: What the file calls the model; `nil` leaves the name it has.
    ///   - output: What errors call the new file.
    /// - Throws: ``ConversionError/noONNXForm(file:layer:)`` for a layer that ONNX cannot express.
    public init(
        _ model: Model, pixels: Pixels = .raw, integerWeights: IntegerWeights = .uint8,
        name: String? = nil, output: String
    ) throws {
        self.model = model
        self.pixels = pixels
        self.name = name ?? model.manifest.name
        // As tensors, in the new file, and in it once more while it is made; then read back.
        try requireMemory(4 * 4 * model.network.parameterCount, for: model.source)
        let graph = try ONNXGraphBuilder.graph(
            of: model, pixels: pixels, integerWeights: integerWeights)
        onnx = ONNXModel(
            source: output, irVersion: graph.irVersion,
            producer: "swift-mnist \(SwiftMNIST.version)", operatorSets: ["": graph.opset],
            metadata: Self.metadata(of: model, name: self.name, pixels: pixels),
            graph: graph.graph)
        bytes = try onnx.serialized()
        try Self.compare(onnx, with: try ONNXModel(bytes: bytes, source: output))
    }

    /// Reads a model file and makes an ONNX file of it.
    ///
    /// - Parameters:
    ///   - path: A weight file, with a manifest or without.
    ///   - options: What a file without a manifest does not say.
    ///   - pixels: What the input takes.
    ///   - integerWeights: The type of weights of eight bits.
    ///   - name: What the file calls the model; `nil` leaves the name it has.
    ///   - output: What errors call the new file.
    public init(
        path: String, options: ModelOptions = ModelOptions(), pixels: Pixels = .raw,
        integerWeights: IntegerWeights = .uint8, name: String? = nil, output: String
    ) throws {
        try self.init(
            try Model(path: path, options: options), pixels: pixels,
            integerWeights: integerWeights, name: name, output: output)
    }

    /// What the file says of itself besides the graph.
    private static func metadata(
        of model: Model, name: String, pixels: Pixels
    ) -> [String: String] {
        let manifest = model.manifest
        let map = manifest.normalization
        let normalization: JSONValue = [
            "scale": .double(map.scale), "mean": .double(map.mean), "std": .double(map.std),
        ]
        var metadata = [
            "name": name, "pixels": pixels.rawValue, "normalization": normalization.text(),
            "classes": JSONValue.array(manifest.classes.map { .string($0) }).text(),
        ]
        metadata["dataset"] = manifest.dataset?.rawValue
        metadata["training"] = manifest.training
        metadata["license"] = manifest.license
        return metadata
    }

    /// Checks that the file says what it was made of.
    private static func compare(_ made: ONNXModel, with read: ONNXModel) throws {
        let isSame =
            made.graph.nodes.map(\.outputs) == read.graph.nodes.map(\.outputs)
            && made.metadata == read.metadata
        guard isSame, made.graph.initializers.count == read.graph.initializers.count else {
            throw ConversionError.readsBackDifferent(file: made.source, part: "graph")
        }
        for (name, tensor) in made.graph.initializers {
            guard let other = read.graph.initializers[name], other.shape == tensor.shape,
                zip(try tensor.floats(), try other.floats()).allSatisfy({
                    $0.bitPattern == $1.bitPattern
                })
            else {
                throw ConversionError.readsBackDifferent(
                    file: made.source, part: "tensor \(displayName(name))")
            }
        }
    }
}
