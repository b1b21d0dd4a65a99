/// Memory of fixed size that several threads fill at once, each its own part.
///
/// Safety: the class is `Sendable` because every access goes through a range, and `ChunkPipeline`,
/// which splits the work, hands each range to one thread at a time.
@safe package final class SlicedBuffer<Element: BitwiseCopyable>: @unchecked Sendable {
    package let count: Int
    private let base: UnsafeMutablePointer<Element>

    package init(repeating value: Element, count: Int) {
        self.count = count
        unsafe base = .allocate(capacity: max(count, 1))
        unsafe base.initialize(repeating: value, count: max(count, 1))
    }

    /// Memory that has to be written before it is read.
    package init(unwritten count: Int) {
        self.count = count
        unsafe base = .allocate(capacity: max(count, 1))
    }

    deinit {
        unsafe base.deallocate()
    }

    /// Lends the elements of `range` for writing.
    package func withMutableSpan<Result, Failure: Error>(
        _ range: Range<Int>, _ body: (inout MutableSpan<Element>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        // Safety: the range lies inside the allocation, which lives as long as `self`.
        var span = unsafe MutableSpan(_unsafeStart: base + range.lowerBound, count: range.count)
        return try body(&span)
    }

    /// Lends the elements of `range` for reading.
    package func withSpan<Result, Failure: Error>(
        _ range: Range<Int>, _ body: (Span<Element>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        // Safety: the range lies inside the allocation, which lives as long as `self`.
        return try body(unsafe Span(_unsafeStart: base + range.lowerBound, count: range.count))
    }
}
