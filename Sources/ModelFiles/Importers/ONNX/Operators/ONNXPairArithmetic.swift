internal import NeuralNetwork
internal import ONNX
internal import TensorCore

/// The arithmetic of two values.
enum ONNXArithmetic {
    case add, subtract, multiply, divide, power, maximum, minimum, modulo

    func callAsFunction(_ a: Double, _ b: Double) -> Double {
        switch self {
        case .add: a + b
        case .subtract: a - b
        case .multiply: a * b
        case .divide: a / b
        case .power: ScalarFunctions.power(b)(a)
        case .maximum: max(a, b)
        case .minimum: min(a, b)
        case .modulo: a - b * (a / b).rounded(.down)
        }
    }

    /// Whole numbers, as shapes are; `nil` for what has no result.
    ///
    /// Overflow wraps as in ONNX.
    func integers(_ a: Int64, _ b: Int64) -> Int64? {
        switch self {
        case .add: return a &+ b
        case .subtract: return a &- b
        case .multiply: return a &* b
        case .divide: return b == 0 || b == -1 && a == .min ? nil : a / b
        case .power:
            let result = ScalarFunctions.power(Double(b))(Double(a))
            return abs(result) < 0x1p53 ? Int64(result) : nil
        case .maximum: return max(a, b)
        case .minimum: return min(a, b)
        case .modulo:
            guard b != 0, b != -1 else { return b == 0 ? nil : 0 }
            let rest = a % b
            return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest
        }
    }
}

extension ONNXImporter {
    /// All inputs, one after the other.
    mutating func arithmetic(_ kind: ONNXArithmetic, _ call: ONNXCall) throws -> [ONNXValue] {
        var result = try call.input(0)
        for index in 1..<max(call.inputs.count, 1) {
            var operand = try call.input(index)
            if case .constant(let constant) = operand, case .features(let features) = result {
                operand = .constant(try oldBroadcast(constant, to: features.shape.count, call))
            }
            result = try combined(kind, result, operand, call)
        }
        return [result]
    }

    /// Operator sets before 7 said to which axis the first one of the second operand belongs.
    private func oldBroadcast(
        _ constant: ONNXConstant, to rank: Int, _ call: ONNXCall
    ) throws -> ONNXConstant {
        guard try call.int("broadcast", default: 0) != 0, let axis = try call.int("axis") else {
            return constant
        }
        let first = try call.axis(axis, rank: rank)
        let after = rank - first - constant.shape.count
        guard after > 0 else { return constant }
        return constant.reshaped(constant.shape + Array(repeating: 1, count: after))
    }

    func isConstant(_ value: ONNXValue) -> Bool {
        if case .constant = value { true } else { false }
    }

    mutating func combined(
        _ kind: ONNXArithmetic, _ left: ONNXValue, _ right: ONNXValue, _ call: ONNXCall
    ) throws -> ONNXValue {
        switch (left, right) {
        case (.constant(let a), .constant(let b)):
            return .constant(try folded(kind, a, b, call))
        case (.features(let a), .constant(let b)):
            return .features(try combined(kind, a, b, call))
        case (.constant(let a), .features(let b)):
            return .features(try combined(kind, a, b, call))
        case (.features(let a), .features(let b)):
            return .features(try combined(kind, a, b, call))
        case (.imageScale(let value, let factor), .constant(let b)) where kind == .multiply,
            (.constant(let b), .imageScale(let value, let factor)) where kind == .multiply:
            let shape = factor.count == 1 ? b.shape : [factor.count]
            let product = try folded(
                .multiply, ONNXConstant(floats: factor, shape: factor.count == 1 ? [] : shape), b,
                call)
            return .imageScale(of: value, factor: product.floats)
        case (.features(let a), .imageScale(let value, let factor)) where kind == .multiply,
            (.imageScale(let value, let factor), .features(let a)) where kind == .multiply:
            guard a.quantization?.imageScale == value else {
                throw call.unsupported("the scale is not that of the other operand")
            }
            var numbers = a
            numbers.quantization = nil
            let scale = ONNXConstant(
                floats: factor, shape: factor.count == 1 ? [] : [factor.count])
            return .features(try affine(numbers, scale: scale, call))
        default:
            throw call.unsupported("it combines the answer, or a scale that an image has")
        }
    }

