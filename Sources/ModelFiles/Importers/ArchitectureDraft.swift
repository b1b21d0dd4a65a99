internal import FileIO
internal import NeuralNetwork
internal import StrictJSON
internal import WeightSources

/// A draft of an architecture file, made from the names and shapes of tensors.
///
/// What these do not tell stands as a question under the key `question`, which ``Architecture``
/// refuses until it is answered and taken away.
public struct ArchitectureDraft: Sendable {
    /// The text of the file.
    public let text: String
    /// How many questions are open.
    public let questionCount: Int

    /// Reads the names and shapes of a weight file.
    ///
    /// - Throws: What its reader throws, and ``ModelError/unknownNames(file:tensors:)`` for a file
    ///   without tensors that could belong to layers.
    public init(path: String) throws {
        let source = try AliasedWeights(WeightFormats.open(path))
        let layers = DraftLayers(source.weights + source.aliasTensors)
        guard !layers.layers.isEmpty, layers.layers.count <= Network.largestLayerCount else {
            throw ModelError.unknownNames(
                file: path, tensors: source.weights.map { displayName($0.name) })
        }
        let input = layers.input
        var members: [JSONValue.Member] = []
        if let question = layers.question { members.append(.init("question", .string(question))) }
        members += [
            .init(
                "input",
                .object(
                    [
                        .init("height", .integer(input.height)),
                        .init("width", .integer(input.width)),
                        .init("channels", .integer(input.channels)),
                    ] + (input.isTold ? [] : [.question("Is this the size of an image?")]))),
            .init(
                "normalization",
                .object([
                    .init("scale", .double(1.0 / 255)), .init("mean", .double(0)),
                    .init("std", .double(1)),
                    .question(
                        "How did pixels p become inputs, as (p * scale - mean) / std? This is 0 to 1."
                    ),
                ])),
            .init("layers", .array(layers.layers)),
        ]
        let value = JSONValue.object(members)
        text = value.text(pretty: true) + "\n"
        questionCount = value.questionCount
    }
}

extension JSONValue.Member {
    static func question(_ text: String) -> JSONValue.Member { .init("question", .string(text)) }
}

extension JSONValue {
    fileprivate var questionCount: Int {
        switch self {
        case .object(let members):
            members.reduce(0) { $0 + ($1.key == "question" ? 1 : $1.value.questionCount) }
        case .array(let elements): elements.reduce(0) { $0 + $1.questionCount }
        default: 0
        }
    }
}
