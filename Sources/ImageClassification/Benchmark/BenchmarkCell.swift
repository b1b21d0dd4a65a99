/// One combination of model, threads and batch size, with what was measured of it so far.
final class BenchmarkCell {
    private let model: Int
    private let threads: Int
    private let batchSize: Int
    private let runner: BatchRunner
    private let imageCount: Int
    private let pixels: SlicedBuffer<UInt8>
    private let logits: SlicedBuffer<Float>
    private let answers: BenchmarkAnswers
    private let clock = ContinuousClock()

    private var nextImage = 0
    private var batches = 0
    private var groupSize = 1
    private var rates: [Double] = []
    private var latencies: [Double] = []

    /// A group of batches should last this long: a reading of the clock is some 10⁻⁴ of it.
    private static let groupDuration = Duration.microseconds(500)
    /// Enough for a 99th percentile, and little memory however long a round is.
    private static let latenciesPerRound = 4096

    init(
        model: Int, threads: Int, batchSize: Int, runner: BatchRunner, images: BenchmarkImages,
        answers: BenchmarkAnswers
    ) {
        self.model = model
        self.threads = threads
        self.batchSize = batchSize
        self.runner = runner
        imageCount = images.count
        pixels = images.pixels
        logits = answers.logits
        self.answers = answers
    }

    var result: BenchmarkResult {
        BenchmarkResult(
            model: model, threads: threads, batchSize: batchSize, batches: batches,
            rounds: rates, latency: Quantiles(latencies))
    }

    /// Runs untimed, and finds how many batches make a group.
    func warmUp(_ duration: Duration) throws(BenchmarkError) {
        let start = clock.now
        var runs = 0
        repeat {
            try verify(runBatch())
            runs += 1
        } while clock.now - start < duration
        // Rather a group too long than one too short: the answers were checked on the clock.
        let each = max((clock.now - start) / (2 * runs), .nanoseconds(100))
        groupSize = max(1, Int((Self.groupDuration / each).rounded(.up)))
        batches = 0
    }

    /// Adds a rate, and latencies; each takes half of the time.
    func takeTurn(_ duration: Duration) throws(BenchmarkError) {
        // The others have used the caches since the last turn.
        try verify(runBatch())
        batches -= 1
        try addRate(lasting: duration / 2)
        try addLatencies(lasting: duration / 2)
    }

    private func addRate(lasting duration: Duration) throws(BenchmarkError) {
        var busy = Duration.zero
        var runs = 0
        repeat {
            let start = clock.now
            var last = 0..<0
            for _ in 0..<groupSize { last = runBatch() }
            busy += clock.now - start
            runs += groupSize
            try verify(last)
        } while busy < duration
        rates.append(Double(runs * batchSize) / busy.seconds)
    }

    private func addLatencies(lasting duration: Duration) throws(BenchmarkError) {
        var busy = Duration.zero
        var runs = 0
        repeat {
            let start = clock.now
            let range = runBatch()
            let time = clock.now - start
            latencies.append(time.seconds)
            busy += time
            runs += 1
            try verify(range)
        } while busy < duration && runs < Self.latenciesPerRound
    }

    /// Computes the next batch and says which images it held.
    private func runBatch() -> Range<Int> {
        if nextImage + batchSize > imageCount { nextImage = 0 }
        let range = nextImage..<nextImage + batchSize
        nextImage += batchSize
        batches += 1
        runner.run(range, of: pixels, into: logits)
        return range
    }

    private func verify(_ range: Range<Int>) throws(BenchmarkError) {
        guard let image = answers.firstWrongImage(in: range) else { return }
        throw BenchmarkError(
            model: answers.model, batchSize: batchSize, threads: threads, image: image)
    }
}
