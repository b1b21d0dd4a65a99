internal import FileIO

/// What an IDX array holds: the type of its elements and its dimensions.
///
/// In a file, the header is two zero bytes, the code of the element type, the rank, and one
/// big-endian `UInt32` for each dimension. The elements follow in row-major order, big-endian.
/// Every size of a header is known to fit in an `Int`.
public struct IDXHeader: Hashable, Sendable {
    /// The largest rank that is read: a batch of volumes of color pictures needs five.
    public static let maximumRank = 8

    /// The type of every element.
    public let elementType: IDXElementType
    /// The dimensions, outermost first; each is 0 to 2³² − 1, and there are 1 to 8 of them.
    public let dimensions: [Int]
    /// The number of elements in one item: the product of all dimensions but the first.
    public let elementsPerItem: Int
    /// The number of bytes in one item.
    public let bytesPerItem: Int
    /// The number of bytes of all items; the header itself is not among them.
    public let byteCount: Int

    /// The number of dimensions.
    public var rank: Int { dimensions.count }
    /// The number of items, say images or labels: the first dimension.
    public var itemCount: Int { dimensions[0] }
    /// The number of elements of all items.
    public var elementCount: Int { byteCount / elementType.byteCount }
    /// The number of bytes that the header takes in a file.
    public var encodedByteCount: Int { 4 + 4 * rank }
    /// The header as it stands in a file.
    public var encodedBytes: [UInt8] {
        [0, 0, elementType.rawValue, UInt8(rank)]
            + dimensions.flatMap { dimension in
                [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: dimension >> $0) }
            }
    }

    /// Reads the header at the start of `bytes`.
    ///
    /// - Parameters:
    ///   - bytes: A file's content, or the beginning of it.
    ///   - source: The file's name, for error messages.
    /// - Throws: ``IDXError`` when these bytes are no IDX header, or when a size it announces
    ///   overflows. Nothing is allocated on the word of a header.
    public init(parsing bytes: [UInt8], source: String) throws(IDXError) {
        let size = try Self.byteCount(ofHeaderStarting: bytes, source: source)
        guard bytes.count >= size else {
            throw .headerCut(file: source, expectedBytes: size, foundBytes: bytes.count)
        }
        guard let type = IDXElementType(rawValue: bytes[2]) else {
            throw .unknownElementType(file: source, found: bytes[2])
        }
        let dimensions = stride(from: 4, to: size, by: 4).map { start in
            bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
        }
        try self.init(elementType: type, dimensions: dimensions, source: source)
    }

    /// Describes an array that is to be written.
    ///
    /// - Parameters:
    ///   - elementType: The type of every element.
    ///   - dimensions: Outermost first: 1 to 8 of them, each 0 to 2³² − 1.
    ///   - source: What errors call the array.
    /// - Throws: ``IDXError`` for dimensions that no file of this format can have.
    public init(
        _ elementType: IDXElementType, dimensions: [Int], source: String = "new file"
    ) throws(IDXError) {
        guard 1...Self.maximumRank ~= dimensions.count else {
            throw .unsupportedRank(file: source, found: dimensions.count)
        }
        guard dimensions.allSatisfy({ 0...Int(UInt32.max) ~= $0 }) else {
            throw .sizeOverflow(file: source, dimensions: dimensions)
        }
        try self.init(elementType: elementType, dimensions: dimensions, source: source)
    }

    private init(
        elementType: IDXElementType, dimensions: [Int], source: String
    ) throws(IDXError) {
        var elements = 1
        var bytes = 0
        var total = 0
        var overflow = false
        func check(_ result: (partialValue: Int, overflow: Bool)) -> Int {
            overflow = overflow || result.overflow
            return result.partialValue
        }
        for dimension in dimensions.dropFirst() {
            elements = check(elements.multipliedReportingOverflow(by: dimension))
        }
        bytes = check(elements.multipliedReportingOverflow(by: elementType.byteCount))
        total = check(bytes.multipliedReportingOverflow(by: dimensions[0]))
        // The file's whole size, header included, has to fit as well.
        _ = check(total.addingReportingOverflow(4 + 4 * dimensions.count))
        guard !overflow else {
            throw .sizeOverflow(file: source, dimensions: dimensions)
        }
        self.elementType = elementType
        self.dimensions = dimensions
        elementsPerItem = elements
        bytesPerItem = bytes
        byteCount = total
    }

    /// How long the header is whose first bytes these are; at least four unless the file is shorter.
    static func byteCount(ofHeaderStarting bytes: [UInt8], source: String) throws(IDXError) -> Int {
        let magic = Array(bytes.prefix(4))
        guard startsLikeIDX(magic) else {
            if let kind = FileKind(firstBytes: bytes), kind.advice != nil {
                throw .foreignFormat(file: source, kind)
            }
            if magic.count == 4, magic[2...] == [0, 0], IDXElementType(rawValue: magic[1]) != nil {
                throw .reversedByteOrder(file: source, found: magic)
            }
            throw .wrongMagic(file: source, found: magic)
        }
        guard magic.count == 4 else {
            throw .headerCut(file: source, expectedBytes: 4, foundBytes: magic.count)
        }
        guard IDXElementType(rawValue: magic[2]) != nil else {
            throw .unknownElementType(file: source, found: magic[2])
        }
        guard 1...maximumRank ~= Int(magic[3]) else {
            throw .unsupportedRank(file: source, found: Int(magic[3]))
        }
        return 4 + 4 * Int(magic[3])
    }

    /// Whether the first two bytes, as far as they are there, are zero.
    static func startsLikeIDX(_ bytes: [UInt8]) -> Bool {
        bytes.prefix(2).allSatisfy { $0 == 0 }
    }
}
