internal import NeuralNetwork
internal import ONNX
internal import TensorCore

extension ONNXOperators {
    /// Operators of quantized networks, of ONNX and of ONNX Runtime.
    static let quantized: [String: Row] = [
        "QuantizeLinear": Row("axis saturate block_size output_dtype precision") {
            try $0.quantizeLinear($1)
        },
        "DequantizeLinear": Row("axis block_size output_dtype") { try $0.dequantizeLinear($1) },
        "DynamicQuantizeLinear": Row { try $0.dynamicQuantizeLinear($1) },
        "MatMulInteger": Row { importer, call in
            let weights = try importer.integerWeights(call, zeroPoint: 3, outputAxis: 1)
            let x = try importer.integers(call, zeroPoint: 2)
            var product = try importer.dense(
                x, try importer.matrix(weights, transposed: false, call), call)
            product.quantization = x.quantization.map { .init(imageScale: $0.imageScale) }
            return [.features(product)]
        },
        "ConvInteger": Row("auto_pad dilations group kernel_shape pads strides") { importer, call in
            let weights = try importer.integerWeights(call, zeroPoint: 3, outputAxis: 0)
            let x = try importer.integers(call, zeroPoint: 2)
            var product = try importer.convolution(x, weights, nil, call)
            product.quantization = x.quantization.map { .init(imageScale: $0.imageScale) }
            return [.features(product)]
        },
        "QLinearConv": Row("auto_pad dilations group kernel_shape pads strides") {
            importer, call in
            let (x, scale) = try importer.quantizedInput(call, at: 0)
            let weights = try importer.integerWeights(call, at: 3, zeroPoint: 5, outputAxis: 0)
            let sums = try importer.convolution(x, weights, try call.optionalConstant(8), call)
            let factors = try call.constant(4).floats.map { $0 * scale }
            return [.features(try importer.requantized(sums, factors, scale: 6, call))]
        },
        "QLinearMatMul": Row { importer, call in
            let (x, scale) = try importer.quantizedInput(call, at: 0)
            let weights = try importer.integerWeights(call, at: 3, zeroPoint: 5, outputAxis: 1)
            let sums = try importer.dense(
                x, try importer.matrix(weights, transposed: false, call), call)
            let factors = try call.constant(4).floats.map { $0 * scale }
            return [.features(try importer.requantized(sums, factors, scale: 6, call))]
        },
        "QGemm": Row("alpha transA transB") { try $0.quantizedGemm($1) },
        "QLinearAdd": Row { try $0.quantizedPair(.add, $1) },
        "QLinearMul": Row { try $0.quantizedPair(.multiply, $1) },
        "QLinearConcat": Row("axis") { try $0.quantizedConcat($1) },
        "QLinearGlobalAveragePool": Row("channels_last") { importer, call in
            guard try call.int("channels_last", default: 0) == 0 else {
                throw call.unsupported("attribute channels_last is not 0")
            }
            let (x, scale) = try importer.quantizedInput(call, at: 0)
            let axes = Array(2..<max(x.shape.count, 2))
            let mean = try importer.reduced(x, axes, .mean, keepsAxes: true, call)
            return [.features(try importer.requantized(mean, [scale], scale: 3, call))]
        },
        "QLinearSigmoid": Row { importer, call in
            let (x, scale) = try importer.quantizedInput(call, at: 0)
            let numbers = try importer.affine(
                x, scale: ONNXConstant(floats: [scale], shape: []), call)
            let result = try importer.applied(.sigmoid, to: numbers)
            return [.features(try importer.requantized(result, [1], scale: 3, call))]
        },
        "QLinearLeakyRelu": Row("alpha") { importer, call in
            let (x, scale) = try importer.quantizedInput(call, at: 0)
            let slope = try call.float("alpha", default: 0.01)
            let result = try importer.applied(.leakyReLU(slope: slope), to: x)
            return [.features(try importer.requantized(result, [scale], scale: 3, call))]
        },
    ]
}

extension ONNXImporter {
    // MARK: - Numbers to integers and back

    fileprivate mutating func quantizeLinear(_ call: ONNXCall) throws -> [ONNXValue] {
        let scale = try call.constant(1)
        let zero = try call.optionalConstant(2)
        if case .constant(let constant) = try call.input(0) {
            guard let step = scale.scalar, step > 0 else {
                throw call.unsupported("its scale of a constant is not one number above 0")
            }
            guard !constant.floats.contains(where: \.isNaN) else {
                throw call.unsupported("it quantizes a constant that is not a number")
            }
            let range = try range(zero, call)
            let shift = zero?.floats.first ?? 0
            let values = constant.floats.map { value -> Int64 in
                let rounded = (value / step).rounded(.toNearestOrEven) + shift
                return Int64(
                    min(max(rounded, Float(range.lowerBound)), Float(range.upperBound)))
            }
            return [
                .constant(
                    ONNXConstant(
                        type: zero?.type ?? .uint8, shape: constant.shape, .integers(values)))
            ]
        }
        let features = try features(call)
        return [.features(try requantized(features, [1], scale: 1, call))]
    }

