internal import Dispatch

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The one place that knows about threads.
package enum Parallel {
    /// The number of processors that are online, at least 1.
    package static var processorCount: Int {
        max(1, sysconf(CInt(_SC_NPROCESSORS_ONLN)))
    }

    /// Runs `work` once per worker, 0..<workers, at the same time where processors allow it.
    ///
    /// Returns when all have finished. Workers must not wait for one another: with fewer
    /// processors than workers some of them run after others have finished.
    static func run(workers: Int, _ work: @Sendable (_ worker: Int) -> Void) {
        if workers == 1 {
            work(0)
        } else {
            DispatchQueue.concurrentPerform(iterations: workers, execute: work)
        }
    }
}
