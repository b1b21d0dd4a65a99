internal import Checksums
public import FileIO
internal import ImageClassification
public import ONNX

/// What an ONNX file holds.
public struct ONNXInspection: Sendable {
    /// The version of the format.
    public let irVersion: Int
    /// What wrote the file; empty if it does not say.
    public let producer: String
    /// The versions of the sets of operators, by rising domain; `""` is the default domain.
    public let operatorSets: [(domain: String, version: Int)]
    /// SHA-256 of the file in hexadecimal.
    public let sha256: String
    /// What the graph takes, initializers left out.
    public let inputs: [ONNXValueInfo]
    /// What the graph gives.
    public let outputs: [ONNXValueInfo]
    /// The operators with the number of their nodes, the most frequent first.
    public let operators: [(name: String, count: Int)]
    /// The constants by rising name, with what their elements are like.
    public let initializers: [Initializer]
    /// The texts of the file, by rising key.
    public let metadata: [(key: String, value: String)]
    /// The network that the graph makes, as far as it can be used.
    public let model: SafetensorsInspection.ModelOutline?
    /// What was thrown when the file was tried out as a model.
    private let failure: (any Error)?

    /// A constant and what its elements are like.
    public struct Initializer: Sendable {
        /// Name, type and shape.
        public let tensor: ONNXTensor
        /// What the elements are like; `nil` for texts and types that are not read.
        public let statistics: ElementStatistics?
    }

    /// Why the file cannot be used as a model as it is; `nil` if it can.
    public var problem: String? { problem { "\($0)" } }

    /// The problem, with settings called as the caller calls them.
    public func problem(naming name: (Setting) -> String) -> String? {
        failure.map { sentence(of: $0, naming: name) }
    }

    /// Reads a file to its end, and the files beside it that hold elements.
    init(path: String) throws {
        let file = try ONNXModel(path: path)
        irVersion = file.irVersion
        producer = file.producer
        operatorSets = file.operatorSets.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        sha256 = try Self.digest(of: path)
        inputs = file.graph.inputs
        outputs = file.graph.outputs
        var counts: [String: Int] = [:]
        for node in file.graph.nodes { counts[node.qualifiedType, default: 0] += 1 }
        operators = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map {
            ($0.key, $0.value)
        }
        initializers = try file.graph.initializers.values.sorted { $0.name < $1.name }.map {
            Initializer(tensor: $0, statistics: try Self.statistics(of: $0))
        }
        metadata = file.metadata.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        do {
            model = SafetensorsInspection.ModelOutline(
                try Classifier(Model(path: path, options: ModelOptions())).model)
            failure = nil
        } catch {
            (model, failure) = (nil, error)
        }
    }

    private static func digest(of path: String) throws -> String {
        do {
            let file = try InputFile(path: path)
            var digest = SHA256()
            for start in stride(from: 0, to: file.size, by: 1 << 16) {
                let chunk = try file.bytes(in: start..<min(start + 1 << 16, file.size))
                // Safety: bytes have no padding.
                digest.update(unsafe chunk.span.bytes)
            }
            return digest.hexadecimalDigest()
        } catch {
            throw ONNXError.unreadable(file: path, reason: error.reason)
        }
    }

    private static func statistics(of tensor: ONNXTensor) throws -> ElementStatistics? {
        guard tensor.type.isNumber else { return nil }
        var statistics = ElementStatistics()
        for value in try tensor.floats() { statistics.add(Double(value)) }
        return statistics
    }
}

extension ONNXNode {
    /// The operator, with its domain unless that is the default one.
    fileprivate var qualifiedType: String {
        domain.isEmpty ? operatorType : "\(domain).\(operatorType)"
    }
}
