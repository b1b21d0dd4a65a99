/// Walks through a source once, from front to back, in chunks of constant size.
final class InputBuffer {
    /// Large enough that refilling costs nothing beside inflating, small enough for the cache.
    static let defaultChunkSize = 64 * 1024

    let source: ByteSource
    private var chunk: [UInt8]
    private var unread = 0..<0
    private var chunkEnd = 0
    /// What has been read since it was last taken; `nil` if nobody wants it.
    private var recording: [UInt8]?

    init(source: ByteSource, chunkSize: Int = defaultChunkSize, isRecording: Bool = false) {
        precondition(chunkSize > 0, "a chunk holds at least one byte, not \(chunkSize)")
        self.source = source
        recording = isRecording ? [] : nil
        chunk = [UInt8](repeating: 0, count: min(chunkSize, max(1, source.size)))
    }

    /// Where in the source the next unread byte stands.
    var position: Int { chunkEnd - unread.count }

    /// How many bytes of the source are not read yet.
    var remaining: Int { source.size - position }

    /// Makes sure that an unread byte is at hand; false at the end of the source.
    func fill() throws(IDXError) -> Bool {
        if !unread.isEmpty { return true }
        // Safety: the span does not leave the closure. (One made from the property would.)
        let count = try unsafe chunk.withUnsafeMutableBufferPointer { (bytes) throws(IDXError) in
            var span = unsafe MutableRawSpan(_unsafeElements: bytes)
            return try source.read(into: &span, at: chunkEnd)
        }
        recording?.append(contentsOf: chunk[..<count])
        chunkEnd += count
        unread = 0..<count
        return count > 0
    }

    /// The bytes that were read from the source since the last call, if they are recorded.
    func takeRecording() -> [UInt8] {
        guard let taken = recording else { return [] }
        recording = []
        return taken
    }

    /// The next byte, which stays unread; nil at the end of the source.
    func peek() throws(IDXError) -> UInt8? {
        try fill() ? chunk[unread.lowerBound] : nil
    }

    /// The next byte; nil at the end of the source.
    func next() throws(IDXError) -> UInt8? {
        guard try fill() else { return nil }
        defer { unread = unread.lowerBound + 1..<unread.upperBound }
        return chunk[unread.lowerBound]
    }

    /// Shows the unread bytes at hand, possibly none, to `body`, which returns how many it used.
    func consume(_ body: (UnsafeRawBufferPointer) -> Int) {
        // Safety: `unread` lies within the chunk, and the pointer does not leave `body`.
        let count = unsafe chunk.withUnsafeBytes { bytes in
            unsafe body(UnsafeRawBufferPointer(rebasing: bytes[unread]))
        }
        unread = unread.lowerBound + count..<unread.upperBound
    }

    /// An error about the gzip structure of this source.
    func failure(_ error: GzipError) -> IDXError {
        .gzip(file: source.name, error)
    }
}
