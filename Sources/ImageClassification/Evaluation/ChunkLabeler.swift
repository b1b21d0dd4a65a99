internal import Datasets
internal import Parallelism

/// Gives chunks their labels, one after the other, and tells which published set the whole is.
final class ChunkLabeler {
    private let dataset: LabeledImages
    private var labels: Labels
    private let extent: PixelSource.Extent
    /// `nil` where the images are no published set: not bytes, or not all of them.
    private var digest: ImagesDigest?
    /// What tells the data from other data, if that was asked for.
    private var identity: DataDigest?
    private var labeled = 0
    private let corrections: LabelCorrections?
    /// How many of the labels handed out are others than published.
    private var changedLabels = 0
    /// The first images, to be looked at once more if hardly an answer is right.
    private(set) var probe: DataProbe?
    /// The time spent reading and adding to the digest so far.
    private(set) var duration = Duration.zero

    /// Where the labels come from.
    private enum Labels {
        case file(LabelReader)
        case carried(CarriedLabels)
    }

    /// Opens the labels and compares their count with the images'.
    ///
    /// - Parameters:
    ///   - classCount: A label has to be less.
    ///   - modelClasses: What the model calls its classes.
    ///   - identifies: Whether the identity of the data is asked for.
    init(
        _ dataset: LabeledImages, extent: PixelSource.Extent, classCount: Int,
        modelClasses: [String], identifies: Bool
    ) throws {
        self.dataset = dataset
        self.extent = extent
        labels = try Self.open(
            dataset, extent, classCount: classCount, modelClasses: modelClasses)
        corrections = try dataset.readCorrections()
        try corrections?.check(imageCount: extent.imageCount, classCount: classCount)
        if extent.total == extent.imageCount, let content = extent.content {
            digest = ImagesDigest(content)
        }
        if identifies { identity = DataDigest(shape: extent.shape) }
    }

    private static func open(
        _ dataset: LabeledImages, _ extent: PixelSource.Extent, classCount: Int,
        modelClasses: [String]
    ) throws -> Labels {
        if let labels = try dataset.openLabels(classCount: classCount) {
            guard extent.imageCount == labels.count else {
                throw DatasetError.countsDiffer(
                    images: dataset.images, imageCount: extent.imageCount,
                    labels: labels.source, labelCount: labels.count)
            }
            return .file(labels)
        }
        let carried = CarriedLabels(
            columns: extent.labelColumns, source: dataset.images, classCount: classCount,
            names: extent.classNames, modelClasses: modelClasses, options: dataset.options)
        guard let carried else { throw DatasetError.noLabels(file: dataset.images) }
        return .carried(carried)
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
        chunk.labels = try classes(of: chunk)
        if identity != nil {
            chunk.pixels.withSpan(0..<chunk.count * extent.shape.count) {
                identity?.update(pixels: $0, labels: chunk.labels)
            }
        }
        if probe == nil { keepForProbe(chunk) }
        chunk.correctedLabels = corrections?.corrected(chunk.labels, start: chunk.start)
        if let corrected = chunk.correctedLabels {
            changedLabels += zip(corrected, chunk.labels).count { $0 != $1 }
        }
        labeled += chunk.count
        if labeled == extent.total, case .file(let labels) = labels { try labels.finish() }
    }

    private func keepForProbe(_ chunk: Chunk) {
        // A chunk has 128 KiB, or one image.
        guard chunk.count > 1 else { return }
        let pixels = chunk.pixels.withSpan(0..<chunk.count * extent.shape.count) { pixels in
            // Safety: the bytes are copied before the call ends.
            unsafe pixels.withUnsafeBufferPointer { unsafe Array($0) }
        }
        probe = DataProbe(pixels: pixels, labels: chunk.labels, shape: extent.shape)
    }

    private func classes(of chunk: Chunk) throws -> [Int] {
        switch labels {
        case .file(let labels): return try labels.read(chunk.count)
        case .carried(var carried):
            defer { labels = .carried(carried) }
            return try carried.classes(chunk.carriedLabels)
        }
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
        // What was scored are other pixels than the published ones if an option changes them.
        guard extent.total == extent.imageCount, !dataset.options.changesPixels,
            dataset.options.firstLabel == 0
        else { return nil }
        let images = digest?.finalize()
        let labels: String? =
            if case .file(let labels) = labels { labels.contentSHA256 } else { nil }
        if let preset = dataset.preset {
            let (expected, found) = Self.comparable(images, preset.images)
            try require(found, expected, "images", dataset.images, preset)
            try require(
                labels ?? "labels of another format", preset.labels.contentSHA256, "labels",
                dataset.labelSource, preset)
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

    /// By what the data is known, if that was asked for; complete at the end.
    var dataIdentity: DataIdentity? { identity?.identity }

    /// What was unusual about the labels; complete at the end.
    var notes: [String] {
        if case .file(let labels) = labels { labels.notes } else { [] }
    }

    /// What the labels were taken for.
    var remarks: [DataRemark] {
        switch labels {
        case .file(let labels): labels.remarks
        case .carried(let carried): carried.remarks
        }
    }
}
