internal import Datasets
internal import FileIO
internal import Parallelism
internal import Synchronization

/// Scores a data set chunk by chunk: one thread reads while the others infer.
///
/// Reading is the longest chain of work that cannot be shared. So it starts first, when the pipeline
/// is made, and goes on as long as there is a chunk to fill; when there is none, the thread that
/// reads helps the others. What is to be done next is decided by `ChunkQueue`; here it is done.
final class ChunkPipeline: Sendable {
    private let reader: ChunkReader
    private let spinDuration: Duration
    private let state: Monitor<State>

    private struct State: Sendable {
        var queue: ChunkQueue
        /// `nil` until it is known how to score.
        var stages: Stages?
        /// How many threads are at work, not counting the caller's.
        var helpers = 0
    }

    /// What follows reading.
    private final class Stages: Sendable {
        let labeler: Mutex<ChunkLabeler>
        let scorer: ChunkScorer

        init(_ labeler: sending ChunkLabeler, _ scorer: ChunkScorer) {
            self.labeler = Mutex(labeler)
            self.scorer = scorer
        }
    }

    /// Opens images, and lets other threads begin to read them.
    ///
    /// - Parameters:
    ///   - dataset: Where they are. The labels are opened when scoring begins.
    ///   - limit: How many images to read; the rest is only checked. `nil` means all.
    ///   - threads: How many threads may work at once, the caller's included.
    init(_ dataset: LabeledImages, limit: Int?, threads: Int) throws {
        let reader = try ChunkReader(dataset, limit: limit)
        self.reader = reader
        // Longer than it takes to read a chunk: waking the other threads would take time from the
        // one that reads, for which all of them wait.
        spinDuration = SystemThreads.spinDuration(ofThreads: threads, longest: .microseconds(400))
        state = Monitor(State(queue: ChunkQueue(limit: reader.chunkLimit) { reader.makeChunk() }))
        for _ in 1..<min(threads, extent.total + 1) {
            guard SystemThreads.start({ [self] in help() }) else { break }
        }
    }

    /// Opens the labels, and lets labeling and scoring begin.
    func startScoring(
        _ dataset: LabeledImages, by classifiers: [Classifier], options: EvaluationOptions,
        checks: ConfidenceChecks?
    ) throws {
        // A label has to name a class of each.
        let labeler = try ChunkLabeler(
            dataset, extent: extent, classCount: classifiers.map(\.classCount).min() ?? 0,
            modelClasses: classifiers.first?.classNames ?? [],
            identifies: options.identifiesData)
        if let range = options.range, range.upperBound > extent.imageCount {
            throw DatasetError.noSuchImage(
                file: dataset.images, index: max(range.lowerBound, extent.imageCount),
                count: extent.imageCount)
        }
        for classifier in classifiers {
            try classifier.check(extent.shape, file: dataset.images)
        }
        // The chunks have their memory; what scoring takes comes on top, for each thread.
        let byteCount = classifiers.reduce(1 << 22) { $0 + 8 * $1.classCount * $1.classCount }
        try requireMemory(byteCount, for: dataset.images)
        let scorer = ChunkScorer(
            classifiers, batchSize: options.batchSize, range: options.range, checks: checks)
        let stages = Stages(labeler, scorer)
        state.update { state in
            state.stages = stages
            state.queue.startScoring(sliceSize: scorer.sliceSize)
        }
    }

    /// Calls `body` with one scored chunk after the other, in order.
    ///
    /// - Throws: What reading and `body` throw, and `CancellationError` before the next task is begun.
    func forEachChunk(
        unless cancellation: Cancellation?, _ body: (Chunk) throws -> Void
    ) throws {
        while true {
            try cancellation?.check()
            switch state.wait(spinningFor: spinDuration, until: { $0.queue.nextTaskForCaller() }) {
            case .deliver(let chunk):
                if let error = state.withLock({ $0.queue.failure(of: chunk) }) { throw error }
                try body(chunk)
                state.update { $0.queue.finishDelivery() }
            case .leave:
                return
            case let task:
                perform(task)
            }
        }
    }

