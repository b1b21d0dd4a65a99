/// JSON text that is being written, byte by byte, into memory that is used again.
public struct JSONOutput: Sendable {
    /// What was written.
    public var bytes: [UInt8] = []

    /// Starts with nothing.
    public init() {}

    /// Forgets what was written; keeps memory of up to a mebibyte.
    public mutating func removeAll() {
        bytes.removeAll(keepingCapacity: bytes.capacity <= 1 << 20)
    }

    /// Writes JSON text as it is.
    public mutating func raw(_ text: StaticString) {
        // Safety: the text of a `StaticString` lives as long as the program.
        unsafe bytes.append(
            contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Writes text that holds no character that JSON escapes.
    public mutating func plain(_ text: String) { bytes.append(contentsOf: text.utf8) }

    /// Writes a string in quotes.
    public mutating func string(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0x00...0x1F, 0x7F:
                raw("\\u00")
                bytes.append(Self.hexadecimal[Int(byte >> 4)])
                bytes.append(Self.hexadecimal[Int(byte & 15)])
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static let hexadecimal = Array("0123456789abcdef".utf8)

    /// Writes a whole number.
    public mutating func integer(_ value: Int) {
        if (0..<10).contains(value) {
            bytes.append(UInt8(ascii: "0") + UInt8(value))
        } else {
            plain(String(value))
        }
    }

    /// Writes a finite number with the fewest digits that read back as the same `Float`.
    public mutating func number(_ value: Float) { plain(value.description) }

    /// Writes whole numbers as an array.
    public mutating func array(_ values: [Int]) {
        separated(values.count, "[", "]") { $0.integer(values[$1]) }
    }

    /// Writes `count` items with commas between them.
    mutating func separated(
        _ count: Int, _ opening: StaticString, _ closing: StaticString,
        _ item: (inout JSONOutput, Int) -> Void
    ) {
        raw(opening)
        for index in 0..<count {
            if index > 0 { raw(",") }
            item(&self, index)
        }
        raw(closing)
    }
}
