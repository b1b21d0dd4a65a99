internal import CSV
internal import Datasets

/// What a table of images in CSV holds.
public struct TableInspection: Sendable {
    /// The names of the columns; `nil` if the first line is a row.
    public let columnNames: [String]?
    /// The number of columns.
    public let columnCount: Int
    /// What the rows are as images.
    public let data: DataOutline
    /// What the pixels are like.
    public let statistics: ElementStatistics
    /// How often each label occurs; `nil` without labels, and with too many different ones.
    public let labelCounts: [Int: Int]?

    /// About how many bytes of pixels are in memory at once.
    private static let chunkBytes = 64 << 10

    /// Reads a file to its end.
    init(path: String) throws {
        let table = try CSVReader(path: path)
        columnNames = table.hasHeader ? table.firstLine : nil
        columnCount = table.firstLine.count
        let reader = try LabeledImages(images: path).openImages()
        data = DataOutline(reader)
        var histogram = [Int](repeating: 0, count: 256)
        var counts: [Int: Int]? = data.hasLabels ? [:] : nil
        let size = reader.shape.count
        var buffer = [UInt8](repeating: 0, count: max(1, Self.chunkBytes / size) * size)
        while true {
            var span = buffer.mutableSpan
            let images = try reader.read(into: &span)
            if images == 0 { break }
            for pixel in buffer[..<(images * size)] { histogram[Int(pixel)] += 1 }
            for label in reader.takeLabels() { counts?[label, default: 0] += 1 }
            if counts?.count ?? 0 > IDXInspection.mostLabels { counts = nil }
        }
        try reader.finish()
        var statistics = ElementStatistics()
        for (value, count) in histogram.enumerated() {
            statistics.add(Double(value), times: count)
        }
        self.statistics = statistics
        labelCounts = counts
    }
}
