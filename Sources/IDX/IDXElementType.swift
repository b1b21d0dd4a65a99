/// What one element of an IDX array is; the raw value is the code in the file's third byte.
public enum IDXElementType: UInt8, Hashable, Sendable, CaseIterable, CustomStringConvertible {
    /// Unsigned bytes, 0 to 255: the pixels and labels of MNIST.
    case uint8 = 0x08
    /// Signed bytes, −128 to 127.
    case int8 = 0x09
    /// Signed integers of two bytes.
    case int16 = 0x0B
    /// Signed integers of four bytes: the labels of QMNIST.
    case int32 = 0x0C
    /// IEEE 754 single precision.
    case float32 = 0x0D
    /// IEEE 754 double precision.
    case float64 = 0x0E

    /// The size of one element in bytes.
    public var byteCount: Int {
        switch self {
        case .uint8, .int8: 1
        case .int16: 2
        case .int32, .float32: 4
        case .float64: 8
        }
    }

    /// Whether every value is a whole number.
    public var isInteger: Bool {
        switch self {
        case .uint8, .int8, .int16, .int32: true
        case .float32, .float64: false
        }
    }

    /// The type's name, such as `uint8`.
    public var description: String {
        switch self {
        case .uint8: "uint8"
        case .int8: "int8"
        case .int16: "int16"
        case .int32: "int32"
        case .float32: "float32"
        case .float64: "float64"
        }
    }
}
