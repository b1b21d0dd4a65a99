public import WeightSources

/// The types of elements that safetensors files declare.
///
/// The names are those of the format, case-sensitive. The order is the reference implementation's,
/// which lays out tensors by it: larger elements first.
public enum DType: String, CaseIterable, Hashable, Sendable {
    /// A truth value in a byte.
    case bool = "BOOL"
    /// Two floating-point numbers of 4 bits in a byte.
    case f4 = "F4"
    /// 6 bits: 2 of exponent, 3 of mantissa.
    case f6E2M3 = "F6_E2M3"
    /// 6 bits: 3 of exponent, 2 of mantissa.
    case f6E3M2 = "F6_E3M2"
    /// An unsigned integer of 8 bits.
    case u8 = "U8"
    /// A signed integer of 8 bits.
    case i8 = "I8"
    /// 8 bits: 5 of exponent, 2 of mantissa.
    case f8E5M2 = "F8_E5M2"
    /// 8 bits: 4 of exponent, 3 of mantissa.
    case f8E4M3 = "F8_E4M3"
    /// 8 bits of exponent: a power of two.
    case f8E8M0 = "F8_E8M0"
    /// Like `f8E4M3`, without infinities and negative zero.
    case f8E4M3FNUZ = "F8_E4M3FNUZ"
    /// Like `f8E5M2`, without infinities and negative zero.
    case f8E5M2FNUZ = "F8_E5M2FNUZ"
    /// A signed integer of 16 bits.
    case i16 = "I16"
    /// An unsigned integer of 16 bits.
    case u16 = "U16"
    /// IEEE 754 binary16.
    case f16 = "F16"
    /// The upper half of an IEEE 754 binary32.
    case bf16 = "BF16"
    /// A signed integer of 32 bits.
    case i32 = "I32"
    /// An unsigned integer of 32 bits.
    case u32 = "U32"
    /// IEEE 754 binary32.
    case f32 = "F32"
    /// A complex number: two IEEE 754 binary32.
    case c64 = "C64"
    /// IEEE 754 binary64.
    case f64 = "F64"
    /// A signed integer of 64 bits.
    case i64 = "I64"
    /// An unsigned integer of 64 bits.
    case u64 = "U64"

    /// The size of an element in bits; not a multiple of 8 for `f4`, `f6E2M3` and `f6E3M2`.
    public var bitCount: Int {
        switch self {
        case .f4: 4
        case .f6E2M3, .f6E3M2: 6
        case .bool, .u8, .i8, .f8E5M2, .f8E4M3, .f8E8M0, .f8E4M3FNUZ, .f8E5M2FNUZ: 8
        case .i16, .u16, .f16, .bf16: 16
        case .i32, .u32, .f32: 32
        case .c64, .f64, .i64, .u64: 64
        }
    }

    /// The type by the name that all weight sources use.
    public var weightType: WeightType {
        switch self {
        case .f16: .f16
        case .bf16: .bf16
        case .f32: .f32
        case .f64: .f64
        default: .other(rawValue)
        }
    }

    /// The type of a weight source's elements, if safetensors has the same.
    public init?(_ type: WeightType) {
        guard let dtype = Self.allCases.first(where: { $0.weightType == type }) else { return nil }
        self = dtype
    }

    /// The place in the reference implementation's order.
    var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
