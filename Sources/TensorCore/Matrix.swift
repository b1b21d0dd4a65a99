/// A matrix of `Float`, row-major.
///
/// In a batch each row is one example: shape `[N, K]` holds N examples of K values. Rows or
/// columns may be zero in number, so that an empty batch is a matrix too.
///
/// Shapes that do not fit together are mistakes of the program, not of its input: they stop it with
/// a message that prints both shapes.
public struct Matrix: Sendable, Equatable {
    /// The number of rows, N.
    public let rows: Int
    /// The number of columns.
    public let columns: Int
    /// All values in row-major order: element `(i, j)` is at `i * columns + j`.
    public internal(set) var elements: [Float]

    /// Creates a matrix whose elements are all `value`.
    ///
    /// - Precondition: neither count is negative.
    public init(rows: Int, columns: Int, repeating value: Float = 0) {
        let count = Self.elementCount(rows: rows, columns: columns)
        self.init(rows: rows, columns: columns, elements: Array(repeating: value, count: count))
    }

    /// Creates a matrix from its elements in row-major order.
    ///
    /// - Precondition: `elements.count == rows * columns`.
    public init(rows: Int, columns: Int, elements: [Float]) {
        precondition(
            elements.count == Self.elementCount(rows: rows, columns: columns),
            "\(elements.count) elements do not fill a \(rows) × \(columns) matrix")
        self.rows = rows
        self.columns = columns
        self.elements = elements
    }

    /// Creates a matrix from its rows, as they are written on paper.
    ///
    /// - Precondition: all rows have the same length. No row at all gives a 0 × 0 matrix.
    public init(_ rows: [[Float]]) {
        let columns = rows.first?.count ?? 0
        for (index, row) in rows.enumerated() {
            precondition(
                row.count == columns,
                "row \(index) has \(row.count) columns, the first row has \(columns)")
        }
        self.init(rows: rows.count, columns: columns, elements: Array(rows.joined()))
    }

    /// The element at a row and a column, both counted from 0.
    public subscript(row: Int, column: Int) -> Float {
        get { elements[index(row, column)] }
        set { elements[index(row, column)] = newValue }
    }

    /// A copy of one row.
    public func row(_ row: Int) -> [Float] {
        precondition(
            row >= 0 && row < rows, "row \(row) is outside a matrix of shape \(shapeDescription)")
        return Array(elements[(row * columns)..<((row + 1) * columns)])
    }

    private func index(_ row: Int, _ column: Int) -> Int {
        precondition(
            row >= 0 && row < rows && column >= 0 && column < columns,
            "(\(row), \(column)) is outside a matrix of shape \(shapeDescription)")
        return row * columns + column
    }

    private static func elementCount(rows: Int, columns: Int) -> Int {
        precondition(
            rows >= 0 && columns >= 0, "a matrix cannot have \(rows) rows and \(columns) columns")
        let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
        precondition(!overflow, "a matrix of \(rows) × \(columns) elements cannot be held")
        return count
    }

    /// The shape as messages print it: `[rows, columns]`.
    var shapeDescription: String { "[\(rows), \(columns)]" }
}

extension Matrix: CustomStringConvertible {
    /// The rows in brackets, one per line, as the initializer from rows takes them.
    public var description: String {
        guard rows > 0 else { return "[]" }
        return "[" + (0..<rows).map { "\(row($0))" }.joined(separator: ",\n ") + "]"
    }
}
