public import Datasets
internal import ModelFiles

/// An image that was asked for, with the answer to it.
public struct ClassifiedImage: Sendable {
    /// The position in the file, from 0.
    public let index: Int
    /// The true class, where it is known.
    public let label: Int?
    /// The pixels, `[C, H, W]`; empty unless they were asked for.
    public let pixels: [UInt8]
    /// The answer to it.
    public let answer: Classification
}

/// The images that were asked for, read from files that are never held as a whole.
///
/// A selection is used once, by one thread.
public struct ImageSelection {
    /// The most images that can be asked for at once: their answers are kept until all are there.
    public static let limit = 65_536
    /// The most bytes of pixels that are kept.
    private static let mostPixels = 1 << 30
    /// The most probabilities that are kept: as JSON they take half a gigabyte.
    private static let mostProbabilities = 1 << 22

    /// How many images have pixels of 64 MiB together, and at least one: as many as a page shows.
    package static func count(ofShape shape: ImageShape) -> Int {
        max(1, (64 << 20) / shape.count)
    }

    private let reader: ImageReader
    private let labels: LabelReader?
    private var carried: CarriedLabels?
    /// Positions in the order in which they were asked for, and in which they are read.
    private let wanted: [Int]
    private let rising: [Int]

    /// How many images are classified at once; of large ones fewer, 64 MiB of them.
    private var batchSize: Int { min(256, Self.count(ofShape: reader.shape)) }

    /// Opens the files, and checks that they fit the model and hold the images asked for.
    ///
    /// - Parameters:
    ///   - ranges: Positions of images, from 0, in the order in which they are wanted.
    ///   - dataset: Where the images are, and their labels if these are known.
    ///   - classifier: What is to classify them.
    /// - Throws: `IDXError` or `DatasetError` when a file cannot be used or has no such image, or
    ///   more images are asked for than ``limit`` or than have 2^22 probabilities.
    public init(
        _ ranges: [ClosedRange<Int>], of dataset: LabeledImages, classifier: Classifier
    ) throws {
        let images = dataset.images
        reader = try dataset.openImages()
        try classifier.check(reader.shape, file: images)
        labels = try dataset.openLabels(classCount: classifier.classCount)
        carried =
            labels == nil
            ? CarriedLabels(
                of: reader, classCount: classifier.classCount,
                modelClasses: classifier.classNames, options: dataset.options) : nil
        if let labels, labels.count != reader.count {
            throw DatasetError.countsDiffer(
                images: images, imageCount: reader.count, labels: labels.source,
                labelCount: labels.count)
        }
        var wanted: [Int] = []
        for range in ranges {
            guard range.lowerBound >= 0, range.upperBound < reader.count else {
                throw DatasetError.noSuchImage(
                    file: images,
                    index: range.lowerBound < 0
                        ? range.lowerBound : max(range.lowerBound, reader.count),
                    count: reader.count)
            }
            let limit = min(Self.limit, Self.mostProbabilities / classifier.classCount)
            guard range.count <= limit - wanted.count else {
                throw DatasetError.tooManyImages(file: images, limit: limit)
            }
            wanted += range
        }
        self.wanted = wanted
        rising = Set(wanted).sorted()
    }

    /// What was unusual about the files; complete after ``classify(with:keepingPixels:)``.
    public var notes: [String] { reader.notes + (labels?.notes ?? []) }

    /// What was taken for granted of the data; complete after ``classify(with:keepingPixels:)``.
    public var remarks: [DataRemark] {
        reader.remarks + (labels?.remarks ?? carried?.remarks ?? [])
    }

    /// Classifies the images, and reads the files to their ends to know that they are sound.
    ///
    /// - Parameters:
    ///   - classifier: The one that the selection was opened for.
    ///   - keepingPixels: Whether the images themselves are wanted, too.
    /// - Returns: The images in the order in which they were asked for.
    /// - Throws: `IDXError` or `DatasetError` for damaged files and for images of more than 2^30
    ///   pixels that are to be kept, `ModelError` for answers of NaN.
    public mutating func classify(
        with classifier: Classifier, keepingPixels: Bool
    ) throws -> [ClassifiedImage] {
        let most = max(1, Self.mostPixels / reader.shape.count)
        guard !keepingPixels || wanted.count <= most else {
            throw DatasetError.tooManyImages(file: reader.source, limit: most)
        }
        var known = try labelsByIndex()
        var found: [Int: ClassifiedImage] = [:]
        var next = 0
        for start in stride(from: 0, to: rising.count, by: batchSize) {
            let batch = rising[start..<min(start + batchSize, rising.count)]
            let images = try batch.map { index in
                try reader.skip(index - next)
                next = index + 1
                let pixels = try readImage()
                if let label = try carried?.classes(reader.takeLabels(), at: index).first {
                    known[index] = label
                }
                return pixels
            }
            let answers = try Self.answers(classifier, to: images, at: batch)
            for ((index, pixels), answer) in zip(zip(batch, images), answers) {
                found[index] = ClassifiedImage(
                    index: index, label: known[index], pixels: keepingPixels ? pixels : [],
                    answer: answer)
            }
        }
        try reader.finish()
        return wanted.compactMap { found[$0] }
    }

    private static func answers(
        _ classifier: Classifier, to images: [[UInt8]], at indices: ArraySlice<Int>
    ) throws -> [Classification] {
        do {
            return try classifier.classify(batch: images.flatMap { $0 })
        } catch ModelError.invalidLogits(let file, let image) {
            throw ModelError.invalidLogits(file: file, image: indices[indices.startIndex + image])
        }
    }

    private func readImage() throws -> [UInt8] {
        var pixels = [UInt8](repeating: 0, count: reader.shape.count)
        var span = pixels.mutableSpan
        _ = try reader.read(into: &span)
        return pixels
    }

    /// The labels of the images asked for; all labels of the file are checked.
    private func labelsByIndex() throws -> [Int: Int] {
        guard let labels else { return [:] }
        var found: [Int: Int] = [:]
        var next = rising[...]
        var start = 0
        while true {
            let chunk = try labels.read(65_536)
            if chunk.isEmpty { return found }
            while let index = next.first, index < start + chunk.count {
                found[index] = chunk[index - start]
                next = next.dropFirst()
            }
            start += chunk.count
        }
    }
}
