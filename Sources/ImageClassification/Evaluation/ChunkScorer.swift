internal import NeuralNetwork
internal import Synchronization

/// Scores slices of chunks with each classifier, on any number of threads at once.
final class ChunkScorer: Sendable {
    let classifiers: [Classifier]
    private let batchSize: Int
    private let workers: [Worker]

    /// A slice has about this many multiply-adds, a third of a millisecond.
    ///
    /// At the end of the file threads wait for one another as long as a slice lasts.
    private static let sliceWork = 32_000_000

    init(_ classifiers: [Classifier], batchSize: Int, threads: Int) {
        self.classifiers = classifiers
        self.batchSize = batchSize
        workers = (0..<threads).map { _ in Worker() }
    }

    /// How many threads may score at once.
    var threads: Int { workers.count }

    /// How many images to score at a time.
    var sliceSize: Int {
        let work = classifiers.reduce(0) { $0 + $1.model.network.multiplyAddsPerInput }
        return max(1, Self.sliceWork / max(1, work))
    }

    /// The time spent so far, summed over the threads.
    var duration: Duration {
        workers.reduce(.zero) { sum, worker in sum + worker.state.withLock { $0.busy } }
    }

    /// Infers the images of `slice` and compares the answers with their labels.
    ///
    /// - Throws: ``ModelError/invalidLogits(file:image:)`` for the first image answered with NaN.
    func score(_ slice: Range<Int>, of chunk: Chunk, worker: Int) throws {
        try workers[worker].state.withLock { state in
            let clock = ContinuousClock()
            let start = clock.now
            defer { state.busy += clock.now - start }
            for first in stride(from: slice.lowerBound, to: slice.upperBound, by: batchSize) {
                let batch = first..<min(first + batchSize, slice.upperBound)
                for position in classifiers.indices {
                    try score(batch, of: chunk, by: position, &state)
                }
            }
        }
    }

    private func score(
        _ batch: Range<Int>, of chunk: Chunk, by position: Int, _ state: inout Worker.State
    ) throws {
        let classifier = classifiers[position]
        let (inputs, outputs) = (classifier.inputCount, classifier.classCount)
        if state.logits.count < batch.count * outputs {
            state.logits = Array(repeating: 0, count: batch.count * outputs)
        }
        // Taken out for the time being, since it cannot be lent together with the workspace.
        var logits: [Float] = []
        swap(&logits, &state.logits)
        defer { swap(&logits, &state.logits) }
        var span = logits.mutableSpan
        var answers = span._mutatingExtracting(first: batch.count * outputs)
        chunk.pixels.withSpan(batch.lowerBound * inputs..<batch.upperBound * inputs) {
            classifier.network.logits(
                ofPixels: $0, count: batch.count, into: &answers, workspace: &state.workspace)
        }
        try chunk.scores[position].withMutableSpan(batch) { scores in
            for offset in scores.indices {
                let index = batch.lowerBound + offset
                let row = answers.span.extracting(offset * outputs..<(offset + 1) * outputs)
                guard let score = Score(logits: row, label: chunk.labels[index]) else {
                    throw ModelError.invalidLogits(
                        file: classifier.model.source, image: chunk.start + index)
                }
                scores[offset] = score
            }
        }
    }
}

/// What one thread needs for itself; the lock is never contended.
private final class Worker: Sendable {
    struct State: ~Copyable {
        var workspace = Workspace()
        var logits: [Float] = []
        var busy = Duration.zero
    }

    let state = Mutex(State())
}
