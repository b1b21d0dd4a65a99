internal import Synchronization

/// The slices of a range that threads take one after the other, until none is left.
///
/// Which thread takes which slice depends on timing, so that a thread that starts late or is held
/// up does less and nobody waits for it. A queue is refilled for each job and allocates nothing.
///
/// Safety of `@unchecked Sendable`: `refill` is called when no thread takes slices, and what hands
/// the job to other threads (``ThreadPool``) orders it before their first ``next()``.
package final class SliceQueue: @unchecked Sendable {
    private var range = 0..<0
    private var sliceCount = 0
    private let taken = Atomic(0)

    /// Makes an empty queue.
    package init() {}

    /// Divides `range` into slices whose sizes differ by one at most.
    package func refill(_ range: Range<Int>, slices: Int) {
        precondition(slices > 0, "at least one slice")
        self.range = range
        sliceCount = slices
        taken.store(0, ordering: .relaxed)
    }

    /// Takes the next slice; `nil` when all are taken.
    package func next() -> Range<Int>? {
        let index = taken.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < sliceCount else { return nil }
        return start(of: index)..<start(of: index + 1)
    }

    private func start(of index: Int) -> Int {
        range.lowerBound + range.count * index / sliceCount
    }
}