    /// What every thread but the calling one does, until the work ends.
    private func help() {
        state.update { $0.helpers += 1 }
        defer { state.update { $0.helpers -= 1 } }
        while true {
            let task = state.wait(spinningFor: spinDuration) { $0.queue.nextTaskForHelper() }
            if case .leave = task { return }
            perform(task)
        }
    }

    /// Ends the work and waits for the threads that help.
    ///
    /// A thread that starts only now finds nothing to do, and does not have to be waited for.
    func end() {
        state.update { $0.queue.end() }
        state.wait(spinningFor: .microseconds(100)) { $0.helpers == 0 ? () : nil }
    }

    private func perform(_ task: ChunkQueue.Task) {
        switch task {
        case .read(let chunk):
            let result = reader.read(into: chunk)
            state.update { $0.queue.finishReading(chunk, result) }
        case .label(let chunk):
            let stages = stages
            let result = Result { try stages.labeler.withLock { try $0.label(chunk) } }
            chunk.prepareScores(
                by: stages.scorer.classifiers.count, checks: stages.scorer.checks != nil)
            state.update { $0.queue.finishLabeling(chunk, result) }
        case .score(let chunk, let slice):
            let scorer = stages.scorer
            let result = Result { try scorer.score(slice, of: chunk) }
            state.update { $0.queue.finishScoring(chunk, slice, result) }
        case .deliver, .leave:
            preconditionFailure("only the calling thread delivers")
        }
    }

    private var stages: Stages {
        guard let stages = state.withLock({ $0.stages }) else {
            preconditionFailure("scoring begins with startScoring")
        }
        return stages
    }

    /// What is known of the images before they are read.
    var extent: PixelSource.Extent { reader.extent }

    /// The time spent reading so far.
    var readingDuration: Duration {
        reader.duration + stages.labeler.withLock { $0.duration }
    }

    /// The time spent on inference so far, summed over the threads.
    var inferenceDuration: Duration { stages.scorer.duration }

    /// What was unusual about the files; complete at the end.
    var notes: [String] {
        reader.notes + stages.labeler.withLock { $0.notes }
    }

    /// What was taken for granted of the data; to be asked at the end.
    var dataRemarks: [DataRemark] {
        reader.remarks + stages.labeler.withLock { $0.remarks }
    }

    /// What was taken for granted of the data, and what looks wrong with it; to be asked at the end.
    ///
    /// - Parameters:
    ///   - accuracies: Of each classifier, in their order.
    ///   - imageCount: On so many images.
    func remarks(
        on dataset: LabeledImages, accuracies: [Double], imageCount: Int
    ) throws -> [DataRemark] {
        let probe = stages.labeler.withLock { $0.probe }
        let remarks = dataRemarks
        // What one of several networks recognizes is no fault of the data.
        let best = zip(stages.scorer.classifiers, accuracies).max { $0.1 < $1.1 }
        guard let (classifier, accuracy) = best else { return remarks }
        return remarks
            + (try AccuracyDoubt(accuracy: accuracy, imageCount: imageCount)
                .remarks(on: dataset, by: classifier, probe))
    }

    /// By what the data is known, if that was asked for; to be asked at the end.
    var identity: DataIdentity? { stages.labeler.withLock { $0.dataIdentity } }

    /// What is to be said of the data if hardly an answer is right; to be asked at the end.
    func doubt(on dataset: LabeledImages) throws -> DataRemark? {
        guard let classifier = stages.scorer.classifiers.first else { return nil }
        return try AccuracyDoubt.remark(
            on: dataset, by: classifier, stages.labeler.withLock { $0.probe })
    }

    /// The counts with corrected labels, if the data set has any; to be asked at the end.
    func corrected<Counts: Sendable>(_ counts: Counts) -> Corrected<Counts>? {
        stages.labeler.withLock { $0.corrected(counts) }
    }

    /// The published test set that the files are; to be asked at the end.
    func verify() throws -> DatasetPreset? { try stages.labeler.withLock { try $0.verify() } }
}
