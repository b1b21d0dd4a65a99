extension MutableSpan where Element == Float {
    /// Calls `body` with a part of the span.
    ///
    /// - Precondition: the range lies within `0..<count`.
    package mutating func withSlice(
        _ range: Range<Int>, _ body: (inout MutableSpan<Float>) -> Void
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
