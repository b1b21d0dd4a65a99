internal import FileIO

/// Reads an `AttributeProto`: one setting of a node.
struct AttributeMessage {
    private(set) var name = ""
    private var type: Int32?
    private var values: [Kind: WireValues] = [:]
    private let file: FileReading

    /// The kinds of values, with the numbers that the field `type` has for them.
    private enum Kind: Int32 {
        case float = 1
        case int, string, tensor, graph, floats, ints, strings, tensors, graphs
        case sparseTensor, sparseTensors, typeProto, typeProtos

        /// The number of the field that has the value.
        init?(field: Int) {
            switch field {
            case 2: self = .float
            case 3: self = .int
            case 4: self = .string
            case 5: self = .tensor
            case 6: self = .graph
            case 7: self = .floats
            case 8: self = .ints
            case 9: self = .strings
            case 10: self = .tensors
            case 11: self = .graphs
            case 14: self = .typeProto
            case 15: self = .typeProtos
            case 22: self = .sparseTensor
            case 23: self = .sparseTensors
            default: return nil
            }
        }

        var isList: Bool {
            switch self {
            case .floats, .ints, .strings, .tensors, .graphs, .sparseTensors, .typeProtos: true
            default: false
            }
        }

        var name: String {
            switch self {
            case .float: "a float"
            case .int: "an int"
            case .string: "a string"
            case .tensor: "a tensor"
            case .graph: "a graph"
            case .floats: "floats"
            case .ints: "ints"
            case .strings: "strings"
            case .tensors: "tensors"
            case .graphs: "graphs"
            case .sparseTensor: "a sparse tensor"
            case .sparseTensors: "sparse tensors"
            case .typeProto: "a type"
            case .typeProtos: "types"
            }
        }
    }

    /// The fields of one kind.
    private typealias WireValues = [WireField]

    /// Takes the message apart; the values are looked at by ``value()``.
    init(_ message: Range<Int>, _ file: FileReading) throws(Fault) {
        self.file = file
        try file.count()
        var name: String?
        try file.forEachField(of: message) { (field) throws(Fault) in
            switch field.number {
            case 1: try field.keep(try field.text("name", in: file.bytes), in: &name, "name")
            case 20: try field.keep(try field.int32("type"), in: &type, "type")
            case 21:
                throw Fault(
                    at: field.offset, expected: "a value",
                    found: "a reference to an attribute of a function")
            default:
                guard let kind = Kind(field: field.number) else { return }
                guard kind.isList || values[kind] == nil else {
                    throw Fault(
                        at: field.offset, expected: "\(kind.name) once", found: "it a second time")
                }
                try file.count()
                values[kind, default: []].append(field)
            }
        }
        self.name = name ?? ""
    }

    /// The value, which is of the kind that the attribute says.
    func value() throws(Fault) -> ONNXAttribute {
        let kind = try kind()
        let fields = values[kind] ?? []
        switch kind {
        // Writers of proto3 leave out what is zero or empty.
        case .float: return .float(try fields.first?.float("f") ?? 0)
        case .int: return .int(try fields.first?.int64("i") ?? 0)
        case .string: return .string(try fields.first?.text("s", in: file.bytes) ?? "")
        case .floats:
            return .floats(
                try numbers(fields, .float).map {
                    Float(bitPattern: UInt32(truncatingIfNeeded: $0))
                })
        case .ints: return .ints(try numbers(fields, .int64).map { Int64(bitPattern: $0) })
        case .strings:
            return .strings(
                try fields.map { (field) throws(Fault) in
                    try field.text("strings", in: file.bytes)
                })
        case .tensor:
            guard let field = fields.first else {
                throw Fault(expected: "a tensor", found: "none")
            }
            let message = try TensorMessage(try field.message("t"), file)
            return .tensor(try message.checked(file))
        default:
            throw Fault(
                expected: "a number, a text, a tensor, or a list of numbers or texts",
                found: kind.name)
        }
    }

    private func kind() throws(Fault) -> Kind {
        // Files of the first version of the format do not say the type.
        guard let type, type != 0 else {
            guard let kind = values.keys.first, values.count == 1 else {
                throw Fault(expected: "one value", found: values.isEmpty ? "none" : "several")
            }
            return kind
        }
        guard let kind = Kind(rawValue: type) else {
            throw Fault(expected: "a type of 1 to 14", found: "\(type)")
        }
        if let other = values.keys.first(where: { $0 != kind }) {
            throw Fault(expected: "\(kind.name), as its type says", found: other.name)
        }
        return kind
    }

    private func numbers(
        _ fields: [WireField], _ type: TypedField
    ) throws(Fault) -> [UInt64] {
        var count = 0
        for field in fields { count += try field.numberCount(type, in: file.bytes) }
        // Those that are not packed were counted as they came, each a field.
        try file.count(max(0, count - fields.count))
        var numbers: [UInt64] = []
        numbers.reserveCapacity(count)
        for field in fields { try field.forEachNumber(type, in: file.bytes) { numbers.append($0) } }
        return numbers
    }
}
