internal import Datasets
internal import Parallelism

/// Gives chunks their labels, one after the other, and tells which published set the whole is.
final class ChunkLabeler {
    private let dataset: LabeledImages
    private let labels: LabelReader
    private let extent: PixelSource.Extent
    /// `nil` where the images are no published set: not bytes, or not all of them.
    private var digest: ImagesDigest?
    private var labeled = 0
    private let corrections: LabelCorrections?
    /// How many of the labels handed out are others than published.
    private var changedLabels = 0
    /// The time spent reading and adding to the digest so far.
    private(set) var duration = Duration.zero

    /// Opens the labels and compares their count with the images'.
    ///
    /// - Parameter classCount: A label has to be less.
    init(_ dataset: LabeledImages, extent: PixelSource.Extent, classCount: Int) throws {
        self.dataset = dataset
        self.extent = extent
        labels = try LabelReader(path: dataset.labels, classCount: classCount)
        guard extent.imageCount == labels.count else {
            throw DatasetError.countsDiffer(
                images: dataset.images, imageCount: extent.imageCount,
                labels: dataset.labels, labelCount: labels.count)
        }
        corrections = try dataset.corrections.map { try LabelCorrections(path: $0) }
        try corrections?.check(imageCount: extent.imageCount, classCount: classCount)
        if extent.total == extent.imageCount, let header = extent.header {
            digest = ImagesDigest(header: header, storedSize: extent.storedSize)
        }
    }

    /// Reads the labels of the next chunk and adds its pixels to the digest.
    ///
    /// The call for the last chunk has checked the labels to their end.
    func label(_ chunk: Chunk) throws {
        let start = ContinuousClock.now
        defer { duration += .now - start }
        chunk.pixels.withSpan(0..<chunk.count * extent.shape.count) { pixels in
            // Safety: bytes have no padding.
            digest?.update(pixels: unsafe pixels.bytes, stored: chunk.stored)
        }
        chunk.labels = try labels.read(chunk.count)
        chunk.correctedLabels = corrections?.corrected(chunk.labels, start: chunk.start)
        if let corrected = chunk.correctedLabels {
            changedLabels += zip(corrected, chunk.labels).count { $0 != $1 }
        }
        labeled += chunk.count
        if labeled == extent.total { try labels.finish() }
    }

    /// The counts with corrected labels, if the data set has any; to be asked at the end.
    func corrected<Result: Sendable>(_ result: Result) -> Corrected<Result>? {
        corrections.map {
            Corrected(result: result, corrections: $0, changedLabels: changedLabels)
        }
    }

    /// The published test set that both files are, byte for byte; `nil` if they are another.
    ///
    /// To be asked when every chunk has been labeled.
    /// - Throws: ``DatasetError/notPublished`` when a preset was named and this is not it.
    func verify() throws -> DatasetPreset? {
        guard extent.total == extent.imageCount else { return nil }
        let images = digest?.finalize()
        let labels = labels.contentSHA256
        if let preset = dataset.preset {
            let (expected, found) = Self.comparable(images, preset.images)
            try require(found, expected, "images", dataset.images, preset)
            try require(labels, preset.labels.contentSHA256, "labels", dataset.labels, preset)
        }
        return DatasetPreset.allCases.first {
            images == .content($0.images.contentSHA256) && $0.labels.contentSHA256 == labels
        }
    }

    /// Digests of the same bytes: of the content, or of the file as it is stored.
    private static func comparable(
        _ images: ImagesDigest.Finding?, _ published: DatasetPreset.PublishedFile
    ) -> (expected: String, found: String) {
        switch images {
        case .content(let found): (published.contentSHA256, found)
        case .stored(let found): (published.stored?.sha256 ?? published.contentSHA256, found)
        case nil: (published.contentSHA256, "elements of another type")
        }
    }

    private func require(
        _ found: String, _ expected: String, _ content: String, _ file: String,
        _ preset: DatasetPreset
    ) throws {
        guard found == expected else {
            throw DatasetError.notPublished(
                file: file, preset: preset, content: content, count: extent.imageCount,
                expected: expected, found: found)
        }
    }

    /// What was unusual about the labels; complete at the end.
    var notes: [String] { labels.notes }
}
