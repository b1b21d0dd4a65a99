internal import Datasets
internal import Parallelism

/// The images of a data set, chunk by chunk: what `ChunkPipeline` reads while others infer.
final class PixelSource {
    /// What is known of the images before they are read.
    struct Extent: Sendable {
        let shape: ImageShape
        /// The number of images in the file.
        let imageCount: Int
        /// How many of them to hand out; the rest is only checked.
        let total: Int
        /// By what the images may be known as published, if they may be.
        let content: StoredContent?
        /// How many numbers each image has as its label; 0 where images come without.
        let labelColumns: Int
        /// What the labels' classes are called, where they were numbered by their names.
        let classNames: [String]?
    }

    let extent: Extent
    private let images: ImageReader
    private var handedOut = 0
    /// The time spent reading so far.
    private(set) var duration = Duration.zero

    init(_ dataset: LabeledImages, limit: Int?) throws {
        // Part of a set is no published set, so nothing of it is digested.
        images = try dataset.openImages(mayBeDigested: limit == nil)
        extent = Extent(
            shape: images.shape, imageCount: images.count,
            total: min(limit ?? images.count, images.count), content: images.content,
            labelColumns: images.labelColumns, classNames: images.classNames)
    }

    /// Fills `chunk` with the next images.
    ///
    /// - Returns: Whether these were the last ones. The file has then been checked to its end.
    func read(into chunk: Chunk) throws -> Bool {
        let start = ContinuousClock.now
        defer { duration += .now - start }
        let wanted = min(chunk.capacity, extent.total - handedOut)
        chunk.start = handedOut
        chunk.count = 0
        while chunk.count < wanted {
            let size = extent.shape.count
            chunk.count += try chunk.pixels.withMutableSpan(
                chunk.count * size..<wanted * size
            ) { try images.read(into: &$0) }
        }
        handedOut += wanted
        let isLast = handedOut == extent.total
        if isLast { try images.finish() }
        chunk.stored = images.takeStoredBytes()
        chunk.carriedLabels = images.takeLabels()
        return isLast
    }

    /// What was unusual about the file; complete at the end.
    var notes: [String] { images.notes }

    /// What was taken for granted of the images.
    var remarks: [DataRemark] { images.remarks }
}
