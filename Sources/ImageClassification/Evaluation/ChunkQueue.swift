/// The chunks of a data set on their way from the file to the caller, and who does what next.
///
/// Every chunk is read, then labeled, then scored in slices, then delivered. Reading and labeling
/// are done by one thread at a time, in order; slices are scored by any number of threads, in any
/// order; delivery is in order again and the caller's. An error stays with its chunk until that
/// would be delivered, so that of several errors the one that comes first in the data is
/// reported, whatever the threads did.
///
/// A plain value without threads or locks; `ChunkPipeline` guards it.
package struct ChunkQueue: Sendable {
    /// What to do next.
    package enum Task {
        /// Fill the chunk from the file, then call `finishReading`.
        case read(Chunk)
        /// Give the chunk its labels, then call `finishLabeling`.
        case label(Chunk)
        /// Score these images of the chunk, then call `finishScoring`.
        case score(Chunk, Range<Int>)
        /// Use the scores of the chunk, then call `finishDelivery`.
        case deliver(Chunk)
        /// Nothing is left to do.
        case leave
    }

    /// A chunk that has been read.
    private struct Entry {
        let chunk: Chunk
        var isLabeled = false
        /// How many of the images have been handed out to be scored, and how many are done.
        var taken = 0
        var scored = 0
        var failure: Failure?

        var isComplete: Bool { scored == chunk.count || (failure != nil && scored == taken) }
    }

    /// An error, and the image of the chunk at which it happened.
    private struct Failure {
        let image: Int
        let error: any Error
    }

    /// From the oldest on.
    private var entries: [Entry] = []
    private var free: [Chunk] = []
    private var chunkCount = 0
    private let chunkLimit: Int
    private let makeChunk: @Sendable () -> Chunk

    private var isReading = false
    private var isLabeling = false
    private var isReadToEnd = false
    private var isOver = false
    /// How many images to score at a time; 0 as long as nobody knows how.
    private var sliceSize = 0

    /// - Parameters:
    ///   - limit: How many chunks there may be, at least 1.
    ///   - makeChunk: Makes one; called only when all others are in use.
    package init(limit: Int, makeChunk: @escaping @Sendable () -> Chunk) {
        precondition(limit > 0, "at least one chunk")
        chunkLimit = limit
        self.makeChunk = makeChunk
    }

    /// Lets labeling and scoring begin; until then chunks are only read.
    package mutating func startScoring(sliceSize: Int) {
        precondition(sliceSize > 0, "a slice has at least one image")
        self.sliceSize = sliceSize
    }

    /// Ends the work: whoever asks is told to leave.
    package mutating func end() { isOver = true }

    /// The next task for the calling thread; `nil` when it has to wait.
    ///
    /// It reads only when it can do nothing else, since others read while it delivers.
    package mutating func nextTaskForCaller() -> Task? {
        if let oldest = entries.first, oldest.isComplete { return .deliver(oldest.chunk) }
        if let task = nextLabeling() ?? nextScoring() ?? nextReading() { return task }
        return isReadToEnd && entries.isEmpty ? .leave : nil
    }

    /// The next task for any other thread; `nil` when it has to wait.
    ///
    /// Reading comes first, since it alone cannot be shared.
    package mutating func nextTaskForHelper() -> Task? {
        isOver ? .leave : nextReading() ?? nextLabeling() ?? nextScoring()
    }

    /// - Parameter result: Whether the file has been read to its end, or why it cannot be.
    package mutating func finishReading(_ chunk: Chunk, _ result: Result<Bool, any Error>) {
        isReading = false
        entries.append(Entry(chunk: chunk))
        switch result {
        case .success(let isLast):
            isReadToEnd = isLast
        case .failure(let error):
            isReadToEnd = true
            fail(chunk, at: 0, error)
        }
    }

    package mutating func finishLabeling(_ chunk: Chunk, _ result: Result<Void, any Error>) {
        isLabeling = false
        switch result {
        case .success: entries[position(of: chunk)].isLabeled = true
        case .failure(let error): fail(chunk, at: 0, error)
        }
    }

    package mutating func finishScoring(
        _ chunk: Chunk, _ slice: Range<Int>, _ result: Result<Void, any Error>
    ) {
        entries[position(of: chunk)].scored += slice.count
        if case .failure(let error) = result { fail(chunk, at: slice.lowerBound, error) }
    }

    /// The error that kept the chunk from being scored; to be asked before it is used.
    package func failure(of chunk: Chunk) -> (any Error)? {
        entries[position(of: chunk)].failure?.error
    }

    /// Takes the oldest chunk back.
    package mutating func finishDelivery() {
        free.append(entries.removeFirst().chunk)
    }

    private mutating func nextReading() -> Task? {
        // Stop reading after the first failure.
        guard !isReading, !isReadToEnd, !entries.contains(where: { $0.failure != nil }) else {
            return nil
        }
        if free.isEmpty, chunkCount < chunkLimit {
            free.append(makeChunk())
            chunkCount += 1
        }
        guard let chunk = free.popLast() else { return nil }
        isReading = true
        return .read(chunk)
    }

    private mutating func nextLabeling() -> Task? {
        guard !isLabeling, sliceSize > 0, let entry = entries.first(where: { !$0.isLabeled }),
            entry.failure == nil
        else { return nil }
        isLabeling = true
        return .label(entry.chunk)
    }

    private mutating func nextScoring() -> Task? {
        guard
            let position = entries.firstIndex(where: { entry in
                entry.isLabeled && entry.failure == nil && entry.taken < entry.chunk.count
            })
        else { return nil }
        let first = entries[position].taken
        let end = min(first + sliceSize, entries[position].chunk.count)
        entries[position].taken = end
        return .score(entries[position].chunk, first..<end)
    }

    private mutating func fail(_ chunk: Chunk, at image: Int, _ error: any Error) {
        let position = position(of: chunk)
        if let known = entries[position].failure, known.image <= image { return }
        entries[position].failure = Failure(image: image, error: error)
    }

    private func position(of chunk: Chunk) -> Int {
        guard let position = entries.firstIndex(where: { $0.chunk === chunk }) else {
            preconditionFailure("a chunk that is not in the queue")
        }
        return position
    }
}
