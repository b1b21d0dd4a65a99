internal import Metrics
internal import ModelFiles
internal import NeuralNetwork
internal import Parallelism
internal import Synchronization

/// Scores slices of chunks with each classifier, on any number of threads at once.
final class ChunkScorer: Sendable {
    let classifiers: [Classifier]
    /// What is asked of each image besides; only of a single classifier.
    let checks: ConfidenceChecks?
    private let batchSize: Int
    private let state = Mutex(State())

    /// What is not in use at the moment, and the time spent so far.
    private struct State {
        var idle: [Lane] = []
        var busy = Duration.zero
    }

    /// What one thread needs while it scores a slice.
    private struct Lane {
        /// One for each classifier, in their order.
        let runners: [BatchRunner]
        var logits: [Float] = []
        let rejector: BatchRunner?
        var rejections: [Float] = []
    }

    /// A slice has about this many multiply-adds, a third of a millisecond.
    ///
    /// At the end of the file threads wait for one another as long as a slice lasts.
    private static let sliceWork = 32_000_000

    /// The most logits of a batch: 16 MiB for each thread.
    private static let largestLogitCount = 1 << 22

    /// Which images of the data set to score; `nil` means all.
    private let range: Range<Int>?

    init(
        _ classifiers: [Classifier], batchSize: Int, range: Range<Int>? = nil,
        checks: ConfidenceChecks? = nil
    ) {
        precondition(checks == nil || classifiers.count == 1)
        self.classifiers = classifiers
        self.checks = checks
        self.range = range
        let classCount = classifiers.reduce(1) { max($0, $1.classCount) }
        self.batchSize = min(batchSize, Self.largestLogitCount / classCount)
    }

    /// How many images to score at a time.
    var sliceSize: Int {
        let rejector = checks?.rejector.map { [$0.classifier] } ?? []
        let work = (classifiers + rejector).reduce(0) {
            $0 + $1.model.network.multiplyAddsPerInput
        }
        return max(1, Self.sliceWork / max(1, work))
    }

    /// The time spent so far, summed over the threads.
    var duration: Duration { state.withLock { $0.busy } }

    /// Infers the images of `slice` that are wanted and compares the answers with their labels.
    ///
    /// - Throws: ``ModelError/invalidLogits(file:image:)`` for the first image answered with NaN.
    func score(_ slice: Range<Int>, of chunk: Chunk) throws {
        let slice = chunk.part(of: range).clamped(to: slice)
        guard !slice.isEmpty else { return }
        let start = ContinuousClock.now
        var lane =
            state.withLock { $0.idle.popLast() }
            ?? Lane(
                runners: classifiers.map { BatchRunner($0, threads: 1) },
                rejector: checks?.rejector.map { BatchRunner($0.classifier, threads: 1) })
        defer {
            state.withLock {
                $0.idle.append(lane)
                $0.busy += .now - start
            }
        }
        for first in stride(from: slice.lowerBound, to: slice.upperBound, by: batchSize) {
            let batch = first..<min(first + batchSize, slice.upperBound)
            for position in classifiers.indices {
                try score(batch, of: chunk, by: position, &lane)
            }
            if let rejector = checks?.rejector { try reject(batch, of: chunk, rejector, &lane) }
        }
    }

    private func score(
        _ batch: Range<Int>, of chunk: Chunk, by position: Int, _ lane: inout Lane
    ) throws {
        let classifier = classifiers[position]
        let (inputs, outputs) = (classifier.inputCount, classifier.classCount)
        if lane.logits.count < batch.count * outputs {
            lane.logits = Array(repeating: 0, count: batch.count * outputs)
        }
        let runner = lane.runners[position]
        let isIndependent = classifier.hasIndependentOutputs
        var span = lane.logits.mutableSpan
        var answers = span._mutatingExtracting(first: batch.count * outputs)
        chunk.pixels.withSpan(batch.lowerBound * inputs..<batch.upperBound * inputs) {
            runner.run($0, count: batch.count, into: &answers)
        }
        try chunk.scores[position].withMutableSpan(batch) { scores in
            for offset in scores.indices {
                let index = batch.lowerBound + offset
                let row = answers.span.extracting(offset * outputs..<(offset + 1) * outputs)
                guard
                    let score = Score(
                        logits: row, label: chunk.labels[index], areIndependent: isIndependent)
                else {
                    throw ModelError.invalidLogits(
                        file: classifier.model.source, image: chunk.start + index)
                }
                scores[offset] = score
            }
        }
        if let predictor = checks?.predictor { measure(batch, of: chunk, predictor, lane.logits) }
    }

    /// Makes the prediction sets of a batch whose logits, [N, M], are known.
    private func measure(
        _ batch: Range<Int>, of chunk: Chunk, _ predictor: ConformalPredictor, _ logits: [Float]
    ) {
        let outputs = classifiers[0].classCount
        chunk.checks?.withMutableSpan(batch) { checks in
            for offset in checks.indices {
                let row = logits.span.extracting(offset * outputs..<(offset + 1) * outputs)
                let label = chunk.labels[batch.lowerBound + offset]
                let (size, isCovered) = predictor.measure(row, label: label)
                checks[offset].setSize = Int32(size)
                checks[offset].isCovered = isCovered
            }
        }
    }

    /// Tells the images of a batch that belong to none of the classes.
    private func reject(
        _ batch: Range<Int>, of chunk: Chunk, _ rejector: Rejector, _ lane: inout Lane
    ) throws {
        guard let runner = lane.rejector else { return }
        if lane.rejections.count < batch.count {
            lane.rejections = Array(repeating: 0, count: batch.count)
        }
        var span = lane.rejections.mutableSpan
        var scores = span._mutatingExtracting(first: batch.count)
        let inputs = rejector.classifier.inputCount
        chunk.pixels.withSpan(batch.lowerBound * inputs..<batch.upperBound * inputs) {
            runner.run($0, count: batch.count, into: &scores)
        }
        let rejections = lane.rejections
        try chunk.checks?.withMutableSpan(batch) { checks in
            for offset in checks.indices {
                let score = rejections[offset]
                guard !score.isNaN else {
                    throw ModelError.invalidLogits(
                        file: classifiers[0].model.source,
                        image: chunk.start + batch.lowerBound + offset)
                }
                checks[offset].isRejected = Double(score) > rejector.threshold
            }
        }
    }
}
