extension Matrix {
    /// Turns each row into probabilities: `exp(x) / Σ exp(x)`.
    ///
    /// The largest value of the row is subtracted first, so huge values do no harm. See
    /// ``Kernels/softmax(_:columns:variant:)`` for infinities and NaN.
    ///
    /// - Returns: The same shape; each row sums to 1 within rounding.
    public func softmaxOfRows(variant: KernelVariant = .active) -> Matrix {
        var result = self
        var span = result.elements.mutableSpan
        Kernels.softmax(&span, columns: columns, variant: variant)
        return result
    }

    /// The column of the largest value of each row, the lowest one on a tie.
    ///
    /// - Returns: One column index per row.
    /// - Throws: ``NumericError/nan(row:)`` for the first row that holds a NaN: such a row has no
    ///   largest value. ``NumericError/empty(row:)`` for rows without columns.
    public func argmaxOfRows(variant: KernelVariant = .active) throws(NumericError) -> [Int] {
        guard columns > 0 || rows == 0 else { throw .empty(row: 0) }
        var indices = [Int32](repeating: 0, count: rows)
        var span = indices.mutableSpan
        try Kernels.argmax(elements.span, columns: columns, into: &span, variant: variant)
        return indices.map(Int.init)
    }
}
