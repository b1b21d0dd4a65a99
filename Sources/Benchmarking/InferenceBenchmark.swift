internal import FileIO
public import ImageClassification
internal import ModelFiles

/// How fast models answer, measured over numbers of threads and batch sizes.
///
/// Only inference is timed, from bytes to logits. Every combination of model, threads and batch
/// size warms up first; then all take turns, round after round, so that a machine that slows down
/// meanwhile does so for all of them alike. In each turn groups of batches are timed for the rate,
/// and single batches for the latency. Between the timings the logits are compared with those of
/// single images, so a fast wrong answer cannot pass.
public struct InferenceBenchmark: Sendable {
    /// One result for each combination: by model, then by threads, then by batch size.
    public let results: [BenchmarkResult]
    /// Seconds that reading the clock takes: about this much of every latency is not the batch's.
    ///
    /// Rates are free of it, since groups are so long that the clock does not count.
    public let clockCost: Double

    /// How many rounds share the duration: enough to see how much they differ.
    public static let rounds = 10

    /// Measures models.
    ///
    /// - Parameters:
    ///   - classifiers: The models; all take images of one size.
    ///   - pixels: Shape `[N, C, H, W]`, row-major: the images that batches are taken from in turn.
    ///     They are repeated for batches larger than N.
    ///   - options: What to measure and for how long.
    ///   - progress: Called with the number of turns that are done, and of all.
    /// - Throws: ``BenchmarkError`` when an answer is wrong, `InferenceError` for options that make no sense
    ///   and for pixels that are not one or more images of the size that every model takes, and whatever
    ///   `progress` throws.
    public init(
        of classifiers: [Classifier], pixels: [UInt8],
        options: BenchmarkOptions = BenchmarkOptions(),
        progress: (_ done: Int, _ total: Int) throws -> Void = { _, _ in }
    ) throws {
        try Self.check(classifiers, pixels, options)
        try Self.checkMemory(classifiers, pixels, options)
        clockCost = Self.measureClock()
        let cells = try Self.cells(classifiers, pixels, options)
        let total = cells.count * (Self.rounds + 1)
        var done = 0
        for cell in cells {
            try cell.warmUp(options.warmup)
            done += 1
            try progress(done, total)
        }
        for _ in 0..<Self.rounds {
            for cell in cells {
                try cell.takeTurn(options.duration / Self.rounds)
                done += 1
                try progress(done, total)
            }
        }
        results = cells.map(\.result)
    }

    /// The most bytes that pixels and logits of the largest batch may take together.
    private static let largestByteCount = 4 << 30

    /// Refuses pixels that are no whole images, and options below 1.
    private static func check(
        _ classifiers: [Classifier], _ pixels: [UInt8], _ options: BenchmarkOptions
    ) throws(InferenceError) {
        for size in classifiers.map(\.inputCount)
        where pixels.isEmpty || !pixels.count.isMultiple(of: size) {
            throw .pixelCount(imageSize: size, found: pixels.count)
        }
        for (name, values) in [("batchSizes", options.batchSizes), ("threads", options.threads)] {
            if let wrong = values.first(where: { $0 < 1 }) {
                throw .option(name, expected: "1 or more", found: wrong)
            }
        }
    }

    /// Refuses batches whose pixels and logits do not fit in memory: batch sizes, images and classes
    /// are each within their bounds, and their product may not be.
    private static func checkMemory(
        _ classifiers: [Classifier], _ pixels: [UInt8], _ options: BenchmarkOptions
    ) throws {
        let batchSize = options.batchSizes.max() ?? 1
        for classifier in classifiers {
            let images = max(batchSize, pixels.count / classifier.inputCount) + batchSize
            // The images are repeated into an array of their own.
            let perImage = 2 * (classifier.inputCount + classifier.classCount * 4)
            let (byteCount, overflow) = images.multipliedReportingOverflow(by: perImage)
            guard !overflow, byteCount <= largestByteCount, isMemoryAvailable(byteCount) else {
                throw FileError.tooLarge(
                    path: classifier.model.source, byteCount: overflow ? .max : byteCount)
            }
        }
    }

    private static func cells(
        _ classifiers: [Classifier], _ pixels: [UInt8], _ options: BenchmarkOptions
    ) throws(InferenceError) -> [BenchmarkCell] {
        guard let imageSize = classifiers.first?.inputCount else { return [] }
        let images = BenchmarkImages(
            pixels, imageSize: imageSize, atLeast: options.batchSizes.max() ?? 1)
        var cells: [BenchmarkCell] = []
        for (index, classifier) in classifiers.enumerated() {
            let answers = try BenchmarkAnswers(classifier, to: images)
            for threads in options.threads {
                let session = InferenceSession(classifier, threads: threads)
                cells += options.batchSizes.map { batchSize in
                    BenchmarkCell(
                        model: index, batchSize: batchSize, session: session,
                        imageCount: images.count, answers: answers)
                }
            }
        }
        return cells
    }

    /// The median of some hundred means.
    private static func measureClock() -> Double {
        let clock = ContinuousClock()
        let reads = 64
        return Quantiles(
            (0..<101).map { _ in
                let start = clock.now
                var end = start
                for _ in 0..<reads { end = clock.now }
                return (end - start).seconds / Double(reads)
            }
        ).median
    }
}

extension Duration {
    /// The duration in seconds.
    package var seconds: Double { self / .seconds(1) }
}
