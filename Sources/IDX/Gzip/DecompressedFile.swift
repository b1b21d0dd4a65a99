internal import FileIO

/// The content of a file that may be compressed by gzip, whatever it is, from front to back and as
/// often as wanted: for formats that have no compression of their own.
///
/// The file is opened once. It is used by one thread at a time.
package final class DecompressedFile {
    /// The label that error messages use.
    package var name: String { source.name }
    /// Whether the file is compressed.
    package let isCompressed: Bool

    private let source: ByteSource
    private var gzip: GzipReader?
    private var position = 0

    /// Opens a file; its first bytes tell whether it is compressed.
    package convenience init(path: String) throws(IDXError) {
        try self.init(ByteSource(path: path))
    }

    /// Takes a file that is in memory.
    package convenience init(bytes: [UInt8], name: String) throws(IDXError) {
        try self.init(ByteSource(bytes: bytes, name: name))
    }

    private init(_ source: ByteSource) throws(IDXError) {
        self.source = source
        guard source.size > 0 else { throw .empty(file: source.name) }
        var magic: [UInt8] = [0, 0]
        var span = magic.mutableSpan
        // Safety: every bit pattern is a byte.
        var raw = unsafe span.mutableBytes
        let count = try source.read(into: &raw, at: 0)
        isCompressed = count == 2 && magic == GzipHeader.magic
        try rewind()
    }

    /// Goes back to the first byte of the content.
    package func rewind() throws(IDXError) {
        position = 0
        gzip =
            isCompressed
            ? try GzipReader(
                source, chunkSize: InputBuffer.defaultChunkSize, isRecording: false) : nil
    }

    /// Fills `output` with content; fewer bytes only at the end, when all of the file is verified.
    package func read(into output: inout MutableRawSpan) throws(IDXError) -> Int {
        if let gzip { return try gzip.read(into: &output) }
        let count = try source.read(into: &output, at: position)
        position += count
        return count
    }
}
