internal import Checksums
internal import IDX

/// Hashes and counts the elements of an IDX file while they stream by.
struct ElementSurvey {
    private(set) var digest = SHA256()
    /// `nil` once there were too many different values, or from the start.
    private(set) var labelCounts: [Int: Int]?
    private let header: IDXHeader
    private var counted = ElementStatistics()
    /// How often each byte occurs: faster than adding every pixel to the statistics.
    private var histogram = [Int](repeating: 0, count: 256)

    /// About how many bytes are read at once.
    private static let chunkBytes = 64 << 10

    init(_ header: IDXHeader) {
        self.header = header
        let mayBeLabels =
            header.rank <= 2 && header.elementType.isInteger && header.elementsPerItem > 0
        labelCounts = mayBeLabels ? [:] : nil
        // Safety: bytes have no padding.
        digest.update(unsafe header.encodedBytes.span.bytes)
    }

    /// What the elements seen so far are like.
    var statistics: ElementStatistics {
        var statistics = counted
        for (value, count) in histogram.enumerated() {
            statistics.add(Double(value), times: count)
        }
        return statistics
    }

    /// Reads all that is left in a file.
    mutating func readAll(_ reader: IDXReader) throws(IDXError) {
        guard header.bytesPerItem > 0 else { return }
        let items = max(1, min(Self.chunkBytes / header.bytesPerItem, reader.itemsLeft))
        var buffer = [UInt8](repeating: 0, count: items * header.bytesPerItem)
        while reader.itemsLeft > 0 {
            var span = buffer.mutableSpan
            // Safety: every bit pattern is a byte.
            var bytes = unsafe span.mutableBytes
            let count = try reader.readItems(into: &bytes)
            try add(bytes.bytes.extracting(first: count * header.bytesPerItem), reader.source)
        }
    }

    private mutating func add(_ bytes: RawSpan, _ source: String) throws(IDXError) {
        digest.update(bytes)
        if header.elementType == .uint8 {
            for offset in bytes.byteOffsets {
                // Safety: the load is checked against the span, and every bit pattern is a byte.
                histogram[Int(unsafe bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self))] += 1
            }
        } else {
            for value in header.elementType.doubles(bytes) { counted.add(value) }
        }
        guard labelCounts != nil else { return }
        let values = try header.elementType.integers(bytes, source: source)
        for index in stride(from: 0, to: values.count, by: header.elementsPerItem) {
            labelCounts?[values[index], default: 0] += 1
        }
        if labelCounts?.count ?? 0 > IDXInspection.mostLabels { labelCounts = nil }
    }
}
