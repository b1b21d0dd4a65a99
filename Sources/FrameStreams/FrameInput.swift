/// Where frames come from and answers go.
package protocol FrameChannel {
    /// Reads some bytes into the array from a position to its end, waiting until there are any.
    ///
    /// - Returns: How many there are; 0 only at the end.
    mutating func read(into bytes: inout [UInt8], from start: Int) throws -> Int

    /// Writes all bytes, waiting until they are taken.
    mutating func write(_ bytes: [UInt8]) throws
}

/// Bytes that were read and not used yet.
struct FrameInput {
    /// The bytes; those at ``unread`` have not been used.
    private(set) var bytes: [UInt8]
    private(set) var unread = 0..<0
    private(set) var isAtEnd = false

    /// What is read at once, at most.
    private static let blockSize = 1 << 20

    init() { bytes = [UInt8](repeating: 0, count: Self.blockSize) }

    /// Takes bytes away that were used.
    mutating func use(_ count: Int) {
        unread = unread.lowerBound + count..<unread.upperBound
    }

    /// Finds the first line break, eight bytes at a time.
    func firstLineBreak(in range: Range<Int>) -> Int? {
        let ones: UInt64 = 0x0101_0101_0101_0101
        // Safety: bytes have no padding.
        let raw = unsafe bytes.span.extracting(range).bytes
        var index = 0
        while index + 8 <= raw.byteCount {
            // Safety: eight bytes from there on are within the span.
            let eight = unsafe raw.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
            let others = eight ^ (ones * UInt64(UInt8(ascii: "\n")))
            // A byte that is zero now borrows into its highest bit.
            if (others &- ones) & ~others & (ones * 0x80) != 0 { break }
            index += 8
        }
        return bytes[range.lowerBound + index..<range.upperBound].firstIndex(of: UInt8(ascii: "\n"))
    }

    /// Reads more, behind what is unread; the input may be at its end then.
    mutating func fill(from channel: inout some FrameChannel) throws {
        // What is left moves to the front.
        if unread.lowerBound > 0 {
            let rest = unread.count
            for index in 0..<rest { bytes[index] = bytes[unread.lowerBound + index] }
            unread = 0..<rest
        }
        if unread.count == bytes.count {
            bytes += [UInt8](repeating: 0, count: Self.blockSize)
        }
        let count = try channel.read(into: &bytes, from: unread.upperBound)
        unread = 0..<unread.upperBound + count
        isAtEnd = count == 0
    }

    /// Appends unread bytes, at most so many, and reads more into the same array as long as some are
    /// missing.
    ///
    /// - Returns: How many were appended; fewer only at the end of the input.
    mutating func move(
        _ count: Int, to target: inout [UInt8], from channel: inout some FrameChannel
    ) throws -> Int {
        let known = min(count, unread.count)
        target += bytes[unread.lowerBound..<unread.lowerBound + known]
        use(known)
        var moved = known
        while moved < count, !isAtEnd {
            // The memory follows the bytes that are there, not those that a header promises.
            let block = min(Self.blockSize, count - moved)
            let start = target.count
            target += repeatElement(0, count: block)
            let found = try channel.read(into: &target, from: start)
            target.removeLast(block - found)
            moved += found
            isAtEnd = found == 0
        }
        return moved
    }
}
