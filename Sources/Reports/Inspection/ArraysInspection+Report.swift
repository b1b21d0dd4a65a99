internal import FileIO
internal import Inspection
internal import StrictJSON
internal import WeightSources

extension ArraysInspection {
    /// What can be said: of the file, of each array, of the network.
    func text(storedBytes: Int, naming name: (Setting) -> String) -> String {
        var head = TextTable([.left, .left, .left])
        head.append(
            "type", "\(format), \(grouped(arrays.count)) \(arrays.count == 1 ? "array" : "arrays")")
        head.append("size", "\(grouped(storedBytes)) bytes")
        head.append("SHA-256", sha256)
        for (key, value) in metadata {
            head.append(displayName(key), displayName(value, maximumLength: 200))
        }
        var table = TextTable.ofTensors()
        for array in arrays {
            table.append(
                tensor: array.tensor.name, type: "\(array.tensor.type)",
                shape: array.tensor.shape, byteCount: array.byteCount, array.statistics)
        }
        var foot = TextTable([.left, .left, .left])
        let shapes = Dictionary(arrays.map { ($0.tensor.name, $0.tensor.shape) }) { first, _ in
            first
        }
        model?.describe(shapes: shapes, in: &foot)
        if let data {
            foot.append("use", data.summary)
            for note in data.notes { foot.append("note", terminalSafe(note)) }
        } else {
            let problem = problem(naming: name)
            foot.append("use", problem.map { "not as it is: \(terminalSafe($0))" } ?? "as a model")
        }
        return [head.text, table.text, foot.text].joined(separator: "\n")
    }

    /// The members of the JSON object; `docs/command.md` documents them.
    func members(naming name: (Setting) -> String) -> [JSONValue.Member] {
        [
            .init("format", .string(format)),
            .init("sha256", .string(sha256)),
            .init("tensors", .array(arrays.map(\.json))),
            .init("metadata", .object(metadata.map { .init($0.key, .string($0.value)) })),
            .init("model", model?.json ?? .null),
            .init("problem", .optional(problem(naming: name))),
            .init("data", data?.json ?? .null),
        ]
    }
}

extension ArraysInspection.StoredArray {
    fileprivate var json: JSONValue {
        [
            "name": .string(tensor.name), "dtype": .string("\(tensor.type)"),
            "shape": .array(tensor.shape.map { .integer($0) }), "bytes": .integer(byteCount),
            "statistics": statistics?.json ?? .null,
        ]
    }
}
