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

    static let exponential: Function = { exp($0) }
    static let logarithm: Function = { log($0) }
    static let errorFunction: Function = { erf($0) }
    static let hyperbolicTangent: Function = { tanh($0) }
    static let sigmoid: Function = { 1 / (1 + exp(-$0)) }
    static let softplus: Function = { $0 > 30 ? $0 : log1p(exp($0)) }
    static func power(_ exponent: Double) -> Function { { pow($0, exponent) } }

    /// What an activation is, to compare with.
    static func reference(_ activation: Activation) -> Function {
        { Double(activation(Float($0))) }
    }

    /// The activation, if there is one here, that has the values of a function.
    static func activation(like function: Function) -> Activation? {
        let points = stride(from: -9.5, through: 9.5, by: 0.061).map { $0 }
        let values = points.map(function)
        guard values.allSatisfy(\.isFinite) else { return nil }
        let candidates: [Activation] = [
            .identity, .relu, .gelu, .geluTanh, .silu, .sigmoid, .tanh, .hardSwish,
            .hardSigmoid(), .hardSigmoid(slope: 0.2), .clippedReLU(),
            .elu(alpha: Float(-function(-40))), .leakyReLU(slope: Float(-function(-1))),
        ]
        return candidates.first { candidate in
            guard candidate.function.parameters.allSatisfy({ $0.value.isFinite }) else {
                return false
            }
            let known = reference(candidate)
            return zip(points, values).allSatisfy { abs(known($0) - $1) <= 2e-6 * (1 + abs($1)) }
        }
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
        if features.pending == nil {
            history.insert(
                ScalarHistory(
                    base: features.value, layout: features.layout, cost: 1, function: function),
                at: 0)
        }
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

    /// A function that no layer computes by itself; what follows may make it one that is known.
    func pending(_ history: [ScalarHistory], _ call: ONNXCall) throws -> ONNXFeatures {
        guard let first = history.first else {
            throw call.unsupported("the operator is not computed here")
        }
        var features = ONNXFeatures(first.base, first.layout)
        features.history = history
        features.pending = call.operation
        return features
    }

    /// A value with nothing put off: the layer of a function that is known by now.
    mutating func settled(_ features: ONNXFeatures, _ call: ONNXCall) throws -> ONNXFeatures {
        guard let operation = features.pending else { return features }
        for step in features.history {
            guard let activation = ScalarFunctions.activation(like: step.function) else { continue }
            return ONNXFeatures(
                try sketch.add(ActivationLayer(activation), [step.base]), step.layout)
        }
        throw ONNXImportError(
            file: model.source, operation,
            "the operator is computed only as part of an activation that is known here, such as "
                + "gelu")
    }
}
