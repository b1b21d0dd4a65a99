import Datasets
import Foundation

/// Six images of 7 × 7 with labels, as every layout of the fixtures has them; see
/// `tools/python/make-array-fixtures.py`.
enum DataFixture {
    static let side = 7
    static let pixels = (0..<6 * 49).map { UInt8($0 * 7 % 256) }
    static let labels = [3, 1, 4, 1, 5, 0]
    /// What the training part of a file has instead.
    static let otherPixels = pixels.map { 255 - $0 }
    static let otherLabels = [2, 7, 1, 8, 2, 8]

    static func path(_ name: String) -> String {
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/\(name)")
            .path
    }

    /// All images and labels of a data set.
    static func read(
        _ path: String, imagesAtOnce: Int = 4, _ change: (inout DataOptions) -> Void = { _ in }
    ) throws -> (pixels: [UInt8], labels: [Int], notes: [String], remarks: [DataRemark]) {
        var options = DataOptions()
        change(&options)
        let reader = try LabeledImages(images: path, options: options).openImages()
        var (pixels, labels) = ([UInt8](), [Int]())
        while true {
            var part = [UInt8](repeating: 0xAA, count: imagesAtOnce * reader.shape.count)
            var span = part.mutableSpan
            let count = try reader.read(into: &span)
            if count == 0 { break }
            pixels += part.prefix(count * reader.shape.count)
            labels += reader.takeLabels()
        }
        try reader.finish()
        return (pixels, labels, reader.notes, reader.remarks)
    }
}
