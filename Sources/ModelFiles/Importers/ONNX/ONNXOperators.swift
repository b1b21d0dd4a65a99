internal import FileIO
internal import ONNX

/// The operators that are computed here: the one place that lists them.
enum ONNXOperators {
    typealias Function = @Sendable (inout ONNXImporter, ONNXCall) throws -> [ONNXValue]

    /// An operator: the attributes that it may have, and what it does.
    struct Row {
        let attributes: Set<String>
        let run: Function

        init(_ attributes: String = "", _ run: @escaping Function) {
            self.attributes = Set(attributes.split(separator: " ").map(String.init))
            self.run = run
        }
    }

    /// The operator of a node; one that is not listed is refused by its name, as is an attribute
    /// whose meaning is not known here.
    static func row(for call: ONNXCall) throws -> Row {
        let table: [String: Row] =
            switch call.node.domain {
            case "", "ai.onnx": standard
            case "ai.onnx.ml": tails
            case "com.microsoft": microsoft
            default: [:]
            }
        guard let row = table[call.node.operatorType] else {
            let domain = call.node.domain
            throw call.unsupported(
                "the operator is not computed here"
                    + (domain.isEmpty ? "" : "; its domain is \(displayName(domain))"))
        }
        let unknown = call.node.attributes.keys.filter { !row.attributes.contains($0) }.sorted()
        if let first = unknown.first {
            throw call.unsupported("attribute \(displayName(first)) is not known here")
        }
        return row
    }

    private static let microsoft = quantized.merging(fused) { first, _ in first }

    /// The operators of ONNX itself.
    private static let standard = shapes.merging(arithmetic) { first, _ in first }
        .merging(layers) { first, _ in first }.merging(outputs) { first, _ in first }
        .merging(quantized) { first, _ in first }.merging(comparisons) { first, _ in first }
        .merging(normalizations) { first, _ in first }.merging(resizing) { first, _ in first }
        .merging(constants) { first, _ in first }.merging(recurrent) { first, _ in first }
        .merging(sums) { first, _ in first }
}
