internal import Checksums
internal import Datasets
internal import FileIO
internal import IDX
public import ImageClassification

/// How long the parts of an evaluation take on one thread, each measured alone.
///
/// `Classifier.evaluate` reads and infers at the same time, so it takes less than their sum.
public struct StageTimes: Hashable, Sendable {
    /// Seconds to read and inflate the images, checksum included.
    public let inflate: Double
    /// Seconds to make pixels of the bytes.
    ///
    /// That is conversion to u8, and SHA-256, which tells whether a file is a published one.
    /// Normalization takes no time, since the weights contain it.
    public let prepare: Double
    /// Seconds to compute the logits with each of the models.
    public let infer: [Double]

    /// The number of images that all times refer to.
    public static let imageCount = 10_000

    private static let repeats = 5
    private static let byteLimit = 64 << 20

    /// Measures on the first images of a data set, 10,000 or 64 MiB of them.
    ///
    /// Every time is the median of five, scaled to 10,000 images. Of files that are not IDX, or that
    /// options say more about, pixels are made while they are read: `inflate` is then both, and
    /// `prepare` the digest alone.
    ///
    /// - Throws: `IDXError` or `DatasetError` when there are no images that the models take.
    public init(of dataset: LabeledImages, classifiers: [Classifier]) throws {
        let path = dataset.images
        let images = try dataset.openImages()
        for classifier in classifiers { try classifier.check(images.shape, file: path) }
        let size = images.shape.count
        let count = min(images.count, Self.imageCount, max(1, Self.byteLimit / size))
        try requireMemory(count * size, for: path)
        var pixels = [UInt8](repeating: 0, count: count * size)
        if dataset.options == DataOptions(), let header = try? IDXReader(path: path).header {
            // As bytes, and as a file of them.
            try requireMemory(3 * count * header.bytesPerItem, for: path)
            var raw = [UInt8](repeating: 0, count: count * header.bytesPerItem)
            inflate = try Self.time(count) { try Self.inflate(path, into: &raw) }
            let plain = Self.header(header, count: count) + raw
            prepare = try Self.time(count) {
                try Self.read(ImageReader(IDXReader(bytes: plain, source: path)), into: &pixels)
                Self.digest(pixels)
            }
        } else {
            inflate = try Self.time(count) { try Self.read(dataset.openImages(), into: &pixels) }
            prepare = Self.time(count) { Self.digest(pixels) }
        }
        infer = try classifiers.map { try Self.time($0, pixels, count: count) }
    }

    private static func read(_ reader: ImageReader, into pixels: inout [UInt8]) throws {
        var filled = 0
        while filled < pixels.count {
            var span = pixels.mutableSpan
            var rest = span._mutatingExtracting(filled...)
            filled += try reader.read(into: &rest) * reader.shape.count
        }
    }

    private static func digest(_ pixels: [UInt8]) {
        var digest = SHA256()
        // Safety: bytes have no padding.
        digest.update(unsafe pixels.span.bytes)
        _ = digest.hexadecimalDigest()
    }

    private static func time(
        _ classifier: Classifier, _ pixels: [UInt8], count: Int
    ) throws(InferenceError) -> Double {
        let session = InferenceSession(classifier)
        let batchSize = EvaluationOptions().batchSize
        let imageSize = classifier.inputCount
        var logits = [Float](repeating: 0, count: batchSize * classifier.classCount)
        return try time(count) { () throws(InferenceError) in
            for start in stride(from: 0, to: count, by: batchSize) {
                let images = start..<min(start + batchSize, count)
                var span = logits.mutableSpan
                var rows = span._mutatingExtracting(first: images.count * classifier.classCount)
                try session.logits(
                    of: pixels.span.extracting(
                        images.lowerBound * imageSize..<images.upperBound * imageSize),
                    into: &rows)
            }
        }
    }

    private static func inflate(_ path: String, into bytes: inout [UInt8]) throws {
        let reader = try IDXReader(path: path)
        var span = bytes.mutableSpan
        // Safety: every bit pattern is a byte.
        var buffer = unsafe span.mutableBytes
        _ = try reader.readItems(into: &buffer)
    }

    /// The header of a file that holds only the first `count` items.
    private static func header(_ header: IDXHeader, count: Int) -> [UInt8] {
        var bytes = header.encodedBytes
        for (index, shift) in [24, 16, 8, 0].enumerated() {
            bytes[4 + index] = UInt8(truncatingIfNeeded: count >> shift)
        }
        return bytes
    }

    private static func time<Failure: Error>(
        _ count: Int, _ work: () throws(Failure) -> Void
    ) throws(Failure) -> Double {
        let clock = ContinuousClock()
        var times: [Double] = []
        for _ in 0..<repeats {
            let start = clock.now
            try work()
            times.append((clock.now - start).seconds)
        }
        return Quantiles(times).median * Double(imageCount) / Double(count)
    }
}