    // MARK: - Values and constants

    private mutating func combined(
        _ kind: ONNXArithmetic, _ features: ONNXFeatures, _ constant: ONNXConstant,
        _ call: ONNXCall
    ) throws -> ONNXFeatures {
        let features = try plain(features, call)
        func negated(_ constant: ONNXConstant) -> ONNXConstant {
            ONNXConstant(floats: constant.floats.map { -$0 }, shape: constant.shape)
        }
        switch kind {
        case .add: return try affine(features, shift: constant, call)
        case .subtract: return try affine(features, shift: negated(constant), call)
        case .multiply: return try affine(features, scale: constant, call)
        case .divide:
            let inverse = ONNXConstant(
                floats: constant.floats.map { Float(1 / Double($0)) }, shape: constant.shape)
            return try affine(features, scale: inverse, call)
        case .maximum, .minimum:
            // max(x, c) = max(x - c, 0) + c, and the minimum mirrored.
            let sign: Float = kind == .maximum ? 1 : -1
            let sides = ONNXConstant(floats: [sign], shape: [])
            let shifted = try affine(
                try affine(features, shift: negated(constant), call), scale: sides, call)
            return try affine(
                try affine(try applied(.relu, to: shifted), scale: sides, call), shift: constant,
                call)
        case .power:
            guard let exponent = constant.scalar else {
                throw call.unsupported("its exponents are several; expected one")
            }
            return try power(features, exponent, call)
        case .modulo: throw call.unsupported("the operator is not computed here")
        }
    }

    private mutating func combined(
        _ kind: ONNXArithmetic, _ constant: ONNXConstant, _ features: ONNXFeatures,
        _ call: ONNXCall
    ) throws -> ONNXFeatures {
        switch kind {
        case .add, .multiply, .maximum, .minimum:
            return try combined(kind, features, constant, call)
        case .subtract:
            return try affine(
                try plain(features, call), scale: ONNXConstant(floats: [-1], shape: []),
                shift: constant, call)
        case .divide:
            let inverse = try applied(.reciprocal, to: try plain(features, call))
            return try affine(inverse, scale: constant, call)
        case .power:
            let logarithms = ONNXConstant(
                floats: constant.floats.map { Activation.log($0) }, shape: constant.shape)
            return try applied(
                .exp, to: try affine(try plain(features, call), scale: logarithms, call))
        case .modulo: throw call.unsupported("the operator is not computed here")
        }
    }

    /// Values to the power of a number.
    mutating func power(
        _ x: ONNXFeatures, _ exponent: Float, _ call: ONNXCall
    ) throws -> ONNXFeatures {
        var result: ONNXFeatures
        switch exponent {
        case 1: return x
        case 0.5: return try applied(.squareRoot, to: x)
        case 2...16 where exponent == exponent.rounded():
            result = x
            for _ in 1..<Int(exponent) { result = try product(result, x, call) }
        case let negative where negative < 0:
            return try applied(.reciprocal, to: try power(x, -exponent, call))
        default:
            // Of numbers above 0, as a fraction of a power wants them.
            let factor = ONNXConstant(floats: [exponent], shape: [])
            return try applied(
                .exp, to: try affine(try applied(.log, to: x), scale: factor, call))
        }
        result.history = history(of: x, ScalarFunctions.power(Double(exponent)))
        result.isComposed = x.isComposed
        return try recognized(result)
    }

    // MARK: - Two values

    private mutating func combined(
        _ kind: ONNXArithmetic, _ left: ONNXFeatures, _ right: ONNXFeatures, _ call: ONNXCall
    ) throws -> ONNXFeatures {
        let combination = history(of: left, right) { kind($0, $1) }
        let a = try plain(left, call)
        let b = try plain(right, call)
        let minus = ONNXConstant(floats: [-1], shape: [])
        var result: ONNXFeatures
        switch kind {
        case .add: result = try sum(a, b, call)
        case .subtract: result = try sum(a, try affine(b, scale: minus, call), call)
        case .multiply: result = try product(a, b, call)
        case .maximum, .minimum:
            // max(a, b) = b + max(a - b, 0), and min(a, b) = a - max(a - b, 0).
            let difference = try applied(
                .relu, to: try sum(a, try affine(b, scale: minus, call), call))
            result =
                kind == .maximum
                ? try sum(b, difference, call)
                : try sum(a, try affine(difference, scale: minus, call), call)
        case .divide: result = try product(a, try applied(.reciprocal, to: b), call)
        case .power:
            result = try applied(.exp, to: try product(b, try applied(.log, to: a), call))
        case .modulo: throw call.unsupported("the operator is not computed here")
        }
        // Softmax, where it was one of them, is no function of one number.
        guard left.tail == .none, right.tail == .none else { return result }
        result.history = combination
        result.isComposed = !combination.isEmpty
        return try recognized(result)
    }

