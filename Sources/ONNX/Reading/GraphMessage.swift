internal import FileIO

extension ONNXGraph {
    /// Reads a `GraphProto`.
    init(_ message: Range<Int>, _ file: FileReading) throws(Fault) {
        var name: String?
        var nodes: [ONNXNode] = []
        var initializers: [String: ONNXTensor] = [:]
        var inputs: [ONNXValueInfo] = []
        var outputs: [ONNXValueInfo] = []
        try file.forEachField(of: message) { (field) throws(Fault) in
            switch field.number {
            case 1:
                nodes.append(try ONNXNode(try field.message("node"), index: nodes.count, file))
            case 2: try field.keep(try field.text("name", in: file.bytes), in: &name, "name")
            case 5:
                let tensor = try Self.initializer(try field.message("initializer"), file)
                guard initializers.updateValue(tensor, forKey: tensor.name) == nil else {
                    throw Fault(
                        at: field.offset, expected: "each initializer once",
                        found: "\(displayName(tensor.name)) a second time")
                }
            case 11: inputs.append(try Self.value("an input", try field.message("input"), file))
            case 12: outputs.append(try Self.value("an output", try field.message("output"), file))
            case 15: throw Self.sparse(field, file)
            default: break
            }
        }
        self.init(
            name: name ?? "", nodes: nodes, initializers: initializers,
            inputs: inputs.filter { initializers[$0.name] == nil }, outputs: outputs)
        try checkNames(inputs)
    }

    private static func initializer(
        _ message: Range<Int>, _ file: FileReading
    ) throws(Fault) -> ONNXTensor {
        let tensor = try within("an initializer") { () throws(Fault) in
            try TensorMessage(message, file)
        }
        return try within("initializer \(displayName(tensor.name ?? ""))") { () throws(Fault) in
            guard tensor.name?.isEmpty == false else {
                throw Fault(expected: "a name", found: "none")
            }
            return try tensor.checked(file)
        }
    }

    private static func value(
        _ place: String, _ message: Range<Int>, _ file: FileReading
    ) throws(Fault) -> ONNXValueInfo {
        try within(place) { () throws(Fault) in try ONNXValueInfo(message, file) }
    }

    /// The refusal of a sparse initializer, by the name of the tensor of its values if that can be
    /// read.
    private static func sparse(_ field: WireField, _ file: FileReading) -> Fault {
        var name: String?
        if case .bytes(let message) = field.value {
            var fields = WireReader(file.bytes, message)
            while let field = try? fields.next(), name == nil {
                guard field.number == 1, case .bytes(let values) = field.value else { continue }
                name = (try? TensorMessage(values, file))?.name
            }
        }
        return Fault(at: field.offset, expected: "dense initializers", found: "a sparse one")
            .within("initializer \(displayName(name ?? ""))")
    }

    /// Checks that each value has one origin, that stands before whatever reads it.
    private func checkNames(_ allInputs: [ONNXValueInfo]) throws(Fault) {
        var known = Set(initializers.keys)
        var seenInputs: Set<String> = []
        for input in allInputs {
            guard seenInputs.insert(input.name).inserted else {
                throw Fault(
                    expected: "each input once", found: "\(displayName(input.name)) a second time")
            }
            known.insert(input.name)
        }
        for node in nodes {
            for input in node.inputs where !input.isEmpty && !known.contains(input) {
                throw missing(input, of: node).within(node.place)
            }
            for output in node.outputs where !output.isEmpty {
                guard known.insert(output).inserted else {
                    throw Fault(
                        expected: "outputs with names of their own",
                        found: "\(displayName(output)), which stands for another value"
                    ).within(node.place)
                }
            }
        }
        var seenOutputs: Set<String> = []
        for output in outputs {
            guard known.contains(output.name), seenOutputs.insert(output.name).inserted else {
                throw Fault(
                    expected: "an output that is made, once",
                    found: known.contains(output.name) ? "it a second time" : "none of that name"
                ).within("output \(displayName(output.name))")
            }
        }
    }

    /// Why an input of a node is not there: a cycle, a wrong order, or nothing of that name.
    private func missing(_ input: String, of node: ONNXNode) -> Fault {
        let expected = "inputs that stand before it"
        guard let origin = nodes.first(where: { $0.outputs.contains(input) }) else {
            return Fault(
                expected: expected, found: "\(displayName(input)), which nothing in the file is")
        }
        return Fault(
            expected: expected,
            found: origin.index == node.index
                ? "its own output \(displayName(input))"
                : "\(displayName(input)) of \(origin.place), which comes after it: nodes are out "
                    + "of order or in a cycle")
    }
}
