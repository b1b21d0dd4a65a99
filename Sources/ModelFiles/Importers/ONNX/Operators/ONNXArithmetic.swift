internal import NeuralNetwork
internal import ONNX
internal import TensorCore

extension ONNXOperators {
    /// Activations, and arithmetic value by value.
    static let arithmetic: [String: Row] = [
        "Relu": function(.relu, Row.old),
        "Sigmoid": function(.sigmoid, Row.old),
        "Tanh": function(.tanh, Row.old),
        "HardSwish": function(.hardSwish),
        "LeakyRelu": Row("alpha consumed_inputs") {
            try $0.apply(.leakyReLU(slope: $1.float("alpha", default: 0.01)), $1)
        },
        "Elu": Row("alpha consumed_inputs") {
            try $0.apply(.elu(alpha: $1.float("alpha", default: 1)), $1)
        },
        "HardSigmoid": Row("alpha beta consumed_inputs") {
            try $0.apply(
                .hardSigmoid(
                    slope: $1.float("alpha", default: 0.2), offset: $1.float("beta", default: 0.5)),
                $1)
        },
        "Gelu": Row("approximate") {
            let approximation = try $1.string("approximate", default: "none")
            return try $0.apply(approximation == "tanh" ? .geluTanh : .gelu, $1)
        },
        "Swish": Row("alpha") { importer, call in
            let x = try call.input(0)
            let alpha = ONNXConstant(floats: [try call.float("alpha", default: 1)], shape: [])
            let gate = try importer.applied(
                .sigmoid, to: try importer.affine(try importer.features(call), scale: alpha, call))
            return [try importer.combined(.multiply, x, .features(gate), call)]
        },
        // Experimental operators of old exporters.
        "Affine": Row("alpha beta") { importer, call in
            [
                .features(
                    try importer.affine(
                        try importer.features(call),
                        scale: ONNXConstant(
                            floats: [try call.float("alpha", default: 1)], shape: []),
                        shift: ONNXConstant(
                            floats: [try call.float("beta", default: 0)], shape: []), call))
            ]
        },
        "ScaledTanh": Row("alpha beta") { importer, call in
            let x = try importer.affine(
                try importer.features(call),
                scale: ONNXConstant(floats: [try call.float("beta", default: 1)], shape: []), call)
            let alpha = ONNXConstant(floats: [try call.float("alpha", default: 1)], shape: [])
            return [
                .features(
                    try importer.affine(
                        try importer.applied(.tanh, to: x), scale: alpha, call))
            ]
        },
        "Selu": Row("alpha gamma consumed_inputs") { try $0.selu($1) },
        "Celu": Row("alpha") { try $0.celu($1) },
        "PRelu": Row("consumed_inputs") { try $0.prelu($1) },
        "Clip": Row("min max consumed_inputs") { try $0.clip($1) },
        "Softplus": function(.softplus, Row.old), "Softsign": function(.softsign, Row.old),
        "Mish": function(.mish), "Erf": function(.erf), "Abs": function(.abs, Row.old),
        "Sqrt": function(.squareRoot, Row.old), "Reciprocal": function(.reciprocal, Row.old),
        // No operator of ONNX, but TensorFlow's exporter writes it for GELU.
        "Erfc": Row { importer, call in
            let one = ONNXConstant(floats: [1], shape: [])
            guard let error = try importer.apply(.erf, call).first else { return [] }
            return [try importer.combined(.subtract, .constant(one), error, call)]
        },
        "Exp": Row("consumed_inputs") { try $0.exponential($1) },
        "Log": Row("consumed_inputs") { try $0.logarithm($1) },
        "Neg": Row("consumed_inputs") { importer, call in
            let minus = ONNXConstant(integers: [-1], shape: [])
            return [
                try importer.combined(.multiply, try call.input(0), .constant(minus), call)
            ]
        },
        "Mean": Row("consumed_inputs") { importer, call in
            let count = ONNXConstant(floats: [1 / Float(max(call.inputs.count, 1))], shape: [])
            guard let sum = try importer.arithmetic(.add, call).first else { return [] }
            return [try importer.combined(.multiply, sum, .constant(count), call)]
        },
        "ImageScaler": Row("scale bias") { try $0.imageScaler($1) },
        "Add": binary(.add), "Sub": binary(.subtract), "Mul": binary(.multiply),
        "Div": binary(.divide), "Pow": binary(.power), "Max": binary(.maximum),
        "Min": binary(.minimum), "Sum": binary(.add), "Mod": binary(.modulo, "fmod"),
    ]

    private static func function(_ activation: Activation, _ attributes: String = "") -> Row {
        Row(attributes) { try $0.apply(activation, $1) }
    }

    private static func binary(_ kind: ONNXArithmetic, _ attributes: String = "") -> Row {
        Row("axis broadcast consumed_inputs " + attributes) { try $0.arithmetic(kind, $1) }
    }
}

extension ONNXOperators.Row {
    /// What operator set 1 had.
    fileprivate static let old = "consumed_inputs"
}

extension ONNXImporter {
    // MARK: - Functions of one value

    func folded(
        _ call: ONNXCall, _ function: ScalarFunctions.Function
    ) throws -> [ONNXValue]? {
        guard case .constant(let constant) = try call.input(0) else { return nil }
        return [
            .constant(
                ONNXConstant(
                    floats: constant.floats.map { Float(function(Double($0))) },
                    shape: constant.shape))
        ]
    }

    mutating func apply(_ activation: Activation, _ call: ONNXCall) throws -> [ONNXValue] {
        if let folded = try folded(call, ScalarFunctions.reference(activation)) { return folded }
        return [.features(try applied(activation, to: try features(call)))]
    }

