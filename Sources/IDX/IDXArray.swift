/// A whole IDX array in memory: for labels, for small files and for looking around.
///
/// ```swift
/// let labels = try IDXArray(path: "data/mnist/t10k-labels-idx1-ubyte.gz")
/// print(labels.header.dimensions, try labels.integers.prefix(3))  // [10000] [7, 2, 1]
/// ```
///
/// ``IDXReader`` reads arrays of any size in constant memory.
public struct IDXArray: Hashable, Sendable {
    /// The element type and dimensions.
    public let header: IDXHeader
    /// All elements as they stand in the file: row-major, big-endian.
    public let bytes: [UInt8]
    /// The path, or the label given for bytes in memory.
    public let source: String

    /// Reads a file, compressed by gzip or not.
    ///
    /// - Parameters:
    ///   - path: A regular file.
    ///   - byteLimit: The most bytes that the elements may take. A file that announces more is
    ///     refused before any of them is read.
    /// - Throws: ``IDXError``.
    public init(path: String, byteLimit: Int = 1 << 30) throws(IDXError) {
        try self.init(IDXReader(path: path), byteLimit: byteLimit)
    }

    /// Reads an IDX file that is in memory already, compressed or not.
    public init(bytes: [UInt8], source: String, byteLimit: Int = 1 << 30) throws(IDXError) {
        try self.init(IDXReader(bytes: bytes, source: source), byteLimit: byteLimit)
    }

    init(header: IDXHeader, bytes: [UInt8], source: String) {
        (self.header, self.bytes, self.source) = (header, bytes, source)
    }

    private init(_ reader: IDXReader, byteLimit: Int) throws(IDXError) {
        header = reader.header
        source = reader.source
        bytes = try reader.remainingBytes(limit: byteLimit)
    }

    /// All elements as `Double`, exactly, in row-major order.
    public var doubles: [Double] {
        // Safety: bytes have no padding.
        header.elementType.doubles(unsafe bytes.span.bytes)
    }

    /// All elements as `Float`, rounded to nearest where `Float` has too few digits.
    public var floats: [Float] {
        // Safety: bytes have no padding.
        header.elementType.floats(unsafe bytes.span.bytes)
    }

    /// All elements as `Int`; those of the floating-point types have to be whole.
    public var integers: [Int] {
        get throws(IDXError) {
            // Safety: bytes have no padding.
            try header.elementType.integers(unsafe bytes.span.bytes, source: source)
        }
    }
}
