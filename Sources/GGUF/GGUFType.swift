public import WeightSources

/// How the elements of a tensor are stored; the raw value is ggml's number.
public enum GGUFType: UInt32, CaseIterable, Hashable, Sendable, CustomStringConvertible {
    /// IEEE 754 binary32.
    case f32 = 0
    /// IEEE 754 binary16.
    case f16 = 1
    /// Blocks of 32 elements: a binary16, and 32 signed bytes that are multiples of it.
    case q8_0 = 8
    /// A signed integer of 8 bits.
    case i8 = 24
    /// A signed integer of 16 bits.
    case i16 = 25
    /// A signed integer of 32 bits.
    case i32 = 26
    /// A signed integer of 64 bits.
    case i64 = 27
    /// IEEE 754 binary64.
    case f64 = 28
    /// The upper half of an IEEE 754 binary32.
    case bf16 = 30

    /// The types whose elements become `Float`.
    public static let floats: [GGUFType] = [.f32, .f16, .bf16, .f64, .q8_0]

    /// ggml's name.
    public var description: String {
        switch self {
        case .f32: "F32"
        case .f16: "F16"
        case .q8_0: "Q8_0"
        case .i8: "I8"
        case .i16: "I16"
        case .i32: "I32"
        case .i64: "I64"
        case .f64: "F64"
        case .bf16: "BF16"
        }
    }

    /// The number of elements that are stored together.
    var blockElements: Int { self == .q8_0 ? 32 : 1 }

    /// The size of a block in bytes.
    var blockBytes: Int {
        switch self {
        case .i8: 1
        case .f16, .bf16, .i16: 2
        case .f32, .i32: 4
        case .f64, .i64: 8
        case .q8_0: 2 + 32
        }
    }

    /// The type by the name that all weight sources use.
    public var weightType: WeightType {
        switch self {
        case .f32: .f32
        case .f16: .f16
        case .bf16: .bf16
        case .f64: .f64
        case .q8_0, .i8, .i16, .i32, .i64: .other(description)
        }
    }

    /// What ggml calls a type, of those that are not read too; `nil` for numbers that it has not.
    static func name(ofNumber number: UInt32) -> String? {
        GGUFType(rawValue: number)?.description ?? otherNames[number]
    }

    private static let otherNames: [UInt32: String] = [
        2: "Q4_0", 3: "Q4_1", 6: "Q5_0", 7: "Q5_1", 9: "Q8_1", 10: "Q2_K", 11: "Q3_K", 12: "Q4_K",
        13: "Q5_K", 14: "Q6_K", 15: "Q8_K", 16: "IQ2_XXS", 17: "IQ2_XS", 18: "IQ3_XXS",
        19: "IQ1_S", 20: "IQ4_NL", 21: "IQ3_S", 22: "IQ2_S", 23: "IQ4_XS", 29: "IQ1_M",
        34: "TQ1_0", 35: "TQ2_0", 39: "MXFP4",
    ]
}
