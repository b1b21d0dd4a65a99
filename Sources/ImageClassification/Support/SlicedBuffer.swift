/// Memory of fixed size that several threads fill at once, each its own part.
///
/// Safety: the class is `Sendable` because every access goes through a range, and those who split
/// work (`ChunkPipeline` and `BatchRunner`) hand each range to one thread at a time.
@safe final class SlicedBuffer<Element: BitwiseCopyable>: @unchecked Sendable {
    let count: Int
    private let base: UnsafeMutablePointer<Element>

    init(repeating value: Element, count: Int) {
        self.count = count
        unsafe base = .allocate(capacity: max(count, 1))
        unsafe base.initialize(repeating: value, count: max(count, 1))
    }

    /// Memory that has to be written before it is read.
    init(unwritten count: Int) {
        self.count = count
        unsafe base = .allocate(capacity: max(count, 1))
    }

    convenience init(_ elements: [Element]) where Element: ExpressibleByIntegerLiteral {
        self.init(repeating: 0, count: elements.count)
        withMutableSpan(0..<count) { span in
            for index in span.indices { span[index] = elements[index] }
        }
    }

    /// A copy of all elements; nobody may be writing any.
    var elements: [Element] {
        withSpan(0..<count) { span in span.indices.map { span[$0] } }
    }

    deinit {
        unsafe base.deallocate()
    }

    /// Lends the elements of `range` for writing.
    func withMutableSpan<Result, Failure: Error>(
        _ range: Range<Int>, _ body: (inout MutableSpan<Element>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        // Safety: the range lies inside the allocation, which lives as long as `self`.
        var span = unsafe MutableSpan(_unsafeStart: base + range.lowerBound, count: range.count)
        return try body(&span)
    }

    /// Lends the elements of `range` for reading.
    func withSpan<Result, Failure: Error>(
        _ range: Range<Int>, _ body: (Span<Element>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        // Safety: the range lies inside the allocation, which lives as long as `self`.
        return try body(unsafe Span(_unsafeStart: base + range.lowerBound, count: range.count))
    }
}
