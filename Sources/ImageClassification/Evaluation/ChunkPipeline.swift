internal import NeuralNetwork
internal import Synchronization

/// Some images of a data set with their labels and, once inferred, their scores by each classifier.
///
/// Safety of `@unchecked Sendable`: `ChunkPipeline` lets one worker fill a chunk while nobody else
/// looks at it, and lets workers score disjoint slices of another that nobody fills.
final class Chunk: @unchecked Sendable {
    let capacity: Int
    let pixels: SlicedBuffer<UInt8>
    /// One buffer for each classifier, in their order.
    let logits: [SlicedBuffer<Float>]
    let scores: [SlicedBuffer<Score>]
    var labels: [Int] = []
    /// The labels with corrections, if there are any.
    var correctedLabels: [Int]?
    /// The index in the data set of the first image.
    var start = 0
    var count = 0

    init(capacity: Int, imageSize: Int, classCounts: [Int]) {
        self.capacity = capacity
        pixels = SlicedBuffer(repeating: 0, count: capacity * imageSize)
        logits = classCounts.map { SlicedBuffer(repeating: 0, count: capacity * $0) }
        scores = classCounts.map { _ in SlicedBuffer(repeating: .none, count: capacity) }
    }

    /// Scores the images of `slice` against their labels.
    ///
    /// - Parameters:
    ///   - logits: Shape `[n, M]`, what the classifier at `position` made of them.
    func score(
        _ slice: Range<Int>, _ logits: Span<Float>, position: Int, model: Model
    ) throws(ModelError) {
        let classCount = model.network.outputCount
        try scores[position].withMutableSpan(slice) { (scores) throws(ModelError) in
            for offset in scores.indices {
                let index = slice.lowerBound + offset
                let row = logits.extracting(offset * classCount..<(offset + 1) * classCount)
                guard let score = Score(logits: row, label: labels[index]) else {
                    throw .invalidLogits(file: model.source, image: start + index)
                }
                scores[offset] = score
            }
        }
    }
}

/// Scores a data set chunk by chunk, reading the next while the present one is inferred.
///
/// Several classifiers score the same pixels, read once.
///
/// The threads share out the tasks: one reads the next chunk, one adds this one to the checksum, and
/// whoever is free scores a slice of it. Nobody waits for a chunk that is not there yet, so
/// the number of processors does not matter, and there are never more than two chunks.
final class ChunkPipeline: Sendable {
    private let classifiers: [Classifier]
    private let reader: Mutex<LabeledImageReader>
    private let sliceSize: Int
    private let workers: [Worker]
    private let imageSize: Int
    private let chunkCapacity: Int
    private let readingTime = Mutex(Duration.zero)
    private let digest: Mutex<SHA256>

    /// About how many bytes of pixels a chunk has: few enough to stay in a processor's own cache.
    private static let chunkBytes = 512 << 10
    /// What large batches of large images may take: 64 MiB, whatever a model and a header say.
    private static let largestChunkBytes = 64 << 20

    init(
        _ dataset: LabeledImages, classifiers: [Classifier], options: EvaluationOptions
    ) throws {
        precondition(options.batchSize > 0 && options.threads > 0, "at least one of each")
        // A label has to name a class of each.
        let reader = try LabeledImageReader(
            dataset, classCount: classifiers.map(\.classCount).min() ?? 0, limit: options.limit)
        for classifier in classifiers {
            try classifier.check(reader.images.shape, file: dataset.images)
        }
        let imageSize = reader.images.shape.count
        let batches = max(1, Self.chunkBytes / (imageSize * options.batchSize))
        chunkCapacity = min(
            batches * options.batchSize, max(1, Self.largestChunkBytes / imageSize),
            max(1, reader.total))
        let threads = options.threads
        sliceSize = min(options.batchSize, (chunkCapacity + threads - 1) / threads)
        workers = (0..<threads).map { _ in Worker() }
        self.classifiers = classifiers
        self.imageSize = imageSize
        var digest = SHA256()
        // Safety: bytes have no padding.
        digest.update(unsafe reader.images.headerBytes.span.bytes)
        self.digest = Mutex(digest)
        self.reader = Mutex(reader)
    }

    /// Calls `body` with one scored chunk after the other, in order.
    func forEachChunk(_ body: (Chunk) throws -> Void) throws {
        var current = makeChunk()
        var upcoming = makeChunk()
        try read(into: current)
        while current.count > 0 {
            try score(current, reading: upcoming)
            try body(current)
            swap(&current, &upcoming)
        }
    }

