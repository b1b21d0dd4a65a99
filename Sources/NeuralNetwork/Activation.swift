public import TensorCore

/// The function a layer applies to its sums.
///
/// All but softmax are functions of one value, from the list of `ElementwiseFunction`, which also
/// has their names, parameters and defaults.
public enum Activation: Sendable, Hashable {
    /// A function of each value.
    case elementwise(ElementwiseFunction)
    /// exp(x) / Σ exp(x) over a row: the row becomes probabilities.
    case softmax

    /// The activation of a name in model files, with default parameters.
    public init?(name: String) {
        guard let known = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = known
    }

    /// The name in model files.
    public var name: String {
        switch self {
        case .elementwise(let function): function.name
        case .softmax: "softmax"
        }
    }
}

extension Activation: CaseIterable {
    /// Every activation, with default parameters.
    public static let allCases: [Activation] =
        ElementwiseFunction.all.map { .elementwise($0) } + [.softmax]
}

extension Activation: CustomStringConvertible {
    /// `relu`, or `leaky-relu(slope: 0.01)`.
    public var description: String {
        switch self {
        case .elementwise(let function): function.description
        case .softmax: name
        }
    }
}

// MARK: - The functions

extension Activation {
    /// x itself.
    public static let identity = Activation.elementwise(.identity)
    /// 1 where x > 0, else 0; so 0 at 0.
    public static let step = Activation.elementwise(.step)
    /// 1 / (1 + exp(-x)).
    public static let sigmoid = Activation.elementwise(.sigmoid)
    /// The hyperbolic tangent.
    public static let tanh = Activation.elementwise(.tanh)
    /// max(x, 0).
    public static let relu = Activation.elementwise(.relu)
    /// x · Φ(x), Φ the distribution function of the normal distribution.
    public static let gelu = Activation.elementwise(.gelu)
    /// An approximation of ``gelu`` by tanh.
    public static let geluTanh = Activation.elementwise(.geluTanh)
    /// x / (1 + exp(-x)); also called swish.
    public static let silu = Activation.elementwise(.silu)
    /// x · min(max(x / 6 + 1/2, 0), 1).
    public static let hardSwish = Activation.elementwise(.hardSwish)
    /// x · tanh(log(1 + exp(x))).
    public static let mish = Activation.elementwise(.mish)
    /// log(1 + exp(x)).
    public static let softplus = Activation.elementwise(.softplus)
    /// x / (1 + |x|).
    public static let softsign = Activation.elementwise(.softsign)
    /// |x|.
    public static let abs = Activation.elementwise(.abs)
    /// The error function.
    public static let erf = Activation.elementwise(.erf)
    /// The exponential function.
    public static let exp = Activation.elementwise(.exp)
    /// The natural logarithm; -∞ at 0, NaN below.
    public static let log = Activation.elementwise(.log)
    /// 1 / x; ±∞ at ±0.
    public static let reciprocal = Activation.elementwise(.reciprocal)
    /// The square root; NaN below 0.
    public static let squareRoot = Activation.elementwise(.squareRoot)

    /// x where x >= 0, else slope · x.
    public static func leakyReLU(slope: Float = 0.01) -> Activation {
        .elementwise(.leakyReLU(slope: slope))
    }

    /// min(max(x, 0), maximum).
    public static func clippedReLU(maximum: Float = 6) -> Activation {
        .elementwise(.clippedReLU(maximum: maximum))
    }

    /// x where x >= 0, else alpha · (exp(x) - 1).
    public static func elu(alpha: Float = 1) -> Activation {
        .elementwise(.elu(alpha: alpha))
    }

    /// min(max(slope · x + offset, 0), 1).
    public static func hardSigmoid(slope: Float = 1 / 6, offset: Float = 0.5) -> Activation {
        .elementwise(.hardSigmoid(slope: slope, offset: offset))
    }
}

// MARK: - Application

extension Activation {
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
    /// Infinities and NaN: see `ElementwiseFunction`, and `Kernels` for softmax. NaN is always passed
    /// on, so that it is noticed at the end.
    ///
    /// - Parameters:
    ///   - x: Shape `[N, columns]`, row-major.
    ///   - columns: The length of a row.
    ///   - variant: The kernels to use; all give the same bits.
    public func apply(
        to x: inout MutableSpan<Float>, columns: Int, variant: KernelVariant = .active
    ) {
        switch self {
        case .elementwise(let function): Kernels.apply(function, to: &x, variant: variant)
        case .softmax: Kernels.softmax(&x, columns: columns, variant: variant)
        }
    }

    /// The function of one value that a layer of the forward pass ends in; softmax, a function of
    /// a row, is left to whoever reads the outputs.
    package var function: ElementwiseFunction {
        switch self {
        case .elementwise(let function): function
        case .softmax: .identity
        }
    }
}
