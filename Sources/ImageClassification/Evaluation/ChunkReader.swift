internal import Datasets
internal import FileIO
internal import Synchronization

/// Reads the images of a data set in chunks, on one thread at a time.
final class ChunkReader: Sendable {
    /// What is known of the images before they are read.
    let extent: PixelSource.Extent
    /// How many chunks there may be at once.
    let chunkLimit: Int
    /// How many images a chunk has room for.
    private let capacity: Int
    private let source: Mutex<PixelSource>

    /// About how many bytes of pixels a chunk has: few enough to stay in a processor's own cache.
    private static let chunkBytes = 128 << 10
    /// Enough to read on while a model is loaded, and little beside the rest of the process.
    private static let mostChunks = 20
    /// What chunks of large images may take together: 16 MiB, or two images.
    private static let largestBytes = 16 << 20

    /// Opens the images.
    ///
    /// - Parameter limit: How many images to read; the rest is only checked. `nil` means all.
    init(_ dataset: LabeledImages, limit: Int?) throws {
        let source = try PixelSource(dataset, limit: limit)
        extent = source.extent
        let imageSize = extent.shape.count
        capacity = max(1, min(Self.chunkBytes / imageSize, extent.total))
        chunkLimit = max(2, min(Self.mostChunks, Self.largestBytes / (capacity * imageSize)))
        let byteCount = chunkLimit * capacity * imageSize
        try requireMemory(byteCount, for: dataset.images)
        self.source = Mutex(source)
    }

    /// Makes an empty chunk.
    func makeChunk() -> Chunk {
        Chunk(capacity: capacity, imageSize: extent.shape.count)
    }

    /// Fills `chunk` with the next images.
    ///
    /// - Returns: Whether these were the last ones, or why there are none.
    func read(into chunk: Chunk) -> Result<Bool, any Error> {
        Result { try source.withLock { try $0.read(into: chunk) } }
    }

    /// The time spent reading so far.
    var duration: Duration { source.withLock { $0.duration } }

    /// What was unusual about the file; complete at the end.
    var notes: [String] { source.withLock { $0.notes } }
}
