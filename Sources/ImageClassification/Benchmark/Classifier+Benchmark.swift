/// Answers that changed while they were timed: a fault of the machine or of this library.
public struct BenchmarkError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The batch size at which it was seen.
    public let batchSize: Int
    /// The number of threads.
    public let threads: Int
    /// The first image whose logits differ.
    public let image: Int

    /// One sentence that says where.
    public var description: String {
        "image \(image): logits at batch size \(batchSize) on \(threads) threads differ from those "
            + "computed one by one; expected equal bits"
    }
}

extension Classifier {
    /// Measures inference from bytes to logits, over batch sizes and threads.
    ///
    /// After warming up, each combination is timed in rounds: groups of batches for the rate, and
    /// single batches for the latency. The logits are compared with those of single images between
    /// the timings, so a fast wrong answer cannot pass.
    ///
    /// - Parameters:
    ///   - pixels: Shape `[N, C, H, W]`, row-major: the images that batches are taken from in turn.
    ///     They are repeated for batches larger than N.
    ///   - options: What to measure and for how long.
    ///   - each: Called with each result as soon as it is there.
    /// - Throws: ``BenchmarkError`` when an answer is wrong, and whatever `each` throws.
    /// - Precondition: `pixels` holds at least one image.
    public func benchmark(
        pixels: [UInt8], options: BenchmarkOptions = BenchmarkOptions(),
        each: (BenchmarkResult) throws -> Void
    ) throws {
        let largest = options.batchSizes.max() ?? 1
        let images = BenchmarkImages(pixels, classifier: self, atLeast: largest)
        for threads in options.threads {
            let runner = BatchRunner(network, threads: threads)
            for batchSize in options.batchSizes {
                var timer = BatchTimer(
                    images: images, runner: runner, batchSize: batchSize, threads: threads)
                try each(timer.measure(options))
            }
        }
    }
}

/// The images of a benchmark with the logits that are known to be right.
private final class BenchmarkImages {
    let count: Int
    let pixels: SlicedBuffer<UInt8>
    let expected: [Float]
    let outputs: Int

    init(_ pixels: [UInt8], classifier: Classifier, atLeast minimum: Int) {
        let given = pixels.count / classifier.inputCount
        let count = (max(minimum, given) + given - 1) / given * given
        let buffer = SlicedBuffer<UInt8>(repeating: 0, count: count * classifier.inputCount)
        buffer.withMutableSpan(0..<buffer.count) { span in
            for index in span.indices { span[index] = pixels[index % pixels.count] }
        }
        let logits = SlicedBuffer<Float>(repeating: 0, count: count * classifier.classCount)
        let single = BatchRunner(classifier.network, threads: 1)
        for index in 0..<count { single.run(index..<index + 1, of: buffer, into: logits) }
        self.count = count
        self.pixels = buffer
        outputs = classifier.classCount
        expected = logits.elements
    }
}

/// Times one combination of batch size and threads.
private struct BatchTimer {
    let images: BenchmarkImages
    let runner: BatchRunner
    let batchSize: Int
    let threads: Int
    private let logits: SlicedBuffer<Float>
    private let clock = ContinuousClock()
    private var nextImage = 0
    private var batches = 0

    /// How many rounds share the time: enough to see how much they differ.
    private static let rounds = 10
    /// A group of batches should last this long, so that reading the clock costs nothing.
    private static let groupDuration = Duration.microseconds(200)

    init(images: BenchmarkImages, runner: BatchRunner, batchSize: Int, threads: Int) {
        self.images = images
        self.runner = runner
        self.batchSize = batchSize
        self.threads = threads
        logits = SlicedBuffer(repeating: 0, count: images.count * images.outputs)
    }

    mutating func measure(_ options: BenchmarkOptions) throws -> BenchmarkResult {
        let group = try warmUp(options.warmup)
        batches = 0
        var rates: [Double] = []
        var latencies: [Double] = []
        for _ in 0..<Self.rounds {
            // Each kind of timing gets half of the round.
            let half = options.duration / (2 * Self.rounds)
            rates.append(try rate(group: group, lasting: half))
            try appendLatencies(lasting: half, to: &latencies)
        }
        return BenchmarkResult(
            batchSize: batchSize, threads: threads, batches: batches,
            imagesPerSecond: Quantiles(rates), latency: Quantiles(latencies))
    }

    /// Runs untimed, and finds how many batches make a group.
    private mutating func warmUp(_ duration: Duration) throws -> Int {
        let start = clock.now
        var runs = 0
        repeat {
            try verify(runBatch())
            runs += 1
        } while clock.now - start < duration
        let each = (clock.now - start) / runs
        return max(1, Int((Self.groupDuration / each).rounded(.up)))
    }

    private mutating func rate(group: Int, lasting duration: Duration) throws -> Double {
        var busy = Duration.zero
        var runs = 0
        repeat {
            let start = clock.now
            var last = 0..<0
            for _ in 0..<group { last = runBatch() }
            busy += clock.now - start
            runs += group
            try verify(last)
        } while busy < duration
        return Double(runs * batchSize) / busy.seconds
    }

    private mutating func appendLatencies(
        lasting duration: Duration, to latencies: inout [Double]
    ) throws {
        var busy = Duration.zero
        repeat {
            let start = clock.now
            let range = runBatch()
            let time = clock.now - start
            latencies.append(time.seconds)
            busy += time
            try verify(range)
        } while busy < duration
    }

    /// Computes the next batch and says which images it held.
    private mutating func runBatch() -> Range<Int> {
        if nextImage + batchSize > images.count { nextImage = 0 }
        let range = nextImage..<nextImage + batchSize
        nextImage += batchSize
        batches += 1
        runner.run(range, of: images.pixels, into: logits)
        return range
    }

    private func verify(_ range: Range<Int>) throws(BenchmarkError) {
        let outputs = images.outputs
        let first = range.lowerBound * outputs
        let wrong = logits.withSpan(first..<range.upperBound * outputs) { span in
            span.indices.first { !Self.isSame(span[$0], images.expected[first + $0]) }
        }
        if let wrong {
            throw BenchmarkError(
                batchSize: batchSize, threads: threads,
                image: range.lowerBound + wrong / outputs)
        }
    }

    /// Equal, or both NaN: a model whose answers are no numbers is still timed.
    private static func isSame(_ left: Float, _ right: Float) -> Bool {
        left == right || (left.isNaN && right.isNaN)
    }
}

extension Duration {
    /// The duration in seconds.
    package var seconds: Double { self / .seconds(1) }
}
