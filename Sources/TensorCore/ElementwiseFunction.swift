internal import CKernels

/// A function of one value, such as a layer applies to its sums.
///
/// The functions, their names, parameters and defaults are one list in `CKernels`, from which
/// ``all`` is read. Error bounds are in units in the last place (ULP) of the exact result, see
/// <doc:/TensorCore/AccuracyAndReproducibility>. NaN is always passed on.
public struct ElementwiseFunction: Hashable, Sendable {
    /// A number that a function is made with, such as the slope of leaky ReLU.
    public struct Parameter: Hashable, Sendable {
        /// The name in model files.
        public let name: String
        /// The value.
        public let value: Float
    }

    /// The entry of the list.
    private let kind: UInt32
    /// As many values as the function has parameters, then zeros.
    private var first: Float
    private var second: Float

    /// Every function, with default parameters, in the order of the list.
    public static let all: [ElementwiseFunction] = {
        var functions: [ElementwiseFunction] = []
        // Safety: the entries are constants; there is one for each index up to the first `nil`.
        while let form = unsafe ck_activation_form_at(functions.count) {
            unsafe functions.append(ElementwiseFunction(form.pointee.defaults))
        }
        return functions
    }()

    /// The function of a name, with default parameters.
    public init?(name: String) {
        guard let function = Self.all.first(where: { $0.name == name }) else { return nil }
        self = function
    }

    private init(_ activation: ck_activation) {
        kind = activation.kind.rawValue
        (first, second) = activation.parameters
    }

    /// A function of the list with parameters in the list's order.
    private init(_ kind: ck_activation_kind, _ first: Float = 0, _ second: Float = 0) {
        self.init(ck_activation(kind: kind, parameters: (first, second)))
    }

    /// What C calls it.
    var activation: ck_activation {
        ck_activation(kind: ck_activation_kind(rawValue: kind), parameters: (first, second))
    }
}

// MARK: - Names and parameters

extension ElementwiseFunction {
    /// The name in model files, such as `leaky-relu`.
    public var name: String {
        // Safety: names are constant C strings.
        unsafe String(cString: form.name)
    }

    /// The parameters, in the order of the list; most functions have none.
    public var parameters: [Parameter] {
        let (firstName, secondName) = unsafe form.parameter_names
        // Safety: as for the name; there are as many names as parameters.
        return unsafe zip([firstName, secondName], [first, second]).compactMap { name, value in
            unsafe name.map { unsafe Parameter(name: String(cString: $0), value: value) }
        }
    }

    /// The same function with another value of a parameter.
    ///
    /// - Returns: `nil` if there is no parameter of that name.
    public func with(parameter name: String, _ value: Float) -> ElementwiseFunction? {
        guard let index = parameters.firstIndex(where: { $0.name == name }) else { return nil }
        var changed = self
        if index == 0 { changed.first = value } else { changed.second = value }
        return changed
    }

    private var form: ck_activation_form {
        // Safety: `kind` is that of an entry, and entries are constants.
        guard let form = unsafe ck_activation_form_at(Int(kind)) else {
            preconditionFailure("there is no elementwise function \(kind)")
        }
        return unsafe form.pointee
    }
}

extension ElementwiseFunction: CustomStringConvertible {
    /// `relu`, or `leaky-relu(slope: 0.01)`.
    public var description: String {
        let parameters = parameters.map { "\($0.name): \($0.value)" }.joined(separator: ", ")
        return parameters.isEmpty ? name : "\(name)(\(parameters))"
    }
}

// MARK: - The functions

extension ElementwiseFunction {
    /// x itself.
    public static let identity = ElementwiseFunction(CK_IDENTITY)
    /// 1 where x > 0, else 0; so 0 at 0.
    public static let step = ElementwiseFunction(CK_STEP)
    /// 1 / (1 + exp(-x)), within 2.41 ULP.
    public static let sigmoid = ElementwiseFunction(CK_SIGMOID)
    /// The hyperbolic tangent, within 1.43 ULP.
    public static let tanh = ElementwiseFunction(CK_TANH)
    /// max(x, 0).
    public static let relu = ElementwiseFunction(CK_RELU)
    /// x · Φ(x), Φ the distribution function of the normal distribution, within 6.1 ULP.
    ///
    /// Source: Hendrycks and Gimpel 2016, "Gaussian Error Linear Units".
    public static let gelu = ElementwiseFunction(CK_GELU)
    /// x / 2 · (1 + tanh(√(2/π) · (x + 0.044715 x³))), an approximation of ``gelu``, within
    /// 3.3 ULP.
    public static let geluTanh = ElementwiseFunction(CK_GELU_TANH)
    /// x / (1 + exp(-x)), within 3.3 ULP; also called swish.
    public static let silu = ElementwiseFunction(CK_SILU)
    /// x · min(max(x / 6 + 1/2, 0), 1); 0 below -3.
    public static let hardSwish = ElementwiseFunction(CK_HARD_SWISH)
    /// x · tanh(log(1 + exp(x))), within 4.66 ULP.
    ///
    /// Source: Misra 2019, "Mish: A Self Regularized Non-Monotonic Activation Function".
    public static let mish = ElementwiseFunction(CK_MISH)
    /// log(1 + exp(x)), within 1.65 ULP.
    public static let softplus = ElementwiseFunction(CK_SOFTPLUS)
    /// x / (1 + |x|), within 1.5 ULP.
    public static let softsign = ElementwiseFunction(CK_SOFTSIGN)
    /// |x|.
    public static let abs = ElementwiseFunction(CK_ABS)
    /// The error function, 2/√π times the integral of exp(-t²) from 0 to x, within 1.26 ULP.
    public static let erf = ElementwiseFunction(CK_ERF)
    /// exp(x), within 0.88 ULP.
    public static let exp = ElementwiseFunction(CK_EXP)
    /// The natural logarithm, within 0.81 ULP; -∞ at 0, NaN below.
    public static let log = ElementwiseFunction(CK_LOG)
    /// 1 / x, rounded once; ±∞ at ±0.
    public static let reciprocal = ElementwiseFunction(CK_RECIPROCAL)
    /// The square root, rounded once; NaN below 0.
    public static let squareRoot = ElementwiseFunction(CK_SQRT)

    /// x where x >= 0, else slope · x.
    public static func leakyReLU(slope: Float = 0.01) -> ElementwiseFunction {
        ElementwiseFunction(CK_LEAKY_RELU, slope)
    }

    /// min(max(x, 0), maximum).
    public static func clippedReLU(maximum: Float = 6) -> ElementwiseFunction {
        ElementwiseFunction(CK_CLIPPED_RELU, maximum)
    }

    /// x where x >= 0, else alpha · (exp(x) - 1).
    public static func elu(alpha: Float = 1) -> ElementwiseFunction {
        ElementwiseFunction(CK_ELU, alpha)
    }

    /// min(max(slope · x + offset, 0), 1).
    public static func hardSigmoid(
        slope: Float = 1 / 6, offset: Float = 0.5
    ) -> ElementwiseFunction {
        ElementwiseFunction(CK_HARD_SIGMOID, slope, offset)
    }
}
