// The formulas of textbooks, as they are written: x * w + b.

extension Matrix {
    /// The numbers of rows and of columns: `[rows, columns]`.
    public var shape: [Int] { [rows, columns] }

    /// The matrix product: shape `[N, K]` times shape `[K, M]` is shape `[N, M]`.
    ///
    /// It is ``multiplied(by:variant:)``. For products of elements see ``combined(with:by:)``.
    ///
    /// - Precondition: `left.columns == right.rows`.
    public static func * (left: Matrix, right: Matrix) -> Matrix {
        left.multiplied(by: right)
    }

    /// The inner product of each row with a vector: shape `[N, K]` times K values is N values.
    ///
    /// - Precondition: `vector.count == matrix.columns`.
    public static func * (matrix: Matrix, vector: [Float]) -> [Float] {
        (matrix * Matrix(rows: vector.count, columns: 1, elements: vector)).elements
    }

    /// The inner product of a vector with each column: K values times shape `[K, M]` is M values.
    ///
    /// - Precondition: `vector.count == matrix.rows`.
    public static func * (vector: [Float], matrix: Matrix) -> [Float] {
        (Matrix(rows: 1, columns: vector.count, elements: vector) * matrix).elements
    }

    /// Adds the same vector, usually a bias, to each row; it is ``addingToEachRow(_:)``.
    ///
    /// - Precondition: `row.count == matrix.columns`.
    public static func + (matrix: Matrix, row: [Float]) -> Matrix {
        matrix.addingToEachRow(row)
    }

    /// Adds the same number to each element.
    public static func + (matrix: Matrix, number: Float) -> Matrix {
        matrix.map { $0 + number }
    }

    /// Subtracts the same number from each element.
    public static func - (matrix: Matrix, number: Float) -> Matrix {
        matrix.map { $0 - number }
    }

    /// Combines two matrices of one shape element by element: `a.combined(with: b, by: *)`.
    ///
    /// - Precondition: the shapes are equal.
    public func combined(with other: Matrix, by operation: (Float, Float) -> Float) -> Matrix {
        precondition(
            rows == other.rows && columns == other.columns,
            "shapes \(shapeDescription) and \(other.shapeDescription) differ")
        return Matrix(
            rows: rows, columns: columns,
            elements: zip(elements, other.elements).map(operation))
    }
}

// MARK: - Doubles

// Numbers with a point are `Double` in Swift unless something says otherwise, so variables of
// learners are. Each value is rounded to the nearest `Float`, in which a matrix computes. Where
// literals fit both, as in `Matrix([[0.1]])`, they are `Float`.
extension Matrix {
    /// Creates a matrix from rows of `Double`, each value rounded to the nearest `Float`.
    ///
    /// - Precondition: all rows have the same length. No row at all gives a 0 × 0 matrix.
    @_disfavoredOverload
    public init(_ rows: [[Double]]) {
        self.init(rows.map { $0.map { Float($0) } })
    }

    /// The inner product of each row with a vector, whose values are rounded to `Float`.
    ///
    /// - Precondition: `vector.count == matrix.columns`.
    @_disfavoredOverload
    public static func * (matrix: Matrix, vector: [Double]) -> [Float] {
        matrix * vector.map { Float($0) }
    }

    /// The inner product of a vector, whose values are rounded to `Float`, with each column.
    ///
    /// - Precondition: `vector.count == matrix.rows`.
    @_disfavoredOverload
    public static func * (vector: [Double], matrix: Matrix) -> [Float] {
        vector.map { Float($0) } * matrix
    }

    /// Adds a vector, whose values are rounded to `Float`, to each row.
    ///
    /// - Precondition: `row.count == matrix.columns`.
    @_disfavoredOverload
    public static func + (matrix: Matrix, row: [Double]) -> Matrix {
        matrix + row.map { Float($0) }
    }
}
