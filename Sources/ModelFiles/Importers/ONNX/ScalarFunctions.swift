internal import NeuralNetwork
internal import ONNX
internal import TensorCore

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Functions of one number that exporters write in several nodes, such as GELU by `Erf`, are told by
/// their values.
enum ScalarFunctions {
    typealias Function = @Sendable (Double) -> Double

    static func power(_ exponent: Double) -> Function { { pow($0, exponent) } }

    /// What an activation is, to compare with.
    static func reference(_ activation: Activation) -> Function {
        { Double(activation(Float($0))) }
    }

    /// Where functions are compared: where they bend, and far from there.
    private static let points: [Float] =
        stride(from: -9.5, through: 9.5, by: 0.061).map { Float($0) }
        + stride(from: -80, through: 80, by: 6.7).map { Float($0) }
    /// A few of them by which most candidates are told apart.
    private static let probes: [Float] = [-3.1, 0.7, 2.3]

    private static let candidates: [(activation: Activation, values: [Float])] =
        ([
            .identity, .relu, .gelu, .geluTanh, .silu, .sigmoid, .tanh, .hardSwish, .mish,
            .softplus, .softsign, .abs, .hardSigmoid(), .hardSigmoid(slope: 0.2), .clippedReLU(),
        ] as [Activation]).map { ($0, $0(points)) }

    private static func isClose(_ found: Double, _ known: Float) -> Bool {
        abs(Double(known) - found) <= 2e-6 * (1 + abs(found))
    }

    /// The activation, if there is one here, that has the values of a function.
    static func activation(like function: Function) -> Activation? {
        let few = probes.map { function(Double($0)) }
        guard few.allSatisfy(\.isFinite) else { return nil }
        func resembles(_ activation: Activation) -> Bool {
            zip(few, activation(probes)).allSatisfy { isClose($0, $1) }
        }
        var close = candidates.filter { resembles($0.activation) }
        let (alpha, slope) = (Float(-function(-40)), Float(-function(-1)))
        for shaped in [Activation.elu(alpha: alpha), .leakyReLU(slope: slope)]
        where alpha.isFinite && slope.isFinite && resembles(shaped) {
            close.append((shaped, shaped(points)))
        }
        guard !close.isEmpty else { return nil }
        let values = points.map { function(Double($0)) }
        guard values.allSatisfy(\.isFinite) else { return nil }
        return close.first { zip(values, $0.values).allSatisfy { isClose($0, $1) } }?.activation
    }
}

extension ONNXImporter {
    /// The longest list of functions that is remembered of a value.
    private static let longestHistory = 12

    /// What a function has made of a value, and of those that it was made of.
    func history(
        of features: ONNXFeatures, _ function: @escaping ScalarFunctions.Function
    ) -> [ScalarHistory] {
        var history = features.history.compactMap { step -> ScalarHistory? in
            let inner = step.function
            guard step.cost < ScalarHistory.highestCost else { return nil }
            return ScalarHistory(base: step.base, layout: step.layout, cost: step.cost + 1) {
                function(inner($0))
            }
        }
        history.insert(
            ScalarHistory(
                base: features.value, layout: features.layout, cost: 1, function: function),
            at: 0)
        return Array(history.prefix(Self.longestHistory))
    }

    /// A function of two values that are both made of one number.
    func history(
        of left: ONNXFeatures, _ right: ONNXFeatures,
        _ function: @escaping @Sendable (Double, Double) -> Double
    ) -> [ScalarHistory] {
        let others = history(of: right) { $0 }
        return history(of: left) { $0 }.compactMap { step in
            guard
                let other = others.first(where: {
                    $0.base == step.base && $0.layout == step.layout
                }), step.cost + other.cost < ScalarHistory.highestCost
            else { return nil }
            let (first, second) = (step.function, other.function)
            return ScalarHistory(
                base: step.base, layout: step.layout, cost: step.cost + other.cost
            ) { function(first($0), second($0)) }
        }
    }

    /// A function of one number that several nodes make, as the one layer that it is, if it is known
    /// here; else as it is.
    mutating func recognized(_ features: ONNXFeatures) throws -> ONNXFeatures {
        guard features.isComposed else { return features }
        for step in features.history.reversed() {
            guard let activation = ScalarFunctions.activation(like: step.function) else { continue }
            var result = features
            result.value =
                activation == .identity
                ? step.base : try sketch.add(ActivationLayer(activation), [step.base])
            result.layout = step.layout
            return result
        }
        return features
    }
}
