extension Matrix {
    /// Creates a matrix from rows that come from outside the program.
    ///
    /// - Parameter rows: Of one length. No row at all gives a 0 × 0 matrix.
    /// - Throws: ``ShapeError`` for the first row of another length.
    public init(checking rows: [[Float]]) throws(ShapeError) {
        let columns = rows.first?.count ?? 0
        if let wrong = rows.firstIndex(where: { $0.count != columns }) {
            throw .rowLength(row: wrong, expected: columns, found: rows[wrong].count)
        }
        self.init(rows: rows.count, columns: columns, elements: Array(rows.joined()))
    }

    /// Creates a matrix from elements and counts that come from outside the program.
    ///
    /// - Parameters:
    ///   - elements: Row-major.
    ///   - rows: The number of rows.
    ///   - columns: The number of columns.
    /// - Throws: ``ShapeError`` for counts that no matrix has, or that the elements do not fill.
    public init(checking elements: [Float], rows: Int, columns: Int) throws(ShapeError) {
        let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
        guard rows >= 0, columns >= 0, !overflow else {
            throw .counts(rows: rows, columns: columns)
        }
        guard elements.count == count else {
            throw .elementCount(rows: rows, columns: columns, found: elements.count)
        }
        self.init(rows: rows, columns: columns, elements: elements)
    }

    /// The matrix product with a matrix that comes from outside the program.
    ///
    /// - Parameter other: Shape `[K, M]`, where this matrix is `[N, K]`.
    /// - Returns: Shape `[N, M]`, the bits of ``multiplied(by:variant:)``.
    /// - Throws: ``ShapeError/product(left:right:)`` for another number of rows.
    public func product(with other: Matrix) throws(ShapeError) -> Matrix {
        guard columns == other.rows else {
            throw .product(left: [rows, columns], right: [other.rows, other.columns])
        }
        return multiplied(by: other)
    }
}
