internal import Synchronization

/// Scores a data set chunk by chunk: one thread reads, and the others infer what is there.
///
/// Reading is the longest chain of work that cannot be shared. So it starts first, before the
/// models are loaded, and waits for nothing as long as there is a chunk to fill; when there is
/// none, the thread that reads helps the others. What is to be done next is decided by
/// `ChunkQueue`; here it is done.
final class ChunkPipeline: Sendable {
    /// The file of images.
    let path: String
    private let reader: ChunkReader
    private let state: Monitor<State>

    private struct State: Sendable {
        var queue: ChunkQueue
        /// Not there until the models are loaded.
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
        precondition(options.batchSize > 0 && options.threads > 0, "at least one of each")
        let early = readAhead?.take(
            dataset.images, limit: options.limit, threads: options.threads)
        let pipeline: ChunkPipeline
        do {
            pipeline = try early ?? ChunkPipeline(images: dataset.images, limit: options.limit)
        } catch {
            _ = try loading()
            throw error
        }
        defer { pipeline.end() }
        pipeline.startHelpers(besides: early == nil ? 0 : 1, options.threads)
        let classifiers = try loading()
        try pipeline.startScoring(dataset, by: classifiers, options)
        return try body(pipeline, classifiers)
    }

    /// Opens the file of images.
    ///
    /// - Parameter limit: How many images to read; the rest is only checked. `nil` means all.
    init(images path: String, limit: Int?) throws {
        self.path = path
        let reader = try ChunkReader(path: path, limit: limit)
        self.reader = reader
        state = Monitor(State(queue: ChunkQueue(limit: reader.chunkLimit) { reader.makeChunk() }))
    }

    /// Starts threads that help the calling one, as many as the system grants.
    ///
    /// - Parameters:
    ///   - present: How many there are.
    ///   - threads: How many threads may work at once, the caller's included.
    private func startHelpers(besides present: Int, _ threads: Int) {
        for worker in 1..<min(threads, extent.total + 1) where worker > present {
            guard Parallel.startThread({ [self] in help(as: worker, of: threads) }) else { return }
        }
    }

    private func startScoring(
        _ dataset: LabeledImages, by classifiers: [Classifier], _ options: EvaluationOptions
    ) throws {
        // A label has to name a class of each.
        let labeler = try ChunkLabeler(
            dataset, extent: extent, classCount: classifiers.map(\.classCount).min() ?? 0)
        for classifier in classifiers {
            try classifier.check(extent.shape, file: path)
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
        let patience = Self.patience(of: stages.scorer.threads)
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

    /// What every thread but the calling one does, until the work ends.
    ///
    /// - Parameters:
    ///   - worker: The number of the thread, from 1.
    ///   - threads: How many threads work at once.
    func help(as worker: Int, of threads: Int) {
        let patience = Self.patience(of: threads)
        state.update { $0.helpers += 1 }
        defer { state.update { $0.helpers -= 1 } }
        while true {
            let task = state.wait(watching: patience) { $0.queue.nextTaskForHelper() }
            if case .leave = task { return }
            perform(task, as: worker)
        }
    }

    /// Ends the work and waits for all who help.
    ///
    /// A thread that begins only now finds nothing to do, and nobody has to wait for it.
    func end() {
        state.update { $0.queue.end() }
        state.wait(watching: .microseconds(100)) { $0.helpers == 0 ? () : nil }
    }

    /// How long a thread watches for its next task.
    ///
    /// That is longer than it takes to read a chunk: waking the others would take time from the
    /// thread that reads, on which all wait.
    private static func patience(of threads: Int) -> Duration {
        Parallel.patience(ofThreads: threads, longest: .microseconds(400))
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
