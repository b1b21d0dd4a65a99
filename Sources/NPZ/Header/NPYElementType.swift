public import WeightSources

/// What one element of a NumPy array is, as the `descr` of its header says.
public struct NPYElementType: Hashable, Sendable, CustomStringConvertible {
    /// What the bytes of an element mean.
    public enum Kind: Hashable, Sendable {
        /// A truth value in a byte: 0 or 1.
        case bool
        /// A signed integer, in two's complement.
        case signedInteger
        /// An unsigned integer.
        case unsignedInteger
        /// IEEE 754: binary16, binary32 or binary64.
        case float
        /// Two floats: the real and the imaginary part.
        case complex
        /// Text of a fixed length, whose characters are not looked at.
        case text
    }

    /// What the bytes of an element mean.
    public let kind: Kind
    /// The size of one element in bytes.
    public let byteCount: Int
    /// Whether the highest byte comes first.
    public let isBigEndian: Bool

    init(kind: Kind, byteCount: Int, isBigEndian: Bool) {
        (self.kind, self.byteCount, self.isBigEndian) = (kind, byteCount, isBigEndian)
    }

    /// NumPy's name, such as `float32`.
    public var description: String {
        switch kind {
        case .bool: "bool"
        case .signedInteger: "int\(byteCount * 8)"
        case .unsignedInteger: "uint\(byteCount * 8)"
        case .float: "float\(byteCount * 8)"
        case .complex: "complex\(byteCount * 8)"
        case .text: "text of \(byteCount) bytes"
        }
    }

    /// Whether elements are real numbers.
    public var isNumber: Bool {
        switch kind {
        case .signedInteger, .unsignedInteger, .float: true
        case .bool, .complex, .text: false
        }
    }

    /// The type by the name that all weight sources use.
    public var weightType: WeightType {
        switch (kind, byteCount) {
        case (.float, 2): .f16
        case (.float, 4): .f32
        case (.float, 8): .f64
        default: .other(description)
        }
    }

    /// The size of what is swapped where the byte order differs.
    var wordBytes: Int {
        switch kind {
        case .complex: byteCount / 2
        // The order of text is that of its characters; nobody reads them here.
        case .text: 1
        default: byteCount
        }
    }
}

extension NPYElementType {
    /// Why a `descr` is no type that is read.
    enum Refusal: Error {
        case pickledObjects
        case unsupported
    }

    /// Reads a `descr`: byte order, kind and size, such as `<f4`.
    init(descr: String) throws(Refusal) {
        let text = Array(descr.utf8)
        guard text.count >= 2 else { throw .unsupported }
        let (order, kind) = (text[0], text[1])
        if kind == UInt8(ascii: "O") { throw .pickledObjects }
        guard text.count >= 3, text.count <= 12,
            text[2...].allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }),
            text[2] != UInt8(ascii: "0"),
            let size = Int(String(decoding: text[2...], as: UTF8.self))
        else { throw .unsupported }
        let sizes: [Int]
        switch kind {
        case UInt8(ascii: "b"): (self.kind, sizes) = (.bool, [1])
        case UInt8(ascii: "i"): (self.kind, sizes) = (.signedInteger, [1, 2, 4, 8])
        case UInt8(ascii: "u"): (self.kind, sizes) = (.unsignedInteger, [1, 2, 4, 8])
        case UInt8(ascii: "f"): (self.kind, sizes) = (.float, [2, 4, 8])
        case UInt8(ascii: "c"): (self.kind, sizes) = (.complex, [8, 16])
        case UInt8(ascii: "S"), UInt8(ascii: "a"): (self.kind, sizes) = (.text, [size])
        case UInt8(ascii: "U"): (self.kind, sizes) = (.text, [size])
        default: throw .unsupported
        }
        guard sizes.contains(size), size <= 1 << 20 else { throw .unsupported }
        byteCount = kind == UInt8(ascii: "U") ? 4 * size : size
        switch order {
        case UInt8(ascii: "<"): isBigEndian = false
        case UInt8(ascii: ">"): isBigEndian = true
        // Without an order: a byte has none.
        case UInt8(ascii: "|") where sizes == [1] || size == 1 || self.kind == .text:
            isBigEndian = false
        default: throw .unsupported
        }
    }
}
