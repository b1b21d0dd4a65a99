internal import NeuralNetwork
internal import TensorCore

// Softmax that does not end the graph.

extension ONNXImporter {
    /// Values with a softmax of all of them as layers.
    mutating func numbers(
        _ features: ONNXFeatures, _ call: ONNXCall
    ) throws -> ONNXFeatures {
        guard features.tail != .none else { return features }
        var scores = features
        scores.tail = .none
        let axes = features.shape.indices.filter {
            !features.layout.axes[$0].contains(where: \.isBatch)
        }
        return try normalized(
            scores, over: axes, isLogarithm: features.tail == .logSoftmax, call)
    }

    /// `exp(x) / Σ exp(x)` over axes, or the logarithm of that; the largest value is taken away
    /// first, so that nothing overflows.
    mutating func normalized(
        _ x: ONNXFeatures, over axes: [Int], isLogarithm: Bool, _ call: ONNXCall
    ) throws -> ONNXFeatures {
        let largest = try reduced(x, axes, .maximum, keepsAxes: true, call)
        let shifted = try difference(x, largest, call)
        let powers = try applied(.exp, to: shifted)
        let sum = try reduced(powers, axes, .sum, keepsAxes: true, call)
        var result =
            isLogarithm
            ? try difference(shifted, try applied(.log, to: sum), call)
            : try product(powers, try applied(.reciprocal, to: sum), call)
        result.history = []
        result.isComposed = false
        return result
    }

    /// The difference of two values, broadcast.
    mutating func difference(
        _ left: ONNXFeatures, _ right: ONNXFeatures, _ call: ONNXCall
    ) throws -> ONNXFeatures {
        let minus = ONNXConstant(floats: [-1], shape: [])
        return try sum(left, try affine(right, scale: minus, call), call)
    }
}
