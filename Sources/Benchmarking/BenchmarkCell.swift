internal import ImageClassification

/// One combination of model, threads and batch size, with what was measured of it so far.
final class BenchmarkCell {
    private let model: Int
    private let batchSize: Int
    private let session: InferenceSession
    private let imageCount: Int
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
        model: Int, batchSize: Int, session: InferenceSession, imageCount: Int,
        answers: BenchmarkAnswers
    ) {
        self.model = model
        self.batchSize = batchSize
        self.session = session
        self.imageCount = imageCount
        self.answers = answers
    }

    var result: BenchmarkResult {
        BenchmarkResult(
            model: model, threads: session.threads, batchSize: batchSize, batches: batches,
            rounds: rates, latency: Quantiles(latencies))
    }

    /// Runs untimed, and finds how many batches make a group.
    func warmUp(_ duration: Duration) throws {
        let start = clock.now
        var runs = 0
        repeat {
            try verify(try runBatch())
            runs += 1
        } while clock.now - start < duration
        // Rather a group too long than one too short: the answers were checked on the clock.
        let each = max((clock.now - start) / (2 * runs), .nanoseconds(100))
        groupSize = max(1, Int((Self.groupDuration / each).rounded(.up)))
        batches = 0
    }

    /// Adds a rate, and latencies; each takes half of the time.
    func takeTurn(_ duration: Duration) throws {
        // The others have used the caches since the last turn.
        try verify(try runBatch())
        batches -= 1
        try addRate(lasting: duration / 2)
        try addLatencies(lasting: duration / 2)
    }

    private func addRate(lasting duration: Duration) throws {
        var busy = Duration.zero
        var runs = 0
        repeat {
            let start = clock.now
            var last = 0..<0
            for _ in 0..<groupSize { last = try runBatch() }
            busy += clock.now - start
            runs += groupSize
            try verify(last)
        } while busy < duration
        rates.append(Double(runs * batchSize) / busy.seconds)
    }

    private func addLatencies(lasting duration: Duration) throws {
        var busy = Duration.zero
        var runs = 0
        repeat {
            let start = clock.now
            let range = try runBatch()
            let time = clock.now - start
            latencies.append(time.seconds)
            busy += time
            runs += 1
            try verify(range)
        } while busy < duration && runs < Self.latenciesPerRound
    }

    /// Computes the next batch and says which images it held.
    private func runBatch() throws(InferenceError) -> Range<Int> {
        if nextImage + batchSize > imageCount { nextImage = 0 }
        let range = nextImage..<nextImage + batchSize
        nextImage += batchSize
        batches += 1
        try answers.compute(range, with: session)
        return range
    }

    private func verify(_ range: Range<Int>) throws(BenchmarkError) {
        guard let image = answers.firstWrongImage(in: range) else { return }
        throw BenchmarkError(
            model: answers.model, batchSize: batchSize, threads: session.threads, image: image)
    }
}
