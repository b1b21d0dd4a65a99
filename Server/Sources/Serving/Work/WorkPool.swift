internal import NIOPosix
internal import Synchronization

/// Threads for requests that would keep an event loop from its other connections.
///
/// So many wait at most; whoever comes after is told to come again. A request that waits is run as soon
/// as a thread is free: nothing waits for others to make a batch.
final class WorkPool: Sendable {
    private let threads: NIOThreadPool
    private let capacity: Int
    private let admitted = Atomic(0)
    private let benches = Mutex<[Workbench]>([])

    /// Starts threads.
    ///
    /// - Parameters:
    ///   - threads: How many requests are computed at one time.
    ///   - queue: How many may wait.
    init(threads: Int, queue: Int) {
        self.threads = NIOThreadPool(numberOfThreads: threads)
        capacity = threads + queue
        self.threads.start()
    }

    /// How many requests wait or are computed.
    var pending: Int { admitted.load(ordering: .relaxed) }

    /// Runs `work` on one of the threads.
    ///
    /// - Returns: Whether there was room.
    func submit(_ work: @escaping @Sendable (Workbench) -> Void) -> Bool {
        guard admitted.add(1, ordering: .relaxed).newValue <= capacity else {
            admitted.subtract(1, ordering: .relaxed)
            return false
        }
        threads.submit { _ in
            let bench = self.benches.withLock { $0.popLast() } ?? Workbench()
            work(bench)
            self.benches.withLock { $0.append(bench) }
            self.admitted.subtract(1, ordering: .relaxed)
        }
        return true
    }

    /// Ends the threads when what they were given is done.
    func stop() { threads.shutdownGracefully { _ in } }

    /// Drops sessions of models that are no longer served.
    func keep(_ table: ModelTable) {
        benches.withLock { benches in
            for bench in benches { bench.keep(table) }
        }
    }
}
