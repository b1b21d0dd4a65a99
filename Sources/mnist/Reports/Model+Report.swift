import ImageClassification
import NeuralNetwork
import StrictJSON

/// What every report says of the model it used.
extension Model {
    /// Name, size and file on one line.
    var summary: String {
        "\(displayName(manifest.name)), \(grouped(network.parameterCount)) parameters "
            + "(\(terminalSafe(source)))"
    }

    var json: JSONValue {
        [
            "name": .string(manifest.name), "path": .string(source),
            "parameters": .integer(network.parameterCount),
        ]
    }
}

extension JSONValue {
    /// A string, or `null`.
    static func optional(_ text: String?) -> JSONValue {
        text.map { .string($0) } ?? .null
    }
}
