internal import FileIO
internal import ImageClassification
internal import NeuralNetwork
internal import StrictJSON

/// What every report says of the model it used.
extension Model {
    /// Name and size on one line, and the file unless it came with the package.
    var summary: String {
        let isCarried = BundledModel.allCases.contains { $0.path == source }
        return "\(displayName(manifest.name)), \(grouped(network.parameterCount)) parameters"
            + (isCarried ? "" : " (\(terminalSafe(source)))")
    }

    var json: JSONValue { .object(members) }

    var members: [JSONValue.Member] {
        [
            .init("name", .string(manifest.name)), .init("path", .string(source)),
            .init("parameters", .integer(network.parameterCount)),
        ] + originMembers
    }
}

extension JSONValue {
    /// A string, or `null`.
    static func optional(_ text: String?) -> JSONValue {
        text.map { .string($0) } ?? .null
    }
}
