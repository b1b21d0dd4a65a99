internal import NeuralNetwork
internal import ONNX
internal import TensorCore

extension ONNXOperators {
    /// Operators that make constants, mostly of shapes.
    static let constants: [String: Row] = [
        "Range": Row { try $0.range($1) },
        "Tile": Row { try $0.tile($1) },
        "RandomUniform": Row("dtype high low seed shape") { try $0.random($1) },
        "RandomUniformLike": Row("dtype high low seed") { try $0.random($1) },
    ]
}

extension ONNXImporter {
    /// From a start to a limit, in steps.
    fileprivate mutating func range(_ call: ONNXCall) throws -> [ONNXValue] {
        let parts = try (0..<3).map { try call.constant($0) }
        guard let start = parts[0].scalar, let limit = parts[1].scalar,
            let step = parts[2].scalar, step != 0, start.isFinite, limit.isFinite
        else { throw call.unsupported("its inputs are no numbers") }
        let count = ((Double(limit) - Double(start)) / Double(step)).rounded(.up)
        guard count >= 1, count <= 0x1p24 else {
            throw call.unsupported("it makes \(count) numbers")
        }
        try spend(Int(count))
        let values = (0..<Int(count)).map { Double(start) + Double($0) * Double(step) }
        guard parts[0].type.holdsIntegers else {
            return [
                .constant(ONNXConstant(floats: values.map { Float($0) }, shape: [values.count]))
            ]
        }
        let integers = values.compactMap { Int64(exactly: $0) }
        guard integers.count == values.count else {
            throw call.unsupported("it makes integers of numbers that are none")
        }
        return [.constant(ONNXConstant(integers: integers))]
    }

    /// A tensor several times along each axis: an axis of repetitions before each, joined with it.
    fileprivate mutating func tile(_ call: ONNXCall) throws -> [ONNXValue] {
        let repeats = try call.integers(1)
        let shape = try layout(try call.input(0), call).shape
        guard repeats.count == shape.count, repeats.allSatisfy({ $0 >= 1 }) else {
            throw call.unsupported("it repeats shape \(shape) \(repeats) times")
        }
        try call.checkedCount(repeats)
        let tiled = zip(shape, repeats).map { $0.multipliedReportingOverflow(by: $1).partialValue }
        try call.checkedCount(tiled)
        return try rearranged(call) { layout in
            TensorLayout(
                axes: zip(layout.axes, repeats).map {
                    [TensorLayout.Factor(extent: $1, stride: 0)] + $0
                }, offset: layout.offset)
        }
    }

    /// Random numbers, which networks have in training only, to leave values out.
    fileprivate mutating func random(_ call: ONNXCall) throws -> [ONNXValue] {
        let wanted = try call.ints("shape")
        let shape = try wanted ?? layout(try call.input(0), call).shape
        let count = try call.checkedCount(shape)
        try spend(count)
        let low = try call.float("low", default: 0)
        let high = try call.float("high", default: 1)
        notes.append("the graph draws random numbers; \((low + high) / 2) is used for each")
        return [
            .constant(
                ONNXConstant(floats: Array(repeating: (low + high) / 2, count: count), shape: shape)
            )
        ]
    }

    /// A constant with axes reduced.
    mutating func folded(
        _ kind: Reduction, _ constant: ONNXConstant, _ call: ONNXCall
    ) throws -> ONNXConstant {
        let shape = constant.shape
        let wanted = try call.integers("axes", orInput: 1) ?? []
        if wanted.isEmpty, try call.int("noop_with_empty_axes", default: 0) != 0 {
            return constant
        }
        guard !shape.contains(0) else { throw call.unsupported("a constant is empty") }
        let axes = try wanted.map { try call.axis($0, rank: shape.count) }
        let reduced = axes.isEmpty ? Set(shape.indices) : Set(axes)
        let others = shape.indices.filter { !reduced.contains($0) }
        try spend(constant.count)
        let order = others + reduced.sorted()
        let places = TensorLayout(rowMajor: shape).transposed(order).indices()
        let count = reduced.reduce(1) { $0 * shape[$1] }
        let numbers = constant.floats
        let values = stride(from: 0, to: places.count, by: count).map { first in
            kind.folded(places[first..<first + count].map { Double(numbers[$0]) })
        }
        let keeps = try call.int("keepdims", default: 1) != 0
        let result =
            keeps
            ? shape.indices.map { reduced.contains($0) ? 1 : shape[$0] } : others.map { shape[$0] }
        guard constant.type.holdsIntegers, values.allSatisfy({ abs($0) < 0x1p53 }) else {
            return ONNXConstant(floats: values.map { Float($0) }, shape: result)
        }
        return ONNXConstant(
            type: constant.type, shape: result, .integers(values.map { Int64($0) }))
    }
}

extension ONNXImporter.Reduction {
    /// What a reduction makes of numbers.
    fileprivate func folded(_ x: [Double]) -> Double {
        let sum = x.reduce(0, +)
        return switch self {
        case .mean: sum / Double(x.count)
        case .sum: sum
        case .maximum: x.max() ?? 0
        case .minimum: x.min() ?? 0
        case .magnitudes: x.reduce(0) { $0 + abs($1) }
        case .squares: x.reduce(0) { $0 + $1 * $1 }
        case .length: x.reduce(0) { $0 + $1 * $1 }.squareRoot()
        case .logarithm: Double(Activation.log(Float(sum)))
        case .powers: Double(Activation.log(x.reduce(0) { $0 + Activation.exp(Float($1)) }))
        case .product: x.reduce(1, *)
        }
    }
}
