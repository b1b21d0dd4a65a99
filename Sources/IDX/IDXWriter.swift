/// Encodes an IDX file part by part, compressed by gzip or not.
///
/// The bytes of each call follow those of the call before; together they are the file. The same
/// content always gives the same bytes: gzip's header names no time and no file.
public struct IDXWriter {
    private let compressor: GzipCompressor?
    private var header: [UInt8]

    private let byteCount: Int
    private let source: String
    private var written = 0

    /// Begins a file.
    ///
    /// - Parameters:
    ///   - type: The type of the elements, which are handed over big-endian.
    ///   - dimensions: The dimensions, outermost first: 1 to 8 of them, each less than 2³².
    ///   - compresses: Whether the file is compressed.
    ///   - source: What errors call the file.
    /// - Throws: ``IDXError`` for dimensions that no file of this format can have.
    public init(
        type: IDXElementType, dimensions: [Int], compresses: Bool, source: String = "new file"
    ) throws(IDXError) {
        let header = try IDXHeader(type, dimensions: dimensions, source: source)
        compressor = compresses ? GzipCompressor() : nil
        self.header = header.encodedBytes
        byteCount = header.byteCount
        self.source = source
    }

    /// The next bytes of the file, for the next elements.
    ///
    /// - Parameter elements: Row-major, big-endian.
    /// - Throws: ``IDXError/bodyTooLong(file:expectedBytes:foundBytes:)`` for more elements than the
    ///   dimensions announce.
    public mutating func encode(_ elements: [UInt8]) throws(IDXError) -> [UInt8] {
        guard elements.count <= byteCount - written else {
            throw .bodyTooLong(
                file: source, expectedBytes: byteCount, foundBytes: written + elements.count)
        }
        written += elements.count
        let content = header + elements
        header = []
        return compressor?.compress(content, isLast: false) ?? content
    }

    /// The last bytes of the file.
    ///
    /// - Throws: ``IDXError/bodyTooShort(file:expectedBytes:foundBytes:)`` when elements are missing.
    public mutating func finish() throws(IDXError) -> [UInt8] {
        guard written == byteCount else {
            throw .bodyTooShort(file: source, expectedBytes: byteCount, foundBytes: written)
        }
        let rest = header
        header = []
        return compressor?.compress(rest, isLast: true) ?? rest
    }
}
