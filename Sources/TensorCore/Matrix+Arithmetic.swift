extension Matrix {
    /// The matrix product: shape `[N, K]` times shape `[K, M]` is shape `[N, M]`.
    ///
    /// Each output is one chain of fused multiply-adds, `sum = fma(x[n, k], w[k, m], sum)` for k
    /// ascending from `sum = 0`. The result has the same bits on every processor.
    ///
    /// - Parameters:
    ///   - other: Shape `[K, M]`.
    ///   - variant: The kernels to use; all give the same bits.
    /// - Precondition: `columns == other.rows`.
    public func multiplied(by other: Matrix, variant: KernelVariant = .active) -> Matrix {
        precondition(
            columns == other.rows,
            "shapes \(shapeDescription) and \(other.shapeDescription) cannot be multiplied")
        // The kernels pass over zeros of the left matrix, which 0 · ∞ = NaN forbids.
        guard other.elements.allFinite else { return multipliedByDefinition(other) }
        let packed = PackedDense(weights: other)
        return packed.callAsFunction(self, variant: variant)
    }

    /// The product as it is defined, term by term.
    func multipliedByDefinition(_ other: Matrix) -> Matrix {
        var product = Matrix(rows: rows, columns: other.columns)
        for n in 0..<rows {
            for m in 0..<other.columns {
                var sum: Float = 0
                for k in 0..<columns {
                    sum.addProduct(self[n, k], other[k, m])
                }
                product[n, m] = sum
            }
        }
        return product
    }

    /// Rows become columns: element `(i, j)` moves to `(j, i)`.
    public func transposed() -> Matrix {
        var result = Matrix(rows: columns, columns: rows)
        for i in 0..<rows {
            for j in 0..<columns {
                result.elements[j * rows + i] = elements[i * columns + j]
            }
        }
        return result
    }

    /// Adds the same vector, usually a bias, to each row.
    ///
    /// - Precondition: `bias.count == columns`.
    public func addingToEachRow(_ bias: [Float]) -> Matrix {
        precondition(
            bias.count == columns,
            "a bias of \(bias.count) values cannot be added to rows of shape \(shapeDescription)")
        var result = self
        for i in 0..<rows {
            for j in 0..<columns {
                result.elements[i * columns + j] += bias[j]
            }
        }
        return result
    }

    /// Applies a function to each element.
    public func map(_ transform: (Float) -> Float) -> Matrix {
        Matrix(rows: rows, columns: columns, elements: elements.map(transform))
    }

    /// Element by element sum of two matrices of one shape.
    public static func + (left: Matrix, right: Matrix) -> Matrix {
        left.combined(with: right, by: +)
    }

    /// Element by element difference of two matrices of one shape.
    public static func - (left: Matrix, right: Matrix) -> Matrix {
        left.combined(with: right, by: -)
    }

    /// Each element times a number.
    ///
    /// The matrix product is `*` between two matrices.
    public static func * (matrix: Matrix, factor: Float) -> Matrix {
        matrix.map { $0 * factor }
    }

    /// Each element times a number.
    ///
    /// The matrix product is `*` between two matrices.
    public static func * (factor: Float, matrix: Matrix) -> Matrix {
        matrix * factor
    }
}
