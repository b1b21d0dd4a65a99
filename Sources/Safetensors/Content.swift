internal import FileIO

/// The bytes of a safetensors file: on disk, read as they are needed, or in memory.
enum Content: Sendable {
    case file(InputFile)
    case bytes([UInt8])

    /// The number of bytes, as it was when the file was opened.
    var count: Int {
        switch self {
        case .file(let file): file.size
        case .bytes(let bytes): bytes.count
        }
    }

    /// The bytes of `range`, which lies within the file.
    func bytes(in range: Range<Int>, source: String) throws(SafetensorsError) -> [UInt8] {
        // All of an array that is there already is not copied.
        if case .bytes(let bytes) = self, range == bytes.indices { return bytes }
        return try elements(in: range, count: range.count, source: source)
    }

    /// The bytes of `range` as `count` elements, whose byte order is left as it is.
    func elements<Element: BitwiseCopyable>(
        in range: Range<Int>, count: Int, source: String
    ) throws(SafetensorsError) -> [Element] {
        precondition(range.count == count * MemoryLayout<Element>.stride)
        guard isMemoryAvailable(range.count) else {
            let reason = FileError.tooLarge(path: source, byteCount: range.count).reason
            throw .unreadable(file: source, reason: reason)
        }
        var found = 0
        // Safety: any bits are a value of the integers and floats that this is used for, and no
        // element is handed on unless all have been read.
        let elements = try unsafe [Element](unsafeUninitializedCapacity: count) {
            (buffer, initialized) throws(SafetensorsError) in
            var raw = unsafe MutableRawSpan(
                _unsafeBytes: UnsafeMutableRawBufferPointer(buffer).prefix(range.count))
            found = try read(into: &raw, at: range, source: source)
            initialized = found == range.count ? count : 0
        }
        guard found == range.count else {
            let shrunk = FileError.shrank(
                path: source, expectedBytes: self.count, foundBytes: range.lowerBound + found)
            throw .unreadable(file: source, reason: shrunk.reason)
        }
        return elements
    }

    private func read(
        into buffer: inout MutableRawSpan, at range: Range<Int>, source: String
    ) throws(SafetensorsError) -> Int {
        switch self {
        case .bytes(let bytes):
            // Safety: `copyBytes` checks that the slice fits into the buffer.
            unsafe buffer.withUnsafeMutableBytes { unsafe $0.copyBytes(from: bytes[range]) }
            return range.count
        case .file(let file):
            do {
                return try file.read(into: &buffer, at: range.lowerBound)
            } catch {
                throw .unreadable(file: source, reason: error.reason)
            }
        }
    }
}
