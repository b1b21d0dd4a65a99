internal import Dispatch
internal import Synchronization

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

/// The parts of a range that workers take one after the other, until none is left.
///
/// Small parts even out what threads differ in: when they start, how fast they run.
final class SliceQueue: Sendable {
    private let count: Int
    private let size: Int
    private let taken = Atomic(0)

    /// Divides `0..<count` into slices of `size`; the last one may be smaller.
    init(count: Int, size: Int) {
        precondition(size > 0, "a slice has at least one element")
        self.count = count
        self.size = size
    }

    /// Takes the next slice; `nil` when all are taken.
    func next() -> Range<Int>? {
        let start = taken.wrappingAdd(1, ordering: .relaxed).oldValue * size
        return start < count ? start..<min(start + size, count) : nil
    }
}
