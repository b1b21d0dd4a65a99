/// Images of a data set that are read before it is known what for.
///
/// The file of images is known long before arguments are parsed and a model is loaded, in a time in
/// which megabytes can be inflated. So reading begins at once, on a thread of its own, until as many
/// chunks are full as an evaluation has at a time. The evaluation takes over what is there. Errors
/// are told then, as if they had happened then.
package final class ReadAhead: Sendable {
    typealias ReadChunk = (chunk: Chunk, result: Result<Bool, any Error>)

    private let path: String
    /// When reading began.
    let start = ContinuousClock.now
    private let state = Monitor(State())

    private struct State: Sendable {
        /// Not there before the file is open, and never if that fails.
        var reader: ChunkReader?
        var chunks: [ReadChunk] = []
        var isWanted = true
        var isReading = true
    }

    /// Begins to read.
    package init(path: String) {
        self.path = path
        if !Parallel.startThread({ [self] in read() }) {
            state.update { $0.isReading = false }
        }
    }

    private func read() {
        let reader = try? ChunkReader(path: path, limit: nil)
        state.update { $0.reader = reader }
        while let reader,
            state.withLock({ $0.isWanted && $0.chunks.count < reader.chunkLimit })
        {
            let chunk = reader.makeChunk()
            let result = reader.read(into: chunk)
            state.update { $0.chunks.append((chunk, result)) }
            guard case .success(false) = result else { break }
        }
        state.update { $0.isReading = false }
    }

    /// Ends reading ahead and gives what has been read, once, with what reads on.
    ///
    /// - Returns: `nil` if something else was read than is asked for.
    func take(_ path: String, limit: Int?) -> (reader: ChunkReader, chunks: [ReadChunk])? {
        state.update { $0.isWanted = false }
        guard path == self.path, limit == nil else { return nil }
        return state.wait { state in
            guard !state.isReading else { return .none }
            defer { (state.reader, state.chunks) = (nil, []) }
            return .some(state.reader.map { ($0, state.chunks) })
        }
    }
}
