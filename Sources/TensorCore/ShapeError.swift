/// Why numbers of a caller make no matrix, or two matrices do not fit together.
public enum ShapeError: Error, Hashable, Sendable {
    /// A matrix cannot have these numbers of rows and columns: one is negative, or there are too many.
    case counts(rows: Int, columns: Int)
    /// A row is longer or shorter than the first.
    case rowLength(row: Int, expected: Int, found: Int)
    /// The elements do not fill a matrix of this shape.
    case elementCount(rows: Int, columns: Int, found: Int)
    /// Rows have another number of values than is taken.
    case columnCount(expected: Int, found: Int)
    /// The columns of the left matrix are not as many as the rows of the right one.
    case product(left: [Int], right: [Int])
}

extension ShapeError: CustomStringConvertible {
    /// The error in one sentence.
    public var description: String {
        switch self {
        case .counts(let rows, let columns):
            "the shape [\(rows), \(columns)] is wrong: expected counts of 0 or more whose product an "
                + "Int holds"
        case .rowLength(let row, let expected, let found):
            "row \(row) is wrong: expected \(expected) values, as in the first row, found \(found)"
        case .elementCount(let rows, let columns, let found):
            "the elements do not fill a matrix [\(rows), \(columns)]: expected \(rows * columns), "
                + "found \(found)"
        case .columnCount(let expected, let found):
            "the rows do not fit: expected \(expected) values in each, found \(found)"
        case .product(let left, let right):
            "matrices \(left) and \(right) cannot be multiplied: expected \(left[1]) rows in the "
                + "right one, found \(right[0])"
        }
    }
}
