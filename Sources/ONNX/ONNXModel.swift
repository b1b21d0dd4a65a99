/// A model in the ONNX format, read and checked.
///
///     let model = try ONNXModel(path: "net.onnx")
///     for node in model.graph.nodes { print(node.operatorType, node.outputs) }
///
/// The file is trusted in nothing: what it says twice, what reaches beyond its message, and what
/// does not agree with the bytes that are there is refused. It is read once; tensors are ranges of
/// its bytes, or of a file beside it, until their elements are asked for.
public struct ONNXModel: Sendable {
    /// What errors call the file: its path, or the label given with its bytes.
    public let source: String
    /// The version of the format.
    public let irVersion: Int
    /// What wrote the file and in which version, such as `pytorch 2.1`; empty if it does not say.
    public let producer: String
    /// The versions of the sets of operators, by domain; the default domain is `""`.
    public let operatorSets: [String: Int]
    /// Free texts, under their keys.
    public let metadata: [String: String]
    /// What is computed.
    public let graph: ONNXGraph

    /// The version of the default domain's operators; 0 if the file uses none of them.
    public var opset: Int { operatorSets[""] ?? 0 }

    /// Puts a model together that is to be written, see ``serialized()``.
    ///
    /// - Parameters:
    ///   - source: What errors call it.
    ///   - irVersion: The version of the format; 8 is that of opset 15 to 18, and readers accept
    ///     older opsets with it.
    ///   - producer: Name and version of the program that writes it, separated by a space.
    ///   - operatorSets: The versions of the sets of operators, by domain.
    ///   - metadata: Free texts, under their keys.
    ///   - graph: What is computed.
    public init(
        source: String, irVersion: Int = 8, producer: String, operatorSets: [String: Int],
        metadata: [String: String] = [:], graph: ONNXGraph
    ) {
        self.source = source
        self.irVersion = irVersion
        self.producer = producer
        self.operatorSets = operatorSets
        self.metadata = metadata
        self.graph = graph
    }
}
