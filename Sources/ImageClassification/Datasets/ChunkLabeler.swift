internal import IDX

/// Gives chunks their labels, one after the other, and tells which published set the whole is.
final class ChunkLabeler {
    private let dataset: LabeledImages
    private let labels: LabelReader
    private let extent: PixelSource.Extent
    /// Knows the images by their stored bytes, if the file is as large as a carried one.
    private var carried: CarriedImages?
    /// Of the decompressed images otherwise.
    private var digest: SHA256?
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
        // What lies behind a limit is checked for damage but not hashed.
        let isWhole = extent.total == extent.imageCount
        carried = isWhole ? CarriedImages(extent.stored) : nil
        // What is no u8 is no published set, and its pixels are not its bytes.
        if isWhole, carried == nil, let header = extent.header {
            digest = SHA256()
            // Safety: bytes have no padding.
            digest?.update(unsafe header.span.bytes)
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
            digest?.update(unsafe pixels.bytes)
        }
        chunk.labels = try labels.read(chunk.count)
        chunk.correctedLabels = corrections?.corrected(chunk.labels, start: chunk.start)
        if let corrected = chunk.correctedLabels {
            changedLabels += zip(corrected, chunk.labels).count { $0 != $1 }
        }
        labeled += chunk.count
        // A file that cannot be read is refused where it is read for its images.
        try? carried?.advance(labeled, of: extent.total)
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
        let imagesFound = try imagesSHA256()
        let labelsFound = labels.payloadSHA256
        if let preset = dataset.preset {
            try require(imagesFound, preset.imagesSHA256, "images", dataset.images, preset)
            try require(labelsFound, preset.labelsSHA256, "labels", dataset.labels, preset)
        }
        return DatasetPreset.allCases.first {
            $0.imagesSHA256 == imagesFound && $0.labelsSHA256 == labelsFound
        }
    }

    private func imagesSHA256() throws -> String {
        if let preset = carried?.verified() { return preset.imagesSHA256 }
        if let digest { return digest.hexadecimalDigest() }
        guard carried != nil else { return "elements of another type" }
        // As large as a carried file, but another one, which is read once more.
        return try IDXInspection(path: dataset.images).payloadSHA256 ?? "items of another size"
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
