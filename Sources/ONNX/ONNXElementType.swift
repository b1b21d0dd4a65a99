/// The types of elements that ONNX has, with the numbers that files have for them.
public enum ONNXElementType: Int32, CaseIterable, Hashable, Sendable {
    /// IEEE 754 binary32.
    case float = 1
    /// An unsigned integer of 8 bits.
    case uint8
    /// A signed integer of 8 bits.
    case int8
    /// An unsigned integer of 16 bits.
    case uint16
    /// A signed integer of 16 bits.
    case int16
    /// A signed integer of 32 bits.
    case int32
    /// A signed integer of 64 bits.
    case int64
    /// A text.
    case string
    /// A truth value.
    case bool
    /// IEEE 754 binary16.
    case float16
    /// IEEE 754 binary64.
    case double
    /// An unsigned integer of 32 bits.
    case uint32
    /// An unsigned integer of 64 bits.
    case uint64
    /// Two IEEE 754 binary32.
    case complex64
    /// Two IEEE 754 binary64.
    case complex128
    /// The upper half of an IEEE 754 binary32.
    case bfloat16
    /// 8 bits: 4 of exponent, 3 of mantissa.
    case float8E4M3FN
    /// 8 bits: 4 of exponent, 3 of mantissa; no infinities and no negative zero.
    case float8E4M3FNUZ
    /// 8 bits: 5 of exponent, 2 of mantissa.
    case float8E5M2
    /// 8 bits: 5 of exponent, 2 of mantissa; no infinities and no negative zero.
    case float8E5M2FNUZ
    /// An unsigned integer of 4 bits.
    case uint4
    /// A signed integer of 4 bits.
    case int4
    /// 4 bits: 2 of exponent, 1 of mantissa.
    case float4E2M1
    /// 8 bits of exponent: a power of two.
    case float8E8M0
    /// An unsigned integer of 2 bits.
    case uint2
    /// A signed integer of 2 bits.
    case int2

    /// The size of an element in bits; `nil` for texts.
    public var bitCount: Int? {
        switch self {
        case .string: nil
        case .uint2, .int2: 2
        case .uint4, .int4, .float4E2M1: 4
        case .uint8, .int8, .bool, .float8E4M3FN, .float8E4M3FNUZ, .float8E5M2, .float8E5M2FNUZ,
            .float8E8M0:
            8
        case .uint16, .int16, .float16, .bfloat16: 16
        case .float, .int32, .uint32: 32
        case .int64, .double, .uint64, .complex64: 64
        case .complex128: 128
        }
    }

    /// Whether elements are whole numbers or truth values that ``ONNXTensor/integers()`` gives.
    public var isInteger: Bool {
        switch self {
        case .uint8, .int8, .uint16, .int16, .int32, .int64, .bool, .uint32, .uint64: true
        default: false
        }
    }

    /// Whether elements are numbers that ``ONNXTensor/floats()`` gives.
    public var isNumber: Bool {
        switch self {
        case .float, .float16, .bfloat16, .double: true
        default: isInteger
        }
    }
}

extension ONNXElementType: CustomStringConvertible {
    /// The name in lower case, such as `float16`.
    public var description: String {
        switch self {
        case .float: "float"
        case .uint8: "uint8"
        case .int8: "int8"
        case .uint16: "uint16"
        case .int16: "int16"
        case .int32: "int32"
        case .int64: "int64"
        case .string: "string"
        case .bool: "bool"
        case .float16: "float16"
        case .double: "double"
        case .uint32: "uint32"
        case .uint64: "uint64"
        case .complex64: "complex64"
        case .complex128: "complex128"
        case .bfloat16: "bfloat16"
        case .float8E4M3FN: "float8e4m3fn"
        case .float8E4M3FNUZ: "float8e4m3fnuz"
        case .float8E5M2: "float8e5m2"
        case .float8E5M2FNUZ: "float8e5m2fnuz"
        case .uint4: "uint4"
        case .int4: "int4"
        case .float4E2M1: "float4e2m1"
        case .float8E8M0: "float8e8m0"
        case .uint2: "uint2"
        case .int2: "int2"
        }
    }
}
