/// Reads the images and labels of a data set in step.
final class LabeledImageReader {
    let images: ImageReader
    private let labels: LabelReader
    private let dataset: LabeledImages
    /// How many images to hand out; the rest is only checked.
    let total: Int
    private var handedOut = 0
    /// What is to be corrected, if anything is.
    let corrections: LabelCorrections?
    /// How many of the labels handed out are others than published.
    private(set) var changedLabels = 0

    init(_ dataset: LabeledImages, classCount: Int, limit: Int?) throws {
        self.dataset = dataset
        images = try ImageReader(path: dataset.images)
        labels = try LabelReader(path: dataset.labels, classCount: classCount)
        guard images.count == labels.count else {
            throw DatasetError.countsDiffer(
                images: dataset.images, imageCount: images.count,
                labels: dataset.labels, labelCount: labels.count)
        }
        corrections = try dataset.corrections.map { try LabelCorrections(path: $0) }
        try corrections?.check(imageCount: images.count, classCount: classCount)
        total = min(limit ?? images.count, images.count)
    }

    /// Fills `chunk` with the next images and their labels; leaves it empty at the end.
    ///
    /// The call that empties the files, or reaches the limit, has checked them to their end.
    func read(into chunk: Chunk) throws {
        let wanted = min(chunk.capacity, total - handedOut)
        chunk.start = handedOut
        chunk.count = 0
        while chunk.count < wanted {
            let size = images.shape.count
            chunk.count += try chunk.pixels.withMutableSpan(
                chunk.count * size..<wanted * size
            ) { try images.read(into: &$0) }
        }
        chunk.labels = wanted == 0 ? [] : try labels.read(wanted)
        chunk.correctedLabels = corrections?.corrected(chunk.labels, start: chunk.start)
        if let corrected = chunk.correctedLabels {
            changedLabels += zip(corrected, chunk.labels).count { $0 != $1 }
        }
        handedOut += wanted
        if handedOut == total {
            try images.finish()
            try labels.finish()
        }
    }

    /// The published test set that both files are, byte for byte; `nil` if they are another.
    ///
    /// - Parameter imagesFound: SHA-256 of the header and all pixels that were handed out.
    /// - Throws: ``DatasetError/notPublished`` when a preset was named and this is not it.
    func verify(imagesFound: String) throws -> DatasetPreset? {
        // What lies behind the limit was checked for damage but not hashed.
        guard total == images.count else { return nil }
        let labelsFound = labels.payloadSHA256
        if let preset = dataset.preset {
            try require(imagesFound, preset.imagesSHA256, "images", dataset.images, preset)
            try require(labelsFound, preset.labelsSHA256, "labels", dataset.labels, preset)
        }
        return DatasetPreset.allCases.first {
            $0.imagesSHA256 == imagesFound && $0.labelsSHA256 == labelsFound
        }
    }

    private func require(
        _ found: String, _ expected: String, _ content: String, _ file: String,
        _ preset: DatasetPreset
    ) throws {
        guard found == expected else {
            throw DatasetError.notPublished(
                file: file, preset: preset, content: content, count: images.count,
                expected: expected, found: found)
        }
    }

    var notes: [String] { images.notes + labels.notes }
}
