internal import Synchronization

/// Runners of one thread that a classifier's conveniences use and keep for the next call.
///
/// So classifying images one by one costs no more memory or time than a session does.
final class IdleRunners: Sendable {
    private let idle = Mutex<[BatchRunner]>([])
    /// As many as are kept; more tasks at once make their own and drop them.
    private static let limit = 64

    /// Calls `body` with a runner that no other task uses meanwhile.
    func withRunner<Result>(
        of classifier: Classifier, _ body: (BatchRunner) throws -> Result
    ) rethrows -> Result {
        let runner = idle.withLock { $0.popLast() } ?? BatchRunner(classifier, threads: 1)
        defer {
            idle.withLock { if $0.count < Self.limit { $0.append(runner) } }
        }
        return try body(runner)
    }
}
