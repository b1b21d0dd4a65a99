internal import FileIO
internal import ImageClassification
internal import NeuralNetwork
internal import StrictJSON

/// What every report says of the model it used.
extension Model {
    /// Name and size on one line, and the file unless it came with the package.
    var summary: String {
        let isCarried = BundledModel.allCases.contains { $0.path == source }
        return modelSummary(
            name: manifest.name, parameterCount: network.parameterCount,
            file: isCarried ? nil : source)
    }

    var json: JSONValue { .object(members) }

    var members: [JSONValue.Member] {
        modelMembers(
            name: manifest.name, path: source, parameterCount: network.parameterCount)
            + originMembers
    }
}

/// Name and size of a model on one line, and the file where there is one to tell.
func modelSummary(name: String, parameterCount: Int, file: String?) -> String {
    "\(displayName(name)), \(grouped(parameterCount)) parameters"
        + (file.map { " (\(terminalSafe($0)))" } ?? "")
}

/// The members of a model's object.
func modelMembers(name: String, path: String, parameterCount: Int) -> [JSONValue.Member] {
    [
        .init("name", .string(name)), .init("path", .string(path)),
        .init("parameters", .integer(parameterCount)),
    ]
}

extension JSONValue {
    /// A string, or `null`.
    static func optional(_ text: String?) -> JSONValue {
        text.map { .string($0) } ?? .null
    }
}
