#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A value in `Double`, with a bound on how far the same computation in `Float` may be from it.
public struct BoundedValue: Sendable {
    /// The exact result, but for the rounding of `Double`.
    public var value: Double
    /// What a correct `Float` implementation stays within.
    public var bound: Double

    /// Creates a value that is exact in `Float`.
    public init(_ value: Double, bound: Double = 0) {
        self.value = value
        self.bound = bound
    }

    /// Whether a computed result is within the bound.
    public func admits(_ result: Float) -> Bool {
        abs(Double(result) - value) <= bound
    }
}

/// The unit roundoff of `Float`, 2^-24.
private let roundoff = 0x1p-24

/// One output of a dense layer in `Double`: `bias + Σ x[k] · w[k]`.
///
/// The bound is that of a chain of K fused multiply-adds (Higham, *Accuracy and Stability of
/// Numerical Algorithms*, 2nd ed., section 3.1): γ · (|bias| + Σ |x · w|) with
/// γ = K · u / (1 - K · u), plus what the errors of the inputs come to through the weights. K
/// subnormal roundings are allowed for.
public func referenceDot(_ x: [BoundedValue], _ weights: [Double], bias: Double) -> BoundedValue {
    var sum = bias
    var magnitude = abs(bias)
    var inherited = 0.0
    for (x, weight) in zip(x, weights) {
        sum += x.value * weight
        magnitude += (abs(x.value) + x.bound) * abs(weight)
        inherited += x.bound * abs(weight)
    }
    let k = Double(x.count)
    let gamma = k * roundoff / (1 - k * roundoff)
    return BoundedValue(sum, bound: gamma * magnitude + inherited + k * 0x1p-149)
}

/// The activations in `Double`, by the names used in model files.
///
/// Each bound is the error of the input times the steepest slope, plus the stated error of the
/// function: 2.41 ULP for sigmoid, 1.43 for tanh, none for the others. Step has no useful bound at 0
/// and is not covered.
public func referenceActivation(_ name: String, _ x: BoundedValue) -> BoundedValue {
    switch name {
    case "sigmoid":
        let y = 1 / (1 + exp(-x.value))
        return BoundedValue(y, bound: x.bound / 4 + 2.41 * 2 * roundoff)
    case "tanh":
        return BoundedValue(tanh(x.value), bound: x.bound + 1.43 * 2 * roundoff)
    case "relu":
        return BoundedValue(max(x.value, 0), bound: x.bound)
    case "identity":
        return x
    default:
        preconditionFailure("there is no reference for \(name)")
    }
}

/// One dense layer of a reference network: weights `[K][M]`, bias `[M]`, activation by name.
public struct ReferenceLayer: Sendable {
    /// `weights[k][m]` leads from input k to output m.
    public var weights: [[Float]]
    /// One value per output.
    public var bias: [Float]
    /// The name used in model files.
    public var activation: String

    /// Creates a layer from its parts.
    public init(weights: [[Float]], bias: [Float], activation: String) {
        self.weights = weights
        self.bias = bias
        self.activation = activation
    }

    /// Runs one example.
    public func callAsFunction(_ x: [BoundedValue]) -> [BoundedValue] {
        bias.indices.map { m in
            let column = weights.map { Double($0[m]) }
            return referenceActivation(
                activation, referenceDot(x, column, bias: Double(bias[m])))
        }
    }
}

/// A network in `Double`, with error bounds for an implementation in `Float`.
public func referenceForward(_ layers: [ReferenceLayer], _ x: [BoundedValue]) -> [BoundedValue] {
    layers.reduce(x) { values, layer in layer(values) }
}
