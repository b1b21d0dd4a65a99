internal import Checksums
internal import IDX

/// The labels of an IDX file of any integer type; one-hot ones may be of another.
final class IDXLabelStream: LabelStream {
    let source: String
    let count: Int
    let columns: Int
    private let items: IDXReader
    private var digest = SHA256()

    init(_ items: IDXReader) throws(DatasetError) {
        let header = items.header
        guard (1...2).contains(header.rank),
            (1...LabelReader.maximumColumns) ~= header.elementsPerItem
        else {
            throw .notLabels(file: items.source, dimensions: header.dimensions)
        }
        // Libraries that make labels one-hot make them fractions, 0 and 1, by the way.
        guard header.elementType.isInteger || header.elementsPerItem > 1 else {
            throw .labelType(file: items.source, found: "\(header.elementType)")
        }
        self.items = items
        source = items.source
        count = header.itemCount
        columns = header.elementsPerItem
        // Safety: bytes have no padding.
        digest.update(unsafe header.encodedBytes.span.bytes)
    }

    func read(_ maximum: Int) throws -> [Int] {
        let first = items.itemsRead
        var raw = [UInt8](repeating: 0, count: items.byteCount(ofItems: maximum))
        var span = raw.mutableSpan
        // Safety: every bit pattern of a byte is part of some number.
        var buffer = unsafe span.mutableBytes
        // The buffer holds exactly what is read, so nothing of it is left over.
        _ = try items.readItems(into: &buffer)
        let read = buffer.bytes
        digest.update(read)
        return try items.header.elementType.integers(
            read, source: source, firstIndex: first * columns)
    }

    func finish() throws { try items.finish() }

    var notes: [String] { items.notes.map { "\(source): \($0)" } }

    var contentSHA256: String? { digest.hexadecimalDigest() }
}
