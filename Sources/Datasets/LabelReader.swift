internal import Checksums
internal import IDX

/// Reads the labels of an IDX file, some at a time.
///
/// A reader is used by one thread at a time.
public final class LabelReader {
    /// The number of labels in the file.
    public let count: Int
    /// The path of the file.
    public let source: String
    /// How many classes there are: labels are 0..<classCount.
    public let classCount: Int

    /// More columns than any labels have; the bound keeps a header from asking for memory.
    static let maximumColumns = 256

    private let items: IDXReader
    private var digest = SHA256()

    /// Opens a file of labels of any integer type.
    ///
    /// The rank is 1, or 2 as in QMNIST, whose column 0 is the class.
    ///
    /// - Parameters:
    ///   - path: An IDX file, gzip or plain.
    ///   - classCount: The number of classes; a label outside 0..<classCount is an error.
    /// - Throws: `IDXError`, or ``DatasetError`` when the file holds no labels.
    public convenience init(path: String, classCount: Int) throws {
        try self.init(IDXReader(path: path), classCount: classCount)
    }

    init(_ items: IDXReader, classCount: Int) throws {
        let header = items.header
        guard (1...2).contains(header.rank), (1...Self.maximumColumns) ~= header.elementsPerItem
        else {
            throw DatasetError.notLabels(file: items.source, dimensions: header.dimensions)
        }
        switch header.elementType {
        case .float32, .float64:
            throw DatasetError.labelType(file: items.source, found: "\(header.elementType)")
        default: break
        }
        count = header.itemCount
        source = items.source
        self.classCount = classCount
        self.items = items
        // Safety: bytes have no padding.
        digest.update(unsafe header.encodedBytes.span.bytes)
    }

    /// Reads the next labels, at most `maximum`; an empty array only at the end of a sound file.
    public func read(_ maximum: Int) throws -> [Int] {
        let width = items.header.elementsPerItem
        let first = items.itemsRead
        var raw = [UInt8](repeating: 0, count: items.byteCount(ofItems: maximum))
        var span = raw.mutableSpan
        // Safety: every bit pattern of a byte is part of some integer.
        var buffer = unsafe span.mutableBytes
        // The buffer holds exactly what is read, so nothing of it is left over.
        _ = try items.readItems(into: &buffer)
        let read = buffer.bytes
        digest.update(read)
        let values = try items.header.elementType.integers(read, source: source)
        let labels = stride(from: 0, to: values.count, by: width).map { values[$0] }
        if let bad = labels.firstIndex(where: { !(0..<classCount).contains($0) }) {
            throw DatasetError.labelOutOfRange(
                file: source, index: first + bad, label: labels[bad], classCount: classCount)
        }
        return labels
    }

    /// Reads what is left and checks the file to its end; labels are no longer checked.
    public func finish() throws { try items.finish() }

    /// What was unusual about the file so far.
    public var notes: [String] {
        let column =
            items.header.rank == 2
            ? ["\(source): labels have \(items.header.elementsPerItem) columns; column 0 is used"]
            : []
        return column + items.notes.map { "\(source): \($0)" }
    }

    /// SHA-256 of the decompressed file, if all of it has been read.
    package var contentSHA256: String { digest.hexadecimalDigest() }
}
