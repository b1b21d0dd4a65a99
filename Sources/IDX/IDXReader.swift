internal import FileIO

/// Reads an IDX file, compressed by gzip or not, item by item in constant memory.
///
/// The content alone tells whether a file is compressed; its name is only compared for a note.
/// Opening reads the header, and refuses at once a file that cannot hold what its header announces.
/// All else is verified on the way: when the last item has been handed out, the file is known to
/// be sound to its last byte.
///
/// A reader is used by one thread at a time. After an error, each further call throws it again.
public final class IDXReader {
    /// The element type and dimensions.
    public let header: IDXHeader
    /// The path, or the label given for bytes in memory.
    public let source: String
    /// Whether the content is compressed by gzip.
    public let isCompressed: Bool
    /// The number of items that have been handed out or skipped.
    public private(set) var itemsRead = 0

    /// The size of the file in bytes as it is stored, compressed or not.
    package let storedSize: Int
    private var content: ContentReader
    private var failure: IDXError?
    private var isVerified = false

    /// Opens a file and reads its header.
    ///
    /// - Throws: ``IDXError``, where ``IDXError/isUnreadable`` tells a file that the system does
    ///   not let us read from one with bad content. Only regular files are opened.
    public convenience init(path: String) throws(IDXError) {
        try self.init(path: path, recordsStoredBytes: { _ in false })
    }

    /// Opens a file of which the compressed bytes may be wanted too.
    ///
    /// - Parameter recordsStoredBytes: Told the size of the file, says whether
    ///   ``takeStoredBytes()`` is to give its bytes.
    package convenience init(
        path: String, recordsStoredBytes: (_ size: Int) -> Bool
    ) throws(IDXError) {
        let source = try ByteSource(path: path)
        try self.init(
            source: source, chunkSize: InputBuffer.defaultChunkSize,
            isRecording: recordsStoredBytes(source.size))
    }

    /// Reads an IDX file that is in memory already, compressed or not.
    ///
    /// - Parameters:
    ///   - bytes: The content of the file.
    ///   - source: What error messages call the file.
    ///   - chunkSize: How many compressed bytes to decompress at once, at least 1. The results are
    ///     the same for every size.
    public convenience init(
        bytes: [UInt8], source: String, chunkSize: Int = 65536
    ) throws(IDXError) {
        try self.init(
            source: ByteSource(bytes: bytes, name: source), chunkSize: chunkSize,
            isRecording: false)
    }

    /// Reads a file in memory of which the compressed bytes may be wanted too.
    package convenience init(
        bytes: [UInt8], source: String, recordsStoredBytes: (_ size: Int) -> Bool
    ) throws(IDXError) {
        try self.init(
            source: ByteSource(bytes: bytes, name: source),
            chunkSize: InputBuffer.defaultChunkSize, isRecording: recordsStoredBytes(bytes.count))
        content.isNameLabel = true
    }

    private init(source: ByteSource, chunkSize: Int, isRecording: Bool) throws(IDXError) {
        content = try ContentReader(source, chunkSize: chunkSize, isRecording: isRecording)
        storedSize = source.size
        self.source = source.name
        isCompressed = content.isCompressed
        header = try content.readHeader()
    }

    /// What was unusual about the file so far; complete once all of it is read.
    public var notes: [IDXNote] { content.notes }

    /// The compressed bytes that were read since the last call, exactly those that go to zlib.
    ///
    /// Empty for a file that is not compressed, and unless they are recorded.
    package func takeStoredBytes() -> [UInt8] { content.takeRecording() }

    /// The number of items that are neither handed out nor skipped yet.
    public var itemsLeft: Int { header.itemCount - itemsRead }

    /// The size of a buffer for the next `count` items, or for all that are left if they are fewer.
    ///
    /// Unlike ``IDXHeader/bytesPerItem``, which may be anything in an array without items, this is
    /// never more than the file can hold.
    public func byteCount(ofItems count: Int) -> Int {
        min(count, itemsLeft) * header.bytesPerItem
    }

    /// Reads as many whole items as are left and fit into `buffer`.
    ///
    /// - Parameter buffer: Receives the items' elements from its first byte on, row-major and
    ///   big-endian as in the file. Bytes after the last item may have been overwritten.
    /// - Returns: The number of items read: 0 only when none is left and the file is sound to its
    ///   end. The call that reads the last item has verified that already.
    /// - Throws: ``IDXError``; the buffer's content is then meaningless.
    ///   ``IDXError/overLimit(file:expectedBytes:limit:)`` for a buffer without room for one item.
    public func readItems(into buffer: inout MutableRawSpan) throws(IDXError) -> Int {
        if let failure { throw failure }
        guard header.bytesPerItem <= buffer.byteCount || itemsLeft == 0 else {
            throw .overLimit(
                file: source, expectedBytes: header.bytesPerItem, limit: buffer.byteCount)
        }
        do throws(IDXError) {
            var count = itemsLeft
            if header.bytesPerItem > 0 {
                count = min(count, buffer.byteCount / header.bytesPerItem)
            }
            var items = buffer._mutatingExtracting(0..<count * header.bytesPerItem)
            try content.read(into: &items)
            try advance(by: count)
            return count
        } catch {
            failure = error
            throw error
        }
    }

    /// Passes over `count` items, or over all that are left if they are fewer; over none if `count` is below 1.
    ///
    /// They are decompressed and checked like items that are read.
    /// - Returns: The number of items skipped.
    @discardableResult
    public func skipItems(_ count: Int) throws(IDXError) -> Int {
        if let failure { throw failure }
        do throws(IDXError) {
            let skipped = max(0, min(count, itemsLeft))
            try content.skip(skipped * header.bytesPerItem)
            try advance(by: skipped)
            return skipped
        } catch {
            failure = error
            throw error
        }
    }

    /// Reads what is left without keeping it, and verifies the file to its end.
    public func finish() throws(IDXError) {
        try skipItems(itemsLeft)
    }

    /// Everything that is left, in memory that grows only as bytes arrive.
    func remainingBytes(limit: Int) throws(IDXError) -> [UInt8] {
        let byteCount = itemsLeft * header.bytesPerItem
        guard byteCount <= limit else {
            throw .overLimit(file: source, expectedBytes: byteCount, limit: limit)
        }
        var bytes: [UInt8] = []
        while bytes.count < byteCount {
            let known = bytes.count
            let step = min(byteCount - known, max(known, InputBuffer.defaultChunkSize))
            // Growing takes a new place for all, beside the old one; the array may double it.
            guard isMemoryAvailable(2 * (known + step)) else {
                let reason = FileError.tooLarge(path: source, byteCount: byteCount).reason
                throw .unreadable(file: source, reason: reason)
            }
            bytes.append(contentsOf: repeatElement(0, count: step))
            var span = bytes.mutableSpan
            // Safety: every bit pattern is a valid byte.
            var raw = unsafe span.mutableBytes
            var rest = raw._mutatingExtracting(known..<known + step)
            try content.read(into: &rest)
        }
        try advance(by: itemsLeft)
        return bytes
    }

    private func advance(by count: Int) throws(IDXError) {
        itemsRead += count
        guard itemsLeft == 0, !isVerified else { return }
        try content.verifyEnd()
        isVerified = true
    }
}
