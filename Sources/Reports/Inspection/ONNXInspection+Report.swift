internal import FileIO
internal import ImageClassification
internal import Inspection
internal import NeuralNetwork
internal import ONNX
internal import StrictJSON

extension ONNXInspection {
    /// What can be said: of the file, of its graph, of each constant, of the network.
    func text(storedBytes: Int, naming name: (Setting) -> String) -> String {
        var head = TextTable([.left, .left, .left])
        head.append("type", "ONNX, version \(irVersion) of the format")
        head.append("size", "\(grouped(storedBytes)) bytes")
        head.append("SHA-256", sha256)
        if !producer.isEmpty { head.append("producer", displayName(producer)) }
        head.append(
            "opset",
            operatorSets.map {
                ($0.domain.isEmpty ? "" : displayName($0.domain) + " ") + "\($0.version)"
            }.joined(separator: ", "))
        for input in inputs { head.append("input", input.text) }
        for output in outputs { head.append("output", output.text) }
        head.append(
            "operators",
            operators.map {
                displayName($0.name) + ($0.count == 1 ? "" : " × \(grouped($0.count))")
            }.joined(separator: ", "))
        for (key, value) in metadata {
            head.append(displayName(key), displayName(value, maximumLength: 200))
        }
        var foot = TextTable([.left, .left, .left])
        model?.describe(shapes: shapes, readOff: "the graph", in: &foot)
        let problem = problem(naming: name)
        foot.append("use", problem.map { "not as it is: \(terminalSafe($0))" } ?? "as a model")
        return [head.text, initializerTable, foot.text].filter { !$0.isEmpty }
            .joined(separator: "\n")
    }

    private var initializerTable: String {
        guard !initializers.isEmpty else { return "" }
        var table = TextTable([.left, .left, .left, .left, .right, .right, .right, .right, .right])
        table.append([
            "", "initializer", "type", "shape", "min", "max", "mean", "std", "not finite",
        ])
        for initializer in initializers {
            let tensor = initializer.tensor
            let statistics = initializer.statistics.map { values in
                let isEmpty = values.finiteCount == 0
                return [
                    values.minimum, values.maximum, values.mean, values.standardDeviation,
                ].map { isEmpty ? "" : short($0) } + [grouped(values.nonFiniteCount)]
            }
            table.append(
                ["", displayName(tensor.name), tensor.type.description, "\(tensor.shape)"]
                    + (statistics ?? ["", "", "", "", ""]))
        }
        return table.text
    }

    private var shapes: [String: [Int]] {
        Dictionary(initializers.map { ($0.tensor.name, $0.tensor.shape) }) { first, _ in first }
    }

    /// The members of the JSON object; `docs/command.md` documents them.
    func members(naming name: (Setting) -> String) -> [JSONValue.Member] {
        [
            .init("format", "onnx"),
            .init("ir_version", .integer(irVersion)),
            .init("producer", .string(producer)),
            .init(
                "opsets",
                .object(operatorSets.map { .init($0.domain, .integer($0.version)) })),
            .init("sha256", .string(sha256)),
            .init("inputs", .array(inputs.map(\.json))),
            .init("outputs", .array(outputs.map(\.json))),
            .init("operators", .object(operators.map { .init($0.name, .integer($0.count)) })),
            .init("initializers", .array(initializers.map(\.json))),
            .init("metadata", .object(metadata.map { .init($0.key, .string($0.value)) })),
            .init("model", model?.json ?? .null),
            .init("problem", .optional(problem(naming: name))),
        ]
    }
}

extension ONNXInspection.Initializer {
    fileprivate var json: JSONValue {
        [
            "name": .string(tensor.name), "type": .string(tensor.type.description),
            "shape": .array(tensor.shape.map { .integer($0) }),
            "statistics": statistics?.json ?? .null,
        ]
    }
}
