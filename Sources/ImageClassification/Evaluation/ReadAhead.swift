/// Images of a data set that are read before it is known what for.
///
/// The file of images is known long before arguments are parsed and a model is loaded, in a time in
/// which megabytes can be inflated. So reading begins at once, on a thread of its own, until as many
/// chunks are full as an evaluation has at a time. The evaluation takes over what is there, and the
/// thread with it. Errors are told then, as if they had happened then.
package final class ReadAhead: Sendable {
    /// When reading began.
    let start = ContinuousClock.now
    private let state = Monitor(State.opening)

    private enum State: Sendable {
        case opening
        case reading(ChunkPipeline)
        /// It failed, or somebody has taken it.
        case over
    }

    /// Begins to read.
    ///
    /// - Parameter path: Finds the file, on the thread that reads; `nil` if there is none.
    package init(_ path: @escaping @Sendable () -> String?) {
        if !Parallel.startThread({ [self] in read(path()) }) {
            state.update { $0 = .over }
        }
    }

    private func read(_ path: String?) {
        let pipeline = path.flatMap { try? ChunkPipeline(images: $0, limit: nil) }
        state.update { $0 = pipeline.map(State.reading) ?? .over }
        pipeline?.help(as: 1, of: 2)
    }

    /// Gives the work that has begun, with one thread that helps as worker 1; once.
    ///
    /// - Returns: `nil` if something else was read than is asked for, or there is no use for a
    ///   second thread.
    func take(_ path: String, limit: Int?, threads: Int) -> ChunkPipeline? {
        let pipeline = state.wait { state -> ChunkPipeline?? in
            if case .opening = state { return .none }
            defer { state = .over }
            guard case .reading(let pipeline) = state else { return .some(nil) }
            return .some(pipeline)
        }
        guard path == pipeline?.path, limit == nil, threads > 1 else {
            pipeline?.end()
            return nil
        }
        return pipeline
    }
}
