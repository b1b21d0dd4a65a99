internal import FileIO

/// Walks through the header of a file, whose bytes are read as they are needed.
struct HeaderScanner {
    let content: ByteContent
    private(set) var offset = 0
    private var chunk: [UInt8] = []
    private var chunkStart = 0

    private static let chunkBytes = 64 << 10

    init(_ content: ByteContent) { self.content = content }

    /// An error about what stands at a place.
    func wrong(at place: Int, _ expected: String, _ found: String) -> GGUFError {
        .header(file: content.name, offset: place, expected: expected, found: found)
    }

    /// The unsigned number in the next bytes, the lowest first.
    mutating func number(_ count: Int) throws(GGUFError) -> UInt64 {
        try require(count, "a number of \(count) bytes")
        if offset - chunkStart + count > chunk.count {
            chunk = try bytes(offset..<min(offset + Self.chunkBytes, content.size))
            chunkStart = offset
        }
        let start = offset - chunkStart
        offset += count
        return chunk[start..<start + count].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// The next 32 bits.
    mutating func u32() throws(GGUFError) -> UInt32 { UInt32(truncatingIfNeeded: try number(4)) }

    /// A number in 64 bits that counts something.
    mutating func count(limit: Int, of what: String) throws(GGUFError) -> Int {
        let place = offset
        let number = try number(8)
        guard number <= UInt64(limit) else {
            throw wrong(at: place, "at most \(limit) \(what)", "\(number)")
        }
        return Int(number)
    }

    /// A text: its length and its bytes.
    mutating func string(limit: Int) throws(GGUFError) -> String {
        let length = try count(limit: limit, of: "bytes of text")
        let place = offset
        try require(length, "\(length) bytes of text")
        let bytes = try bytes(offset..<offset + length)
        offset += length
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw wrong(at: place, "text in UTF-8", "other bytes")
        }
        return text
    }

    /// Passes over bytes.
    mutating func skip(_ count: Int, _ what: String) throws(GGUFError) {
        try require(count, what)
        offset += count
    }

    private func require(_ count: Int, _ what: String) throws(GGUFError) {
        guard count <= content.size - offset else {
            throw wrong(at: offset, what, "the end of the file")
        }
    }

    /// The bytes of a range within the file.
    func bytes(_ range: Range<Int>) throws(GGUFError) -> [UInt8] {
        do throws(FileError) {
            return try content.bytes(in: range)
        } catch {
            throw .unreadable(file: content.name, reason: error.reason)
        }
    }
}