    /// Numbers that are no integers of a quantization.
    mutating func plain(_ found: ONNXFeatures, _ call: ONNXCall) throws -> ONNXFeatures {
        let features = try numbers(found, call)
        guard features.quantization?.imageScale == nil, features.quantization?.zeroPoint ?? 0 == 0
        else { throw call.unsupported("it computes with integers that have a zero point") }
        return features
    }

    // MARK: - Constants

    private mutating func folded(
        _ kind: ONNXArithmetic, _ a: ONNXConstant, _ b: ONNXConstant, _ call: ONNXCall
    ) throws -> ONNXConstant {
        guard case .integers(let x) = a.elements, case .integers(let y) = b.elements else {
            return try foldedPairs(a, b, call) { kind($0, $1) }
        }
        let shape = try constantShape(a.shape, b.shape, call)
        let values = try zip(indices(of: a, over: shape), indices(of: b, over: shape)).map {
            guard let result = kind.integers(x[$0], y[$1]) else {
                throw call.unsupported("it divides by zero, or leaves the integers")
            }
            return result
        }
        return ONNXConstant(type: a.type, shape: shape, .integers(values))
    }

    /// A function of the elements of two constants, broadcast.
    mutating func foldedPairs(
        _ a: ONNXConstant, _ b: ONNXConstant, _ call: ONNXCall,
        _ function: (Double, Double) -> Double
    ) throws -> ONNXConstant {
        let shape = try constantShape(a.shape, b.shape, call)
        let (x, y) = (a.floats, b.floats)
        return ONNXConstant(
            floats: zip(indices(of: a, over: shape), indices(of: b, over: shape)).map {
                Float(function(Double(x[$0]), Double(y[$1])))
            }, shape: shape)
    }

    private func indices(of constant: ONNXConstant, over shape: [Int]) -> [Int] {
        TensorLayout(rowMajor: constant.shape).broadcast(to: shape)?.indices() ?? []
    }

    /// The shape of a constant that is made of two, and a count of its elements.
    private mutating func constantShape(
        _ a: [Int], _ b: [Int], _ call: ONNXCall
    ) throws -> [Int] {
        if a.contains(0) || b.contains(0) { throw call.unsupported("a constant is empty") }
        let shape = try call.broadcastShape(a, b)
        try spend(2 * shape.reduce(1, *))
        return shape
    }

    /// A product of constant matrices.
    mutating func foldedGemm(
        _ call: ONNXCall, _ constants: [ONNXConstant], _ alpha: Float, _ beta: Float
    ) throws -> [ONNXValue] {
        let a = try matrix(
            constants[0], transposed: try call.int("transA", default: 0) != 0, call)
        let b = try matrix(
            constants[1], transposed: try call.int("transB", default: 0) != 0, call)
        let (work, overflow) = (a.rows * a.columns).multipliedReportingOverflow(by: b.columns)
        guard a.columns == b.rows, !overflow else {
            throw call.unsupported("its constant matrices do not fit together")
        }
        try spend(work)
        var elements = Array(repeating: Float(0), count: a.rows * b.columns)
        for i in 0..<a.rows {
            for j in 0..<b.columns {
                let sum = (0..<a.columns).reduce(0.0) { $0 + Double(a[i, $1]) * Double(b[$1, j]) }
                elements[i * b.columns + j] = Float(sum) * alpha
            }
        }
        let product = ONNXConstant(floats: elements, shape: [a.rows, b.columns])
        guard constants.count > 2 else { return [.constant(product)] }
        let bias = ONNXConstant(
            floats: constants[2].floats.map { $0 * beta }, shape: constants[2].shape)
        return [.constant(try folded(.add, product, bias, call))]
    }
}
