extension MutableSpan where Element: BitwiseCopyable {
    /// Copies values to the beginning of the span.
    ///
    /// - Precondition: they fit.
    @inlinable
    package mutating func copy(_ x: Span<Element>) {
        precondition(x.count <= count, "\(x.count) values do not fit into \(count)")
        // Safety: both spans keep their memory alive and apart, and the count was checked.
        unsafe x.withUnsafeBufferPointer { x in
            unsafe withUnsafeMutableBufferPointer { y in
                _ = unsafe y.update(fromContentsOf: x)
            }
        }
    }

    /// Calls `body` with a part of the span.
    ///
    /// - Precondition: the range lies within `0..<count`.
    @inlinable
    package mutating func withSlice(
        _ range: Range<Int>, _ body: (inout MutableSpan<Element>) -> Void
    ) {
        precondition(
            range.lowerBound >= 0 && range.upperBound <= count,
            "\(range) is outside a span of \(count) values")
        // Safety: the buffer lives during the call, the range lies within it, and the span of the
        // slice ends with the closure.
        unsafe withUnsafeMutableBufferPointer { buffer in
            let part = unsafe UnsafeMutableBufferPointer(rebasing: buffer[range])
            var slice = unsafe part.mutableSpan
            body(&slice)
        }
    }
}
