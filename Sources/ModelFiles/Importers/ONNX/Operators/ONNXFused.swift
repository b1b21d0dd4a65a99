internal import FileIO
internal import NeuralNetwork
internal import ONNX
internal import TensorCore

extension ONNXOperators {
    /// Operators that ONNX Runtime puts in the place of several, in domain `com.microsoft`.
    static let fused: [String: Row] = [
        "FusedConv": Row(
            """
            activation activation_params auto_pad dilations group kernel_shape pads strides
            """
        ) { importer, call in
            guard !call.has(3) else { throw call.unsupported("it adds a fourth input") }
            guard case .features(let sums)? = try importer.conv(call).first else { return [] }
            return [.features(try importer.ended(sums, "activation_params", call))]
        },
        "FusedGemm": Row(
            """
            activation activation_alpha activation_beta activation_gamma alpha beta transA transB
            """
        ) { importer, call in
            guard case .features(let sums)? = try importer.gemm(call).first else {
                throw call.unsupported("both operands are constant")
            }
            return [.features(try importer.ended(sums, nil, call))]
        },
        "FusedMatMul": Row("alpha transA transB transBatchA transBatchB") { importer, call in
            guard try call.int("transA", default: 0) == 0,
                try call.int("transBatchA", default: 0) == 0,
                try call.int("transBatchB", default: 0) == 0
            else { throw call.unsupported("its first input is transposed") }
            let x = try importer.features(call)
            let transposed = try call.int("transB", default: 0) != 0
            let factor = ONNXConstant(floats: [try call.float("alpha", default: 1)], shape: [])
            let product: ONNXFeatures
            if case .constant(let weights) = try call.input(1) {
                product = try importer.dense(
                    x, try importer.matrix(weights, transposed: transposed, call), call)
            } else {
                let right = try importer.features(call, 1)
                product = try importer.matrixProduct(
                    x, transposed ? try importer.transposed(right) : right, call)
            }
            return [.features(try importer.affine(product, scale: factor, call))]
        },
        "Gelu": Row { try $0.apply(.gelu, $1) },
        "BiasGelu": Row { try $0.shifted(.gelu, $1) },
        "FastGelu": Row { try $0.shifted(.geluTanh, $1) },
        "QuickGelu": Row("alpha") { importer, call in
            let x = try importer.features(call)
            let alpha = ONNXConstant(floats: [try call.float("alpha", default: 1.702)], shape: [])
            let gate = try importer.applied(
                .sigmoid, to: try importer.affine(x, scale: alpha, call))
            return [.features(try importer.product(x, gate, call))]
        },
    ]
}

extension ONNXImporter {
    /// An activation of the first input with the second one added.
    fileprivate mutating func shifted(
        _ activation: Activation, _ call: ONNXCall
    ) throws -> [ONNXValue] {
        let x = try features(call)
        guard let bias = try call.optionalConstant(1) else {
            return [.features(try applied(activation, to: x))]
        }
        return [.features(try applied(activation, to: try affine(x, shift: bias, call)))]
    }

    /// The activation that a fused operator ends in.
    fileprivate mutating func ended(
        _ sums: ONNXFeatures, _ list: String?, _ call: ONNXCall
    ) throws -> ONNXFeatures {
        var numbers: [Float] = []
        if let list, case .floats(let values)? = call.node.attributes[list] { numbers = values }
        func parameter(_ name: String, _ place: Int, _ usual: Float) throws -> Float {
            list == nil
                ? try call.float("activation_\(name)", default: usual)
                : place < numbers.count ? numbers[place] : usual
        }
        switch try call.string("activation", default: "") {
        case "": return sums
        case "Relu": return try applied(.relu, to: sums)
        case "Sigmoid": return try applied(.sigmoid, to: sums)
        case "Tanh": return try applied(.tanh, to: sums)
        case "LeakyRelu":
            return try applied(
                .leakyReLU(slope: try parameter("alpha", 0, 0.01)), to: sums)
        case "HardSigmoid":
            return try applied(
                .hardSigmoid(
                    slope: try parameter("alpha", 0, 0.2), offset: try parameter("beta", 1, 0.5)),
                to: sums)
        case "Clip" where list != nil && numbers.count == 2:
            return try clipped(sums, numbers[0], numbers[1], call)
        case let other: throw call.unsupported("attribute activation is \(displayName(other))")
        }
    }
}
