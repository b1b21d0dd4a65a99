internal import Synchronization

/// Scores a data set chunk by chunk: one thread reads, and the others infer what is there.
///
/// Reading is the longest chain of work that cannot be shared. So it starts first, before the
/// models are loaded, and waits for nothing as long as there is a chunk to fill; when there is
/// none, the thread that reads helps the others. What is to be done next is decided by
/// `ChunkQueue`; here it is done.
final class ChunkPipeline: Sendable {
    private let dataset: LabeledImages
    private let options: EvaluationOptions
    private let state: Monitor<State>
    private let reader: ChunkReader
    private let patience: Duration

    private struct State: Sendable {
        var queue: ChunkQueue
        /// Not there until the models are loaded.
        var stages: Stages?
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

    /// Evaluates with models that are loaded while reading has begun.
    ///
    /// - Parameters:
    ///   - readAhead: What has been read already, if that is of this data set.
    ///   - loading: Gives the classifiers, which score the same pixels, read once. Its errors come
    ///     before those of the data set.
    ///   - body: Called on the calling thread with the pipeline and the classifiers.
    static func run<Result>(
        _ dataset: LabeledImages, options: EvaluationOptions, readAhead: ReadAhead? = nil,
        loading: () throws -> [Classifier],
        _ body: (ChunkPipeline, [Classifier]) throws -> Result
    ) throws -> Result {
        let pipeline: ChunkPipeline
        do {
            pipeline = try ChunkPipeline(dataset, options: options, readAhead)
        } catch {
            _ = try loading()
            throw error
        }
        let team = WorkerTeam(workers: options.threads)
        return try team.run(helpers: min(options.threads - 1, pipeline.extent.total)) { worker in
            pipeline.help(as: worker)
        } while: {
            defer { pipeline.state.update { $0.queue.end() } }
            let classifiers = try loading()
            try pipeline.startScoring(by: classifiers)
            return try body(pipeline, classifiers)
        }
    }

    private init(
        _ dataset: LabeledImages, options: EvaluationOptions, _ readAhead: ReadAhead?
    ) throws {
        precondition(options.batchSize > 0 && options.threads > 0, "at least one of each")
        self.dataset = dataset
        self.options = options
        // Longer than it takes to read a chunk: waking the others would take time from the thread
        // that reads, on which all wait.
        patience = Parallel.patience(ofThreads: options.threads, longest: .microseconds(400))
        let early = readAhead?.take(dataset.images, limit: options.limit)
        let reader = try early?.reader ?? ChunkReader(path: dataset.images, limit: options.limit)
        self.reader = reader
        var queue = ChunkQueue(limit: reader.chunkLimit) { reader.makeChunk() }
        for (chunk, result) in early?.chunks ?? [] { queue.add(chunk, result) }
        state = Monitor(State(queue: queue))
    }

    private func startScoring(by classifiers: [Classifier]) throws {
        // A label has to name a class of each.
        let labeler = try ChunkLabeler(
            dataset, extent: extent, classCount: classifiers.map(\.classCount).min() ?? 0)
        for classifier in classifiers {
            try classifier.check(extent.shape, file: dataset.images)
        }
        let scorer = ChunkScorer(
            classifiers, batchSize: options.batchSize, threads: options.threads)
        let stages = Stages(labeler, scorer)
        state.update { state in
            state.stages = stages
            state.queue.startScoring(sliceSize: scorer.sliceSize)
        }
    }

    /// Calls `body` with one scored chunk after the other, in order.
    func forEachChunk(_ body: (Chunk) throws -> Void) throws {
        while true {
            switch state.wait(watching: patience, until: { $0.queue.nextTaskForCaller() }) {
            case .deliver(let chunk):
                if let error = state.withLock({ $0.queue.failure(of: chunk) }) { throw error }
                try body(chunk)
                state.update { $0.queue.finishDelivery() }
            case .leave:
                return
            case let task:
                perform(task, as: 0)
            }
        }
    }

    /// What every thread but the calling one does.
    private func help(as worker: Int) {
        while true {
            let task = state.wait(watching: patience) { $0.queue.nextTaskForHelper() }
            if case .leave = task { return }
            perform(task, as: worker)
        }
    }

    private func perform(_ task: ChunkQueue.Task, as worker: Int) {
        switch task {
        case .read(let chunk):
            let result = reader.read(into: chunk)
            state.update { $0.queue.finishReading(chunk, result) }
        case .label(let chunk):
            let stages = stages
            let result = Result { try stages.labeler.withLock { try $0.label(chunk) } }
            chunk.prepareScores(by: stages.scorer.classifiers.count)
            state.update { $0.queue.finishLabeling(chunk, result) }
        case .score(let chunk, let slice):
            let scorer = stages.scorer
            let result = Result { try scorer.score(slice, of: chunk, worker: worker) }
            state.update { $0.queue.finishScoring(chunk, slice, result) }
        case .deliver, .leave:
            preconditionFailure("not a task that every worker has")
        }
    }

    private var stages: Stages {
        guard let stages = state.withLock({ $0.stages }) else {
            preconditionFailure("nothing is scored before the models are loaded")
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

    /// The counts with corrected labels, if the data set has any; to be asked at the end.
    func corrected<Counts: Sendable>(_ counts: Counts) -> Corrected<Counts>? {
        stages.labeler.withLock { $0.corrected(counts) }
    }

    /// The published test set that the files are; to be asked at the end.
    func verify() throws -> DatasetPreset? { try stages.labeler.withLock { try $0.verify() } }
}
