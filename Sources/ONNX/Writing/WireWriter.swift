/// Writes the fields of messages in the wire format of Protocol Buffers.
///
/// Lengths are put in once a message is complete, so that nothing is in memory twice.
package struct WireWriter {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    package mutating func reserve(_ byteCount: Int) { bytes.reserveCapacity(byteCount) }

    private static func varint(_ number: UInt64) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        return bytes + [UInt8(rest)]
    }

    private mutating func tag(_ field: Int, _ type: UInt64) {
        bytes += Self.varint(UInt64(field) << 3 | type)
    }

    /// A whole number.
    package mutating func integer(_ field: Int, _ number: Int64) {
        tag(field, 0)
        bytes += Self.varint(UInt64(bitPattern: number))
    }

    /// A number of 32 bits.
    package mutating func float(_ field: Int, _ number: Float) {
        tag(field, 5)
        let pattern = number.bitPattern
        for shift in stride(from: 0, to: 32, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: pattern >> shift))
        }
    }

    /// A text.
    package mutating func text(_ field: Int, _ text: String) {
        data(field, count: text.utf8.count) { $0 += text.utf8 }
    }

    /// So many bytes, which `append` appends.
    package mutating func data<Failure>(
        _ field: Int, count: Int, _ append: (inout [UInt8]) throws(Failure) -> Void
    ) throws(Failure) {
        tag(field, 2)
        bytes += Self.varint(UInt64(count))
        let end = bytes.count + count
        try append(&bytes)
        precondition(bytes.count == end, "\(bytes.count) bytes where \(end) were announced")
    }

    /// A message, whose fields `body` writes.
    package mutating func message<Failure>(
        _ field: Int, _ body: (inout WireWriter) throws(Failure) -> Void
    ) throws(Failure) {
        tag(field, 2)
        let start = bytes.count
        try body(&self)
        bytes.insert(contentsOf: Self.varint(UInt64(bytes.count - start)), at: start)
    }
}