    /// Values times factors, rounded to the integers of a scale and a zero point.
    ///
    /// - Parameter index: Of the scale among the inputs; the zero point comes after it.
    fileprivate mutating func requantized(
        _ features: ONNXFeatures, _ factors: [Float], scale index: Int, _ call: ONNXCall
    ) throws -> ONNXFeatures {
        guard let step = try call.constant(index).scalar, step > 0 else {
            throw call.unsupported("its scale is not one number above 0")
        }
        let zero = try call.optionalConstant(index + 1)
        guard zero?.scalar != nil || zero == nil else {
            throw call.unsupported("its zero point is not one number")
        }
        let shift = zero?.scalar ?? 0
        let range = try range(zero, call)
        var input = try complete(features)
        let channels = sketch.shape(input.value).channels
        var factors = factors.map { $0 / step }
        if factors.count > 1, factors.count != channels {
            // One factor per channel of a layout with other axes first.
            input = try affine(
                input, scale: ONNXConstant(floats: factors, shape: [factors.count]), call)
            factors = [1]
        }
        let layer = Quantize(
            factors: factors, minimum: Float(range.lowerBound) - shift,
            maximum: Float(range.upperBound) - shift)
        var result = ONNXFeatures(try sketch.add(layer, [input.value]), input.layout)
        result.quantization = Quantization(zeroPoint: shift)
        return result
    }

    private func range(_ zero: ONNXConstant?, _ call: ONNXCall) throws -> ClosedRange<Int> {
        let code = try call.int("output_dtype", default: 0)
        let type =
            zero?.type ?? Int32(exactly: code).flatMap(ONNXElementType.init(rawValue:)) ?? .uint8
        guard let range = type.quantizedRange else {
            throw call.unsupported("it quantizes to \(type); expected integers of 8 or 16 bits")
        }
        return range
    }

    fileprivate mutating func dequantizeLinear(_ call: ONNXCall) throws -> [ONNXValue] {
        let scale = try call.constant(1)
        let zero = try call.optionalConstant(2)
        guard zero == nil || zero?.count == scale.count || zero?.count == 1 else {
            throw call.unsupported("its scales and zero points are not as many")
        }
        if case .constant(let constant) = try call.input(0) {
            guard try call.int("block_size", default: 0) == 0 else {
                throw call.unsupported("attribute block_size is not 0")
            }
            let zeros = zero?.floats ?? [0]
            let scales = scale.floats
            let axis =
                scales.count > 1
                ? try call.axis(try call.int("axis", default: 1), rank: constant.shape.count) : 0
            guard scales.count == 1 || scales.count > 1 && constant.shape[axis] == scales.count
            else {
                throw call.unsupported("it has \(scales.count) scales for \(constant.shape)")
            }
            let inner = constant.shape.dropFirst(axis + 1).reduce(1, *)
            let values = constant.floats.enumerated().map { index, value in
                let place = scales.count > 1 ? index / inner % scales.count : 0
                return (value - zeros[zeros.count > 1 ? place : 0]) * scales[place]
            }
            return [.constant(ONNXConstant(floats: values, shape: constant.shape))]
        }
        let (features, step) = try quantizedInput(call, at: 0)
        return [
            .features(
                try affine(features, scale: ONNXConstant(floats: [step], shape: []), call))
        ]
    }

    fileprivate mutating func dynamicQuantizeLinear(_ call: ONNXCall) throws -> [ONNXValue] {
        let features = try inOrder(try features(call))
        let value = try sketch.add(DynamicQuantize(), [features.value])
        var result = ONNXFeatures(value, features.layout)
        result.quantization = Quantization(imageScale: value)
        return [
            .features(result), .imageScale(of: value, factor: [1]), .imageZeroPoint(of: value),
        ]
    }

    // MARK: - Operands

    /// An input of integers, its zero point taken away, and its scale.
    ///
    /// - Parameter index: Of the integers among the inputs; scale and zero point come after it.
    fileprivate mutating func quantizedInput(
        _ call: ONNXCall, at index: Int
    ) throws -> (ONNXFeatures, Float) {
        var features = try untouched(call, index)
        guard let found = features.quantization, found.imageScale == nil, features.tail == .none
        else { throw call.unsupported("input \(index + 1) holds no quantized integers") }
        guard let scale = try call.constant(index + 1).scalar else {
            throw call.unsupported("input \(index + 1) has several scales")
        }
        let zero = try call.optionalConstant(index + 2)?.scalar ?? 0
        features.quantization = nil
        if found.zeroPoint != zero {
            let shift = ONNXConstant(floats: [found.zeroPoint - zero], shape: [])
            features = try affine(features, shift: shift, call)
        }
        return (features, scale)
    }

