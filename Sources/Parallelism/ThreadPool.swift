internal import Synchronization

/// Threads that help the calling thread with one job after the other.
///
/// The caller begins a job at once and helpers join when they have woken up. When the caller has
/// finished, helpers that have not joined yet no longer may. So a job has to be divided while it
/// runs, as by a ``SliceQueue``; it never takes longer because a helper is late, or because the
/// system granted no thread.
///
/// A helper that has finished spins for a moment before it sleeps: waking it would cost as much as
/// a small batch. A job allocates nothing once the threads are there.
package final class ThreadPool: Sendable {
    /// The number of threads that may work at once, the caller's included.
    package let threads: Int
    private let board: JobBoard
    private let started = Atomic(0)

    /// Makes a pool; its threads are started when a job first asks for them.
    package init(threads: Int) {
        precondition(threads > 0, "at least one thread")
        self.threads = threads
        board = JobBoard(spinDuration: SystemThreads.spinDuration(ofThreads: threads))
    }

    deinit { board.dismiss() }

    /// Runs `work` on the calling thread, and `help` on other threads, numbered from 1.
    ///
    /// Returns when `work` has returned or thrown and every helper that joined has returned.
    ///
    /// - Parameters:
    ///   - helpers: How many threads may help, less than `threads`.
    ///   - help: Called with the number of the thread, or not at all. It has to return soon after
    ///     `work` does.
    /// - Precondition: One job at a time.
    package func run<Result>(
        helpers: Int, _ help: @escaping @Sendable (_ thread: Int) -> Void,
        while work: () throws -> Result
    ) rethrows -> Result {
        precondition((0..<threads).contains(helpers), "\(helpers) helpers of \(threads) threads")
        guard helpers > 0 else { return try work() }
        startThreads(helpers)
        board.open(help, helpers: helpers)
        defer { board.close() }
        return try work()
    }

    private func startThreads(_ count: Int) {
        while started.load(ordering: .relaxed) < count {
            let number = started.load(ordering: .relaxed) + 1
            guard SystemThreads.start({ [board] in board.work(as: number) }) else { return }
            started.store(number, ordering: .relaxed)
        }
    }
}

/// Where the caller announces jobs and helpers find them.
private final class JobBoard: Sendable {
    typealias Job = @Sendable (_ thread: Int) -> Void

    private struct State: Sendable {
        var job: Job?
        /// The highest number of a thread that may join.
        var helpers = 0
        /// Counts the jobs, so that no thread joins one twice.
        var number = 0
        /// How many helpers are at work on the job.
        var busy = 0
        var isDismissed = false
    }

    private let state = Monitor(State())
    private let spinDuration: Duration

    init(spinDuration: Duration) { self.spinDuration = spinDuration }

    func open(_ job: @escaping Job, helpers: Int) {
        state.update { state in
            precondition(state.job == nil, "a pool does one job at a time")
            state.job = job
            state.helpers = helpers
            state.number += 1
        }
    }

    /// Lets no more helpers join, and waits for those that have.
    func close() {
        state.withLock { $0.job = nil }
        state.wait(spinningFor: spinDuration) { $0.busy == 0 ? () : nil }
    }

    func dismiss() { state.update { $0.isDismissed = true } }

    /// What a helper does until the pool is gone.
    func work(as thread: Int) {
        var last = 0
        while let job = nextJob(for: thread, after: &last) {
            job(thread)
            state.update { $0.busy -= 1 }
        }
    }

    /// Joins the next job; `nil` when there will be none.
    private func nextJob(for thread: Int, after last: inout Int) -> Job? {
        state.wait(spinningFor: spinDuration) { state -> Job?? in
            if state.isDismissed { return .some(nil) }
            guard state.number != last, let job = state.job, thread <= state.helpers else {
                return nil
            }
            last = state.number
            state.busy += 1
            return job
        }
    }
}
