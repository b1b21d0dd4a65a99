internal import Metrics
internal import ModelFiles
internal import NeuralNetwork
internal import Parallelism
internal import Synchronization

/// Scores slices of chunks with each classifier, on any number of threads at once.
final class ChunkScorer: Sendable {
    let classifiers: [Classifier]
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
    }

    /// A slice has about this many multiply-adds, a third of a millisecond.
    ///
    /// At the end of the file threads wait for one another as long as a slice lasts.
    private static let sliceWork = 32_000_000

    /// The most logits of a batch: 16 MiB for each thread.
    private static let largestLogitCount = 1 << 22

    init(_ classifiers: [Classifier], batchSize: Int) {
        self.classifiers = classifiers
        let classCount = classifiers.reduce(1) { max($0, $1.classCount) }
        self.batchSize = min(batchSize, Self.largestLogitCount / classCount)
    }

    /// How many images to score at a time.
    var sliceSize: Int {
        let work = classifiers.reduce(0) { $0 + $1.model.network.multiplyAddsPerInput }
        return max(1, Self.sliceWork / max(1, work))
    }

    /// The time spent so far, summed over the threads.
    var duration: Duration { state.withLock { $0.busy } }

    /// Infers the images of `slice` and compares the answers with their labels.
    ///
    /// - Throws: ``ModelError/invalidLogits(file:image:)`` for the first image answered with NaN.
    func score(_ slice: Range<Int>, of chunk: Chunk) throws {
        let start = ContinuousClock.now
        var lane =
            state.withLock { $0.idle.popLast() }
            ?? Lane(runners: classifiers.map { BatchRunner($0, threads: 1) })
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
    }
}