    /// Functions that exporters make activations of.
    private static let parts: Set<Activation> = [
        .exp, .log, .erf, .abs, .reciprocal, .squareRoot, .softplus, .sigmoid,
    ]

    /// An activation of values.
    mutating func applied(
        _ activation: Activation, to features: ONNXFeatures
    ) throws -> ONNXFeatures {
        var result = ONNXFeatures(
            try sketch.add(ActivationLayer(activation), [features.value]), features.layout)
        result.history = history(of: features, ScalarFunctions.reference(activation))
        result.isComposed = features.isComposed || Self.parts.contains(activation)
        return features.isComposed ? try recognized(result) : result
    }

    /// The logarithm of probabilities ends a classifier as log-softmax does.
    fileprivate mutating func logarithm(_ call: ONNXCall) throws -> [ONNXValue] {
        if case .features(var features) = try call.input(0), features.tail == .softmax {
            features.tail = .logSoftmax
            return [.features(features)]
        }
        return try apply(.log, call)
    }

    fileprivate mutating func exponential(_ call: ONNXCall) throws -> [ONNXValue] {
        if case .features(var features) = try call.input(0), features.tail == .logSoftmax {
            features.tail = .softmax
            return [.features(features)]
        }
        return try apply(.exp, call)
    }

    fileprivate mutating func selu(_ call: ONNXCall) throws -> [ONNXValue] {
        let features = try features(call)
        let isOld = call.opset < 6
        let alpha = try call.float("alpha", default: isOld ? 1.6732 : 1.673_263_2)
        let gamma = try call.float("gamma", default: isOld ? 1.0507 : 1.050_701)
        let elu = try applied(.elu(alpha: alpha), to: features)
        return [.features(try affine(elu, scale: ONNXConstant(floats: [gamma], shape: []), call))]
    }

    fileprivate mutating func celu(_ call: ONNXCall) throws -> [ONNXValue] {
        let alpha = try call.float("alpha", default: 1)
        let features = try affine(
            try features(call), scale: ONNXConstant(floats: [1 / alpha], shape: []), call)
        let elu = try applied(.elu(), to: features)
        return [.features(try affine(elu, scale: ONNXConstant(floats: [alpha], shape: []), call))]
    }

    /// `max(x, 0) - slope · max(-x, 0)`, with a slope per channel or one for all.
    fileprivate mutating func prelu(_ call: ONNXCall) throws -> [ONNXValue] {
        let features = try features(call)
        var slope = try call.constant(1)
        if let scalar = slope.scalar {
            return [.features(try applied(.leakyReLU(slope: scalar), to: features))]
        }
        // Operator sets before 7 had one slope per channel without axes after it.
        if slope.shape.count == 1, features.shape.count > 2, slope.count == features.shape[1] {
            slope = slope.reshaped(
                slope.shape + Array(repeating: 1, count: features.shape.count - 2))
        }
        let negative = try applied(
            .relu, to: try affine(features, scale: ONNXConstant(floats: [-1], shape: []), call))
        let minus = ONNXConstant(floats: slope.floats.map { -$0 }, shape: slope.shape)
        let positive = try applied(.relu, to: features)
        return [.features(try sum(positive, try affine(negative, scale: minus, call), call))]
    }

    /// `x · scale + bias`, a bias for each channel; CoreML's networks begin with it.
    fileprivate mutating func imageScaler(_ call: ONNXCall) throws -> [ONNXValue] {
        let scale = ONNXConstant(floats: [try call.float("scale", default: 1)], shape: [])
        let scaled = try affine(try features(call), scale: scale, call)
        guard case .floats(let bias)? = call.node.attributes["bias"] else {
            return [.features(scaled)]
        }
        return [
            .features(
                try affine(
                    scaled, shift: ONNXConstant(floats: bias, shape: [bias.count, 1, 1]), call))
        ]
    }

    fileprivate mutating func clip(_ call: ONNXCall) throws -> [ONNXValue] {
        let low = try call.optionalConstant(1)?.scalar ?? call.float("min", default: -.infinity)
        let high = try call.optionalConstant(2)?.scalar ?? call.float("max", default: .infinity)
        guard !low.isNaN, !high.isNaN, low <= high else {
            throw call.unsupported("its bounds are \(low) and \(high)")
        }
        let function: ScalarFunctions.Function = { min(max($0, Double(low)), Double(high)) }
        if let folded = try folded(call, function) { return folded }
        var features = try untouched(call)
        if features.tail != .none { return [.features(features)] }
        if features.quantization == nil { features = try self.features(call) }
        return [.features(try clipped(features, low, high, call))]
    }

    /// Values within bounds.
    mutating func clipped(
        _ features: ONNXFeatures, _ low: Float, _ high: Float, _ call: ONNXCall
    ) throws -> ONNXFeatures {
        func constant(_ value: Float) -> ONNXConstant { ONNXConstant(floats: [value], shape: []) }
        switch (low.isFinite, high.isFinite) {
        case (false, false): return features
        case (true, _):
            let shifted = low == 0 ? features : try affine(features, shift: constant(-low), call)
            let bounded = try applied(
                high.isFinite ? .clippedReLU(maximum: high - low) : .relu, to: shifted)
            return low == 0 ? bounded : try affine(bounded, shift: constant(low), call)
        case (false, true):
            let mirrored = try affine(
                features, scale: constant(-1), shift: constant(high), call)
            return try affine(
                try applied(.relu, to: mirrored), scale: constant(-1), shift: constant(high), call)
        }
    }
}
