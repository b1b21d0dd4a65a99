public import TensorCore

/// The function a layer applies to its sums.
///
/// The raw values are the names used in model files.
public enum Activation: String, Sendable, CaseIterable, Hashable {
    /// x itself.
    case identity
    /// 1 where x > 0, else 0; so 0 at 0.
    case step
    /// 1 / (1 + exp(-x)).
    case sigmoid
    /// The hyperbolic tangent.
    case tanh
    /// max(x, 0).
    case relu
    /// exp(x) / Σ exp(x) over a row: the row becomes probabilities.
    case softmax

    /// Applies the function to one number.
    ///
    /// Softmax is a function of a row; a number alone is a row of one, whose softmax is 1.
    public func callAsFunction(_ x: Float) -> Float {
        self([x])[0]
    }

    /// Applies the function to a vector: to each element, or for softmax to the vector as a row.
    ///
    /// - Returns: As many values. An empty vector stays empty.
    public func callAsFunction(_ x: [Float]) -> [Float] {
        var result = x
        var span = result.mutableSpan
        apply(to: &span, columns: x.count)
        return result
    }

    /// Applies the function to each element, or for softmax to each row, of a batch.
    ///
    /// - Parameter x: Shape `[N, K]`.
    /// - Returns: Shape `[N, K]`.
    public func callAsFunction(_ x: Matrix) -> Matrix {
        var elements = x.elements
        var span = elements.mutableSpan
        apply(to: &span, columns: x.columns)
        return Matrix(rows: x.rows, columns: x.columns, elements: elements)
    }

    /// Applies the function in place.
    ///
    /// Infinities and NaN: see the function of the same name in `Kernels`. NaN is
    /// always passed on, so that it is noticed at the end.
    ///
    /// - Parameters:
    ///   - x: Shape `[N, columns]`, row-major.
    ///   - columns: The length of a row.
    ///   - variant: The kernels to use; all give the same bits.
    public func apply(
        to x: inout MutableSpan<Float>, columns: Int, variant: KernelVariant = .active
    ) {
        switch self {
        case .identity: break
        case .step: Kernels.step(&x, variant: variant)
        case .sigmoid: Kernels.sigmoid(&x, variant: variant)
        case .tanh: Kernels.tanh(&x, variant: variant)
        case .relu: Kernels.relu(&x, variant: variant)
        case .softmax: Kernels.softmax(&x, columns: columns, variant: variant)
        }
    }
}

extension Activation {
    /// The function of one value that a layer of the forward pass ends in; softmax, a function of
    /// a row, is left to whoever reads the outputs.
    var function: DenseStack.Function {
        switch self {
        case .identity, .softmax: .identity
        case .step: .step
        case .sigmoid: .sigmoid
        case .tanh: .tanh
        case .relu: .relu
        }
    }
}
