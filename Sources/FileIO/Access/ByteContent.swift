/// The bytes of a file, on disk and read as they are needed, or in memory.
package struct ByteContent: Sendable {
    private enum Storage {
        case file(InputFile)
        case memory([UInt8])
    }

    /// The path as given, or the label given for bytes in memory.
    package let name: String
    /// The number of bytes, as it was when the file was opened.
    package let size: Int
    private let storage: Storage

    /// Opens a regular file.
    package init(path: String) throws(FileError) {
        let file = try InputFile(path: path)
        (name, size, storage) = (path, file.size, .file(file))
    }

    /// Takes bytes that are in memory.
    package init(bytes: [UInt8], name: String) {
        (self.name, size, storage) = (name, bytes.count, .memory(bytes))
    }

    /// Fills `buffer` with the bytes from `offset` on, which the caller has checked against ``size``.
    package func read(into buffer: inout MutableRawSpan, at offset: Int) throws(FileError) {
        let count = buffer.byteCount
        precondition(
            offset >= 0 && count <= size - offset, "bytes \(offset) + \(count) of \(size)")
        switch storage {
        case .file(let file):
            let found = try file.read(into: &buffer, at: offset)
            guard found == count else {
                throw .shrank(path: name, expectedBytes: size, foundBytes: offset + found)
            }
        case .memory(let bytes):
            // Safety: `copyBytes` checks that the slice fits into the buffer.
            unsafe buffer.withUnsafeMutableBytes {
                unsafe $0.copyBytes(from: bytes[offset..<offset + count])
            }
        }
    }

    /// Reads the bytes of `range`, which the caller has checked against ``size``.
    package func bytes(in range: Range<Int>) throws(FileError) -> [UInt8] {
        try requireMemory(range.count, for: name)
        var bytes = [UInt8](repeating: 0, count: range.count)
        var span = bytes.mutableSpan
        // Safety: every bit pattern is a byte.
        var raw = unsafe span.mutableBytes
        try read(into: &raw, at: range.lowerBound)
        return bytes
    }

    /// What the file is, as far as its first bytes tell.
    package func kind() throws(FileError) -> FileKind? {
        FileKind(firstBytes: try bytes(in: 0..<min(size, FileKind.prefixByteCount)))
    }
}
