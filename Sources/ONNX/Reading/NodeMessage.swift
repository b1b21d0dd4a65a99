internal import FileIO

extension ONNXNode {
    /// Reads a `NodeProto`.
    init(_ message: Range<Int>, index: Int, _ file: FileReading) throws(Fault) {
        var name: String?
        var operatorType: String?
        var domain: String?
        var inputs: [String] = []
        var outputs: [String] = []
        var attributes: [Range<Int>] = []
        var overload: String?
        try file.count()
        try within("node \(index)") { () throws(Fault) in
            try file.forEachField(of: message) { (field) throws(Fault) in
                func text(_ name: String) throws(Fault) -> String {
                    try field.text(name, in: file.bytes)
                }
                switch field.number {
                case 1:
                    try file.count()
                    inputs.append(try text("input"))
                case 2:
                    try file.count()
                    outputs.append(try text("output"))
                case 3: try field.keep(try text("name"), in: &name, "name")
                case 4: try field.keep(try text("op_type"), in: &operatorType, "op_type")
                case 5: attributes.append(try field.message("attribute"))
                case 7: try field.keep(try text("domain"), in: &domain, "domain")
                case 8: try field.keep(try text("overload"), in: &overload, "overload")
                default: break
                }
            }
            guard operatorType?.isEmpty == false else {
                throw Fault(expected: "an op_type", found: "none")
            }
        }
        self.init(
            name: name ?? "", operatorType: operatorType ?? "",
            domain: Self.domain(domain ?? ""), inputs: inputs, outputs: outputs, index: index)
        let place = place
        try within(place) { () throws(Fault) in
            self = with(try Self.attributes(attributes, file))
        }
    }

    /// The default domain has two names.
    static func domain(_ name: String) -> String { name == "ai.onnx" ? "" : name }

    private static func attributes(
        _ messages: [Range<Int>], _ file: FileReading
    ) throws(Fault) -> [String: ONNXAttribute] {
        var attributes: [String: ONNXAttribute] = [:]
        for message in messages {
            let attribute = try within("an attribute") { () throws(Fault) in
                try AttributeMessage(message, file)
            }
            try within("attribute \(displayName(attribute.name))") { () throws(Fault) in
                let value = try attribute.value()
                guard attributes.updateValue(value, forKey: attribute.name) == nil else {
                    throw Fault(expected: "it once", found: "it a second time")
                }
            }
        }
        return attributes
    }

    private func with(_ attributes: [String: ONNXAttribute]) -> ONNXNode {
        ONNXNode(
            name: name, operatorType: operatorType, domain: domain, inputs: inputs,
            outputs: outputs, attributes: attributes, index: index)
    }

    /// What errors call the node: `node conv1 (Conv)`, or by its first output if it has no name.
    package var place: String {
        let label =
            name.isEmpty
            ? outputs.first.map { "of \(displayName($0))" } ?? "\(index)"
            : displayName(name)
        return "node \(label) (\(displayName(operatorType)))"
    }
}
