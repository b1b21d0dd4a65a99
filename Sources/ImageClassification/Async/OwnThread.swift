internal import Parallelism
internal import Synchronization

/// Whether the task for which a thread works has been cancelled.
package final class Cancellation: Sendable {
    private let flag = Atomic(false)

    package init() {}

    /// Tells the thread to end.
    package func cancel() { flag.store(true, ordering: .relaxed) }

    /// Whether it is to end.
    package var isCancelled: Bool { flag.load(ordering: .relaxed) }

    /// Ends what calls this by an error if the task has been cancelled.
    package func check() throws {
        if isCancelled { throw CancellationError() }
    }
}

/// Work that blocks, on a thread made for it.
///
/// Swift's cooperative pool has a thread for each processor; one that waits for a file or for other
/// threads would be missing to every task of the process.
enum OwnThread {
    /// Runs `work` on a thread of its own and waits for it without blocking one.
    ///
    /// - Parameter work: Gets what tells it that the calling task has been cancelled.
    /// - Throws: What `work` throws; `CancellationError` if the task was cancelled before; and
    ///   ``InferenceError/noThread`` where the system grants none.
    static func run<Result: Sendable>(
        _ work: @escaping @Sendable (Cancellation) throws -> Result
    ) async throws -> Result {
        try Task.checkCancellation()
        let cancellation = Cancellation()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isStarted = SystemThreads.start {
                    continuation.resume(with: Swift.Result { try work(cancellation) })
                }
                if !isStarted { continuation.resume(throwing: InferenceError.noThread) }
            }
        } onCancel: {
            cancellation.cancel()
        }
    }
}
