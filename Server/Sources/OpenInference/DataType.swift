/// The type of a tensor's elements, by its name in the Open Inference Protocol.
public enum DataType: String, CaseIterable, Sendable {
    case bool = "BOOL"
    case uint8 = "UINT8"
    case uint16 = "UINT16"
    case uint32 = "UINT32"
    case uint64 = "UINT64"
    case int8 = "INT8"
    case int16 = "INT16"
    case int32 = "INT32"
    case int64 = "INT64"
    case fp16 = "FP16"
    case bf16 = "BF16"
    case fp32 = "FP32"
    case fp64 = "FP64"
    case bytes = "BYTES"

    /// The types that pixels may have.
    public static let pixelTypes = allCases.filter { $0 != .bool && $0 != .bytes }

    /// The size of an element in binary data, in bytes; `nil` where it varies.
    public var byteCount: Int? {
        switch self {
        case .bool, .uint8, .int8: 1
        case .uint16, .int16, .fp16, .bf16: 2
        case .uint32, .int32, .fp32: 4
        case .uint64, .int64, .fp64: 8
        case .bytes: nil
        }
    }

    /// Whether elements are whole numbers.
    public var isInteger: Bool {
        switch self {
        case .fp16, .bf16, .fp32, .fp64: false
        default: true
        }
    }
}
