import FileIO
import ImageClassification

/// The first images of a file, in memory.
struct ImageSample {
    /// Shape `[N, C, H, W]`.
    let pixels: [UInt8]
    /// The number of images, N.
    let count: Int
    /// What was unusual about the file.
    let notes: [String]

    private static let countLimit = 10_000
    private static let byteLimit = 64 << 20
    /// The most bytes that the images of a batch may take; their logits come on top.
    private static let batchByteLimit = 1 << 30

    /// Reads up to 10,000 images, or 64 MiB of them, and checks the file to its end.
    init(_ dataset: LabeledImages, classifiers: [Classifier]) throws {
        let path = dataset.images
        let reader = try dataset.openImages()
        for classifier in classifiers { try classifier.check(reader.shape, file: path) }
        let size = reader.shape.count
        let wanted = min(reader.count, Self.countLimit, max(1, Self.byteLimit / size))
        try requireMemory(wanted * size, for: path)
        var pixels = [UInt8](repeating: 0, count: wanted * size)
        var filled = 0
        while filled < wanted {
            var span = pixels.mutableSpan
            var rest = span._mutatingExtracting((filled * size)...)
            filled += try reader.read(into: &rest)
        }
        try reader.finish()
        self.pixels = pixels
        count = wanted
        notes = reader.notes
    }

    /// Refuses batches that would not fit into memory.
    func checkMemory(batchSizes: [Int]) throws {
        let largest = max(1, Self.batchByteLimit / (pixels.count / count))
        for size in batchSizes where size > largest {
            throw CommandFailure.usage(
                "--batch-sizes: expected 1 to \(largest) for images of this size, found \(size)")
        }
    }
}