    /// The first input of an operator whose result is integers: the image's scale goes along.
    fileprivate mutating func integers(
        _ call: ONNXCall, zeroPoint index: Int
    ) throws -> ONNXFeatures {
        let features = try untouched(call)
        guard let found = features.quantization, features.tail == .none else {
            throw call.unsupported("its first input holds no quantized integers")
        }
        if let image = found.imageScale {
            guard case .imageZeroPoint(of: image) = try call.input(index) else {
                throw call.unsupported("its zero point is not that of its first input")
            }
            return features
        }
        let zero = try call.optionalConstant(index)?.scalar ?? 0
        var shifted = features
        if found.zeroPoint != zero {
            shifted = try affine(
                features, shift: ONNXConstant(floats: [found.zeroPoint - zero], shape: []), call)
        }
        shifted.quantization = Quantization()
        return shifted
    }

    /// Weights of integers with their zero points taken away, one or one per output.
    fileprivate func integerWeights(
        _ call: ONNXCall, at index: Int = 1, zeroPoint: Int, outputAxis: Int
    ) throws -> ONNXConstant {
        let weights = try call.constant(index)
        let zeros = try call.optionalConstant(zeroPoint)?.floats ?? [0]
        let rank = weights.shape.count
        let axis = rank == 1 ? 0 : outputAxis == 0 ? 0 : rank - 1
        guard zeros.count == 1 || rank > 0 && weights.shape[axis] == zeros.count else {
            throw call.unsupported("its zero points are not one per output")
        }
        let inner = weights.shape.dropFirst(axis + 1).reduce(1, *)
        let values = weights.floats.enumerated().map { place, value in
            value - (zeros.count == 1 ? zeros[0] : zeros[place / inner % zeros.count])
        }
        return ONNXConstant(floats: values, shape: weights.shape)
    }

    /// The numbers that quantized integers stand for cannot be told without their scale.
    func dequantized(_ features: ONNXFeatures, _ call: ONNXCall) throws -> ONNXFeatures {
        guard features.quantization?.imageScale == nil else {
            throw call.unsupported("its integers have a scale that differs from image to image")
        }
        // Without zero point and scale they have the same order.
        var numbers = features
        numbers.quantization = nil
        return numbers
    }

    // MARK: - Operators of ONNX Runtime

    fileprivate mutating func quantizedGemm(_ call: ONNXCall) throws -> [ONNXValue] {
        guard try call.int("transA", default: 0) == 0, try call.float("alpha", default: 1) == 1
        else { throw call.unsupported("attributes transA and alpha are not 0 and 1") }
        let transposed = try call.int("transB", default: 0) != 0
        let (x, scale) = try quantizedInput(call, at: 0)
        let weights = try integerWeights(
            call, at: 3, zeroPoint: 5, outputAxis: transposed ? 0 : 1)
        var sums = try dense(x, try matrix(weights, transposed: transposed, call), call)
        if let bias = try call.optionalConstant(6) { sums = try affine(sums, shift: bias, call) }
        let factors = try call.constant(4).floats.map { $0 * scale }
        guard call.has(7) else {
            let numbers = ONNXConstant(
                floats: factors, shape: factors.count == 1 ? [] : [factors.count])
            return [.features(try affine(sums, scale: numbers, call))]
        }
        return [.features(try requantized(sums, factors, scale: 7, call))]
    }

    /// Two operands with scale and zero point each, then those of the result.
    fileprivate mutating func quantizedPair(
        _ kind: ONNXArithmetic, _ call: ONNXCall
    ) throws -> [ONNXValue] {
        func numbers(_ index: Int) throws -> ONNXValue {
            if case .constant(let constant) = try call.input(index) {
                let scale = try call.constant(index + 1).scalar ?? 1
                let zero = try call.optionalConstant(index + 2)?.scalar ?? 0
                return .constant(
                    ONNXConstant(
                        floats: constant.floats.map { ($0 - zero) * scale },
                        shape: constant.shape))
            }
            let (features, scale) = try quantizedInput(call, at: index)
            return .features(
                try affine(features, scale: ONNXConstant(floats: [scale], shape: []), call))
        }
        let (a, b) = (try numbers(0), try numbers(3))
        guard case .features(let result) = try combined(kind, a, b, call) else {
            throw call.unsupported("both operands are constant")
        }
        return [.features(try requantized(result, [1], scale: 6, call))]
    }

    /// The scale and the zero point of the result, then those of each part after it.
    fileprivate mutating func quantizedConcat(_ call: ONNXCall) throws -> [ONNXValue] {
        var parts: [ONNXValue?] = []
        for index in stride(from: 2, to: call.inputs.count - 2, by: 3) {
            let (features, scale) = try quantizedInput(call, at: index)
            parts.append(
                .features(
                    try affine(features, scale: ONNXConstant(floats: [scale], shape: []), call)))
        }
        let numbers = ONNXCall(
            node: call.node, file: call.file, opset: call.opset, batch: call.batch, inputs: parts)
        guard !parts.isEmpty, case .features(let all)? = try concat(numbers).first else {
            throw call.unsupported("its inputs are not integers, scales and zero points")
        }
        return [.features(try requantized(all, [1], scale: 0, call))]
    }
}