    /// The number of images in the files.
    var imageCount: Int { reader.withLock { $0.images.count } }

    /// The number of images to evaluate.
    var total: Int { reader.withLock { $0.total } }

    /// What was unusual about the files; complete at the end.
    var notes: [String] { reader.withLock { $0.notes } }

    /// The counts with corrected labels, if the data set has any; to be asked at the end.
    func corrected<Result: Sendable>(_ result: Result) -> Corrected<Result>? {
        reader.withLock { reader in
            reader.corrections.map {
                Corrected(
                    result: result, corrections: $0, changedLabels: reader.changedLabels)
            }
        }
    }

    /// The published test set that the files are; to be asked at the end.
    func verify() throws -> DatasetPreset? {
        let digest = digest.withLock { $0.hexadecimalDigest() }
        return try reader.withLock { reader in
            // What is no u8 is no published set, and its pixels are not its bytes.
            let found = reader.images.holdsPixels ? digest : "elements of another type"
            return try reader.verify(imagesFound: found)
        }
    }

    /// The time spent reading so far.
    var readingDuration: Duration { readingTime.withLock { $0 } }

    /// The time spent on inference so far, summed over the threads.
    var inferenceDuration: Duration {
        workers.reduce(.zero) { sum, worker in sum + worker.state.withLock { $0.busy } }
    }

    private func makeChunk() -> Chunk {
        Chunk(
            capacity: chunkCapacity, imageSize: imageSize,
            classCounts: classifiers.map(\.classCount))
    }

    private func read(into chunk: Chunk) throws {
        let time = try ContinuousClock().measure {
            try reader.withLock { try $0.read(into: chunk) }
        }
        readingTime.withLock { $0 += time }
    }

    private func addToDigest(_ chunk: Chunk) {
        let time = ContinuousClock().measure {
            chunk.pixels.withSpan(0..<chunk.count * imageSize) { pixels in
                // Safety: bytes have no padding.
                digest.withLock { $0.update(unsafe pixels.bytes) }
            }
        }
        readingTime.withLock { $0 += time }
    }

    /// Does everything for `current`, and reads the chunk behind it into `upcoming`.
    private func score(_ current: Chunk, reading upcoming: Chunk) throws {
        let slices = SliceQueue(count: current.count, size: sliceSize)
        // What cannot be shared out comes first, the longest in front.
        let singles = SliceQueue(count: 2, size: 1)
        let failure = Mutex<(any Error)?>(nil)
        Parallel.run(workers: workers.count) { index in
            do {
                while let single = singles.next() {
                    if single.lowerBound == 0 {
                        try read(into: upcoming)
                    } else {
                        addToDigest(current)
                    }
                }
                while let slice = slices.next() {
                    try workers[index].score(slice, of: current, with: classifiers)
                }
            } catch {
                // Of several errors any will do: results are thrown away with the first.
                failure.withLock { $0 = $0 ?? error }
            }
        }
        if let error = failure.withLock({ $0 }) { throw error }
    }
}

/// What one thread needs for itself.
private final class Worker: Sendable {
    struct State: ~Copyable {
        var workspace = Workspace()
        var busy = Duration.zero
    }

    let state = Mutex(State())

    /// Infers the images of `slice` with each classifier, and scores them against their labels.
    func score(_ slice: Range<Int>, of chunk: Chunk, with classifiers: [Classifier]) throws {
        try state.withLock { state in
            let clock = ContinuousClock()
            let start = clock.now
            for position in classifiers.indices {
                try Self.score(
                    slice, of: chunk, with: classifiers[position], position: position,
                    workspace: &state.workspace)
            }
            state.busy += clock.now - start
        }
    }

    private static func score(
        _ slice: Range<Int>, of chunk: Chunk, with classifier: Classifier, position: Int,
        workspace: inout Workspace
    ) throws {
        let (inputs, outputs) = (classifier.inputCount, classifier.classCount)
        let values = slice.lowerBound * outputs..<slice.upperBound * outputs
        try chunk.logits[position].withMutableSpan(values) { logits in
            chunk.pixels.withSpan(slice.lowerBound * inputs..<slice.upperBound * inputs) {
                classifier.network.logits(
                    ofPixels: $0, count: slice.count, into: &logits, workspace: &workspace)
            }
            try chunk.score(slice, logits.span, position: position, model: classifier.model)
        }
    }
}
