/// The fields of a tensor's message that hold elements other than as raw bytes, by their numbers.
enum TypedField: Int, Sendable {
    case float = 4
    case int32 = 5
    case string = 6
    case int64 = 7
    case double = 10
    case uint64 = 11

    var name: String {
        switch self {
        case .float: "float_data"
        case .int32: "int32_data"
        case .string: "string_data"
        case .int64: "int64_data"
        case .double: "double_data"
        case .uint64: "uint64_data"
        }
    }
}

extension ONNXElementType {
    /// The field that holds elements of this type.
    ///
    /// Source: the comments of `TensorProto` in onnx.proto.
    var typedField: TypedField {
        switch self {
        case .float, .complex64: .float
        case .double, .complex128: .double
        case .int64: .int64
        case .uint32, .uint64: .uint64
        case .string: .string
        default: .int32
        }
    }

    /// How many numbers of the typed field `count` elements are; `nil` if that overflows.
    func typedCount(_ count: Int) -> Int? {
        switch self {
        case .complex64, .complex128:
            let (doubled, overflow) = count.multipliedReportingOverflow(by: 2)
            return overflow ? nil : doubled
        // Small types fill the bytes of raw data, one byte a number.
        case .uint2, .int2: return count / 4 + (count % 4 == 0 ? 0 : 1)
        case .uint4, .int4, .float4E2M1: return count / 2 + count % 2
        default: return count
        }
    }
}

extension WireField {
    /// Calls `body` with each number of a typed field, packed or not: its bits, from the lowest.
    ///
    /// Texts are no numbers; they are counted, as zeros.
    func forEachNumber(
        _ field: TypedField, in bytes: [UInt8], _ body: (UInt64) -> Void
    ) throws(Fault) {
        switch (field, value) {
        case (.string, .bytes): body(0)
        case (.float, .fixed32(let number)): body(UInt64(number))
        case (.double, .fixed64(let number)): body(number)
        case (.int32, .varint(let number)), (.int64, .varint(let number)),
            (.uint64, .varint(let number)):
            body(number)
        case (_, .bytes(let range)) where field != .string:
            var reader = WireReader(bytes, range)
            while !reader.isAtEnd {
                switch field {
                case .float: body(UInt64(try reader.fixed32()))
                case .double:
                    let low = try reader.fixed32()
                    body(UInt64(low) | UInt64(try reader.fixed32()) << 32)
                default: body(try reader.varint())
                }
            }
        default: throw wrongType(field.name, "numbers of its type")
        }
    }

    /// How many numbers ``forEachNumber(_:in:_:)`` calls its body with.
    func numberCount(_ field: TypedField, in bytes: [UInt8]) throws(Fault) -> Int {
        // Without looking at each, where each has the same size.
        if case .bytes(let range) = value {
            switch field {
            case .float where range.count % 4 == 0: return range.count / 4
            case .double where range.count % 8 == 0: return range.count / 8
            default: break
            }
        }
        var count = 0
        try forEachNumber(field, in: bytes) { _ in count += 1 }
        return count
    }
}
