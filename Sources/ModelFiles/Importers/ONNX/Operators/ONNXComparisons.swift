internal import NeuralNetwork
internal import ONNX
internal import TensorCore

extension ONNXOperators {
    /// Comparisons, logic, rounding, and functions that are made of these.
    static let comparisons: [String: Row] = [
        "Greater": comparison { $0 > $1 }, "Less": comparison { $0 < $1 },
        "GreaterOrEqual": comparison { $0 >= $1 }, "LessOrEqual": comparison { $0 <= $1 },
        "Equal": comparison { $0 == $1 },
        "Not": Row { importer, call in
            if let folded = try importer.folded(call, { $0 == 0 ? 1 : 0 }) { return folded }
            return [.features(try importer.complement(try importer.truth(call, 0), call))]
        },
        "And": Row("axis broadcast") { [try $0.connected(.multiply, $1)] },
        "Or": Row("axis broadcast") { [try $0.connected(.maximum, $1)] },
        "Where": Row { try $0.choice($1) },
        "Sign": Row { importer, call in
            let sign: ScalarFunctions.Function = { $0 > 0 ? 1 : $0 < 0 ? -1 : $0 }
            if let folded = try importer.folded(call, sign) { return folded }
            let x = try importer.features(call)
            let positive = try importer.applied(.step, to: x)
            let negative = try importer.applied(.step, to: try importer.negated(x, call))
            return [.features(try importer.difference(positive, negative, call))]
        },
        "Round": Row { importer, call in
            if let folded = try importer.folded(call, { $0.rounded(.toNearestOrEven) }) {
                return folded
            }
            return [.features(try importer.rounded(try importer.features(call)))]
        },
        "Floor": Row { importer, call in
            if let folded = try importer.folded(call, { $0.rounded(.down) }) { return folded }
            return [.features(try importer.floor(try importer.features(call), call))]
        },
        "Ceil": Row { importer, call in
            if let folded = try importer.folded(call, { $0.rounded(.up) }) { return folded }
            let mirrored = try importer.negated(try importer.features(call), call)
            return [
                .features(try importer.negated(try importer.floor(mirrored, call), call))
            ]
        },
        "ThresholdedRelu": Row("alpha") { importer, call in
            let x = try importer.features(call)
            let bound = ONNXConstant(floats: [-(try call.float("alpha", default: 1))], shape: [])
            let gate = try importer.applied(
                .step, to: try importer.affine(x, shift: bound, call))
            return [.features(try importer.product(x, gate, call))]
        },
        "Shrink": Row("bias lambd") { importer, call in
            let x = try importer.features(call)
            let bound = try call.float("lambd", default: 0.5)
            let bias = try call.float("bias", default: 0)
            // x - bias above the bound, and the same mirrored.
            var sides: [ONNXFeatures] = []
            for side in [x, try importer.negated(x, call)] {
                let gate = try importer.applied(
                    .step,
                    to: try importer.affine(
                        side, shift: ONNXConstant(floats: [-bound], shape: []), call))
                let shifted = try importer.affine(
                    side, shift: ONNXConstant(floats: [-bias], shape: []), call)
                sides.append(try importer.product(shifted, gate, call))
            }
            return [.features(try importer.difference(sides[0], sides[1], call))]
        },
    ]

    private static func comparison(_ holds: @escaping @Sendable (Double, Double) -> Bool) -> Row {
        Row("axis broadcast") { importer, call in [try importer.compared(call, holds)] }
    }
}

extension ONNXImporter {
    /// -x.
    mutating func negated(_ x: ONNXFeatures, _ call: ONNXCall) throws -> ONNXFeatures {
        try affine(x, scale: ONNXConstant(floats: [-1], shape: []), call)
    }

    /// 1 where a comparison of two operands holds, else 0.
    ///
    /// - Parameter holds: Tells which comparison it is, by what it says of 1, 0 and -1 compared with 0.
    fileprivate mutating func compared(
        _ call: ONNXCall, _ holds: @escaping @Sendable (Double, Double) -> Bool
    ) throws -> ONNXValue {
        let (left, right) = (try call.input(0), try call.input(1))
        if case .constant(let a) = left, case .constant(let b) = right {
            let truth = try foldedPairs(a, b, call) { holds($0, $1) ? 1 : 0 }
            return .constant(
                ONNXConstant(
                    type: .bool, shape: truth.shape, .integers(truth.floats.map { Int64($0) })))
        }
        guard case .features(let difference) = try combined(.subtract, left, right, call) else {
            throw call.unsupported("it compares the answer")
        }
        let (above, equal, below) = (holds(1, 0), holds(0, 0), holds(-1, 0))
        var result: ONNXFeatures
        switch (above, below) {
        case (true, _): result = try applied(.step, to: difference)
        case (_, true): result = try applied(.step, to: try negated(difference, call))
        default:
            // Neither above nor below.
            result = try applied(
                .step,
                to: try sum(
                    try applied(.relu, to: difference),
                    try applied(.relu, to: try negated(difference, call)), call))
            result = try complement(result, call)
        }
        if equal, above || below {
            // Not on the other side.
            result = try complement(
                try applied(.step, to: above ? try negated(difference, call) : difference), call)
        }
        result.isTruth = true
        return .features(result)
    }

