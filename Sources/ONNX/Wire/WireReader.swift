/// One field of a message: its number and its value, as the wire format has them.
struct WireField {
    let number: Int
    let value: Value
    /// Where the field begins in the file.
    let offset: Int

    enum Value {
        case varint(UInt64)
        case fixed64(UInt64)
        case fixed32(UInt32)
        /// The bytes of a text, a message, or packed numbers.
        case bytes(Range<Int>)

        var name: String {
            switch self {
            case .varint: "a varint"
            case .fixed64: "8 bytes"
            case .fixed32: "4 bytes"
            case .bytes: "bytes with a length"
            }
        }
    }
}

/// Reads the fields of one message, one after the other, in the wire format of Protocol Buffers.
///
/// Source: <https://protobuf.dev/programming-guides/encoding/>. Groups, which ONNX does not have, are
/// refused; lengths end within the message; a varint has at most ten bytes and 64 bits. Nothing is
/// read recursively.
package struct WireReader {
    /// The whole file; shared, not copied.
    let bytes: [UInt8]
    private(set) var offset: Int
    private let end: Int

    /// Starts at the beginning of a message.
    ///
    /// - Precondition: `range` lies within `bytes`.
    package init(_ bytes: [UInt8], _ range: Range<Int>) {
        self.bytes = bytes
        offset = range.lowerBound
        end = range.upperBound
    }

    var isAtEnd: Bool { offset == end }

    /// The next field; `nil` at the end of the message.
    mutating func next() throws(Fault) -> WireField? {
        guard offset < end else { return nil }
        let start = offset
        let tag = try varint()
        let number = tag >> 3
        guard number > 0, number < 1 << 29 else {
            throw Fault(
                at: start, expected: "a field number of 1 to 536870911", found: "\(number)")
        }
        return WireField(number: Int(number), value: try value(of: tag, at: start), offset: start)
    }

    private mutating func value(of tag: UInt64, at start: Int) throws(Fault) -> WireField.Value {
        switch tag & 7 {
        case 0: return .varint(try varint())
        case 1:
            let low = try fixed32()
            return .fixed64(UInt64(low) | UInt64(try fixed32()) << 32)
        case 2:
            let lengthOffset = offset
            let length = try varint()
            guard length <= UInt64(end - offset) else {
                throw Fault(
                    at: lengthOffset,
                    expected: "a length of at most \(end - offset) bytes, "
                        + "which the message has left", found: "\(length)")
            }
            defer { offset += Int(length) }
            return .bytes(offset..<offset + Int(length))
        case 5: return .fixed32(try fixed32())
        case let type:
            throw Fault(
                at: start, expected: "a wire type of 0, 1, 2 or 5",
                found: "\(type)" + (type < 5 ? ", which marks a group" : ""))
        }
    }

    /// A number in groups of seven bits, the lowest first.
    package mutating func varint() throws(Fault) -> UInt64 {
        let start = offset
        var result: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            guard offset < end else { throw cut(at: start) }
            let byte = bytes[offset]
            offset += 1
            let bits = UInt64(byte & 0x7F)
            // The tenth byte has room for one bit of the 64.
            guard shift < 63 || bits <= 1 else { break }
            result |= bits << shift
            if byte < 0x80 { return result }
        }
        throw Fault(at: start, expected: "a varint of at most 64 bits", found: "a longer one")
    }

    /// Four bytes, the lowest first.
    mutating func fixed32() throws(Fault) -> UInt32 {
        guard end - offset >= 4 else { throw cut(at: offset) }
        defer { offset += 4 }
        return UInt32(bytes[offset]) | UInt32(bytes[offset + 1]) << 8
            | UInt32(bytes[offset + 2]) << 16 | UInt32(bytes[offset + 3]) << 24
    }

    private func cut(at start: Int) -> Fault {
        Fault(at: start, expected: "a whole number", found: "the end of the message")
    }
}
