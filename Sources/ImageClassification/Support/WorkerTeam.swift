internal import Synchronization

/// Threads that stand by to help the calling one with one job after the other.
///
/// A job is done by whoever is there: the caller begins at once, helpers join when they have woken
/// up, and once the caller has come to the end, those who have not come need no longer come. So
/// jobs must be divided at run time, as by a ``SliceQueue``, and a job never takes longer
/// because a helper is late, or could not be started at all.
///
/// A helper that has finished looks out for the next job for a moment before it goes to sleep:
/// waking it would cost as much as a small batch.
package final class WorkerTeam: Sendable {
    /// The number of threads that may work at once, the caller's included.
    package let workers: Int
    private let board: Board
    private let started = Atomic(0)

    /// Makes a team; threads are started when a job first asks for them.
    package init(workers: Int) {
        precondition(workers > 0, "at least one worker")
        self.workers = workers
        board = Board(patience: Parallel.patience(ofThreads: workers))
    }

    deinit { board.dismiss() }

    /// Runs `work` on the calling thread as worker 0, and `help` on others as workers 1, 2, ….
    ///
    /// Returns when `work` has returned or thrown and every helper that joined has returned.
    ///
    /// - Parameters:
    ///   - helpers: How many threads may help, less than `workers`.
    ///   - help: Called with the number of the worker, or not at all. When `work` ends, it
    ///     has to end soon as well.
    /// - Precondition: One job at a time.
    package func run<Result>(
        helpers: Int, _ help: @escaping @Sendable (_ worker: Int) -> Void,
        while work: () throws -> Result
    ) rethrows -> Result {
        precondition((0..<workers).contains(helpers), "\(helpers) helpers of \(workers) workers")
        guard helpers > 0 else { return try work() }
        startThreads(helpers)
        board.open(help, helpers: helpers)
        defer { board.close() }
        return try work()
    }

    private func startThreads(_ count: Int) {
        while started.load(ordering: .relaxed) < count {
            let worker = started.load(ordering: .relaxed) + 1
            guard Parallel.startThread({ [board] in board.stayOnDuty(as: worker) }) else { return }
            started.store(worker, ordering: .relaxed)
        }
    }
}

/// Where the caller announces jobs and helpers find them.
private final class Board: Sendable {
    typealias Job = @Sendable (_ worker: Int) -> Void

    private struct State: Sendable {
        var job: Job?
        /// The highest worker who may join.
        var helpers = 0
        /// Counts the jobs, so that nobody joins one twice.
        var number = 0
        /// How many helpers are at work on the job.
        var busy = 0
        var isDismissed = false
    }

    private let state = Monitor(State())
    private let patience: Duration

    init(patience: Duration) { self.patience = patience }

    func open(_ job: @escaping Job, helpers: Int) {
        state.update { state in
            precondition(state.job == nil, "a team does one job at a time")
            state.job = job
            state.helpers = helpers
            state.number += 1
        }
    }

    /// Lets nobody join any more, and waits for those who have.
    func close() {
        state.withLock { $0.job = nil }
        state.wait(watching: patience) { $0.busy == 0 ? () : nil }
    }

    func dismiss() { state.update { $0.isDismissed = true } }

    /// The life of a helper.
    func stayOnDuty(as worker: Int) {
        var last = 0
        while let job = nextJob(for: worker, after: &last) {
            job(worker)
            state.update { $0.busy -= 1 }
        }
    }

    /// Joins the next job; `nil` when there will be none.
    private func nextJob(for worker: Int, after last: inout Int) -> Job? {
        state.wait(watching: patience) { state -> Job?? in
            if state.isDismissed { return .some(nil) }
            guard state.number != last, let job = state.job, worker <= state.helpers else {
                return nil
            }
            last = state.number
            state.busy += 1
            return job
        }
    }
}