    /// Both operands, or one of them, of truth values.
    fileprivate mutating func connected(
        _ kind: ONNXArithmetic, _ call: ONNXCall
    ) throws -> ONNXValue {
        for index in 0..<2 where !isConstant(try call.input(index)) {
            _ = try truth(call, index)
        }
        var result = try combined(kind, try call.input(0), try call.input(1), call)
        if case .features(var features) = result {
            features.isTruth = true
            result = .features(features)
        }
        return result
    }

    /// An input of truth values that depends on the image.
    fileprivate mutating func truth(_ call: ONNXCall, _ index: Int) throws -> ONNXFeatures {
        let features = try features(call, index)
        guard features.isTruth else {
            throw call.unsupported("input \(index + 1) holds numbers; expected truth values")
        }
        return features
    }

    /// 1 - x.
    fileprivate mutating func complement(
        _ x: ONNXFeatures, _ call: ONNXCall
    ) throws -> ONNXFeatures {
        var result = try affine(
            x, scale: ONNXConstant(floats: [-1], shape: []),
            shift: ONNXConstant(floats: [1], shape: []), call)
        result.isTruth = true
        return result
    }

    /// One operand where a condition holds, else the other: their sum, each times 1 or 0.
    fileprivate mutating func choice(_ call: ONNXCall) throws -> [ONNXValue] {
        let (yes, no) = (try call.input(1), try call.input(2))
        if case .constant(let condition) = try call.input(0) {
            if let all = condition.scalar { return [all != 0 ? yes : no] }
            let one = ONNXConstant(
                floats: condition.floats.map { $0 != 0 ? 1 : 0 }, shape: condition.shape)
            let other = ONNXConstant(floats: one.floats.map { 1 - $0 }, shape: one.shape)
            if case .constant(let a) = yes, case .constant(let b) = no {
                return [.constant(try chosen(condition, a, b, call))]
            }
            let first = try combined(.multiply, try bounded(yes), .constant(one), call)
            let second = try combined(.multiply, try bounded(no), .constant(other), call)
            return [try combined(.add, first, second, call)]
        }
        let condition = try truth(call, 0)
        let first = try combined(.multiply, .features(condition), try bounded(yes), call)
        let second = try combined(
            .multiply, .features(try complement(condition, call)), try bounded(no), call)
        return [try combined(.add, first, second, call)]
    }

    /// An operand of which infinities are the largest numbers: times 0 they would be NaN.
    private func bounded(_ value: ONNXValue) throws -> ONNXValue {
        guard case .constant(let constant) = value else { return value }
        let largest = Float(0x1p100)
        return .constant(
            ONNXConstant(
                floats: constant.floats.map { min(max($0, -largest), largest) },
                shape: constant.shape))
    }

    /// Elements of two constants.
    private mutating func chosen(
        _ condition: ONNXConstant, _ yes: ONNXConstant, _ no: ONNXConstant, _ call: ONNXCall
    ) throws -> ONNXConstant {
        let shape = try call.broadcastShape(
            try call.broadcastShape(condition.shape, yes.shape), no.shape)
        guard !shape.contains(0) else { throw call.unsupported("a constant is empty") }
        try spend(3 * shape.reduce(1, *))
        func indices(_ constant: ONNXConstant) -> [Int] {
            TensorLayout(rowMajor: constant.shape).broadcast(to: shape)?.indices() ?? []
        }
        let holds = condition.floats
        let places = zip(indices(condition), zip(indices(yes), indices(no)))
        if case .integers(let a) = yes.elements, case .integers(let b) = no.elements {
            return ONNXConstant(
                type: yes.type, shape: shape,
                .integers(places.map { holds[$0] != 0 ? a[$1.0] : b[$1.1] }))
        }
        let (a, b) = (yes.floats, no.floats)
        return ONNXConstant(
            floats: places.map { holds[$0] != 0 ? a[$1.0] : b[$1.1] }, shape: shape)
    }

    // MARK: - Rounding

    /// The nearest whole number, halves to the even one.
    ///
    /// Larger numbers than 2^30 are cut to that.
    fileprivate mutating func rounded(_ x: ONNXFeatures) throws -> ONNXFeatures {
        let input = try complete(x)
        let layer = Quantize(factors: [1], minimum: -0x1p30, maximum: 0x1p30)
        return ONNXFeatures(try sketch.add(layer, [input.value]), input.layout)
    }

    /// The largest whole number that is not above x: the nearest one, less 1 where that is above.
    fileprivate mutating func floor(
        _ x: ONNXFeatures, _ call: ONNXCall
    ) throws -> ONNXFeatures {
        let input = try complete(x)
        let nearest = try rounded(input)
        let isAbove = try applied(.step, to: try difference(nearest, input, call))
        return try difference(nearest, isAbove, call)
    }
}
