internal import NeuralNetwork
internal import ONNX
internal import TensorCore

extension ONNXOperators {
    /// Normalizations by statistics of the image itself.
    static let normalizations: [String: Row] = [
        "LayerNormalization": Row("axis epsilon stash_type") { importer, call in
            let x = try importer.features(call)
            let axis = try call.axis(try call.int("axis", default: -1), rank: x.shape.count)
            let normal = try importer.standardized(
                x, Array(axis..<x.shape.count), try call.float("epsilon", default: 1e-5), call)
            return [.features(try importer.scaled(normal, call))]
        },
        "RMSNormalization": Row("axis epsilon stash_type") { importer, call in
            let x = try importer.features(call)
            let axis = try call.axis(try call.int("axis", default: -1), rank: x.shape.count)
            let normal = try importer.divided(
                x, byDeviationOf: x, Array(axis..<x.shape.count),
                try call.float("epsilon", default: 1e-5), call)
            return [.features(try importer.scaled(normal, call))]
        },
        "InstanceNormalization": Row("epsilon consumed_inputs") { importer, call in
            let x = try importer.features(call)
            let axes = Array(2..<max(x.shape.count, 2))
            let normal = try importer.standardized(
                x, axes, try call.float("epsilon", default: 1e-5), call)
            return [.features(try importer.scaled(normal, perChannel: axes.count, call))]
        },
        "GroupNormalization": Row("epsilon num_groups stash_type") {
            try $0.groupNormalization($1)
        },
        "MeanVarianceNormalization": Row("axes across_channels normalize_variance") {
            importer, call in
            let x = try importer.features(call)
            let across = try call.int("across_channels", default: 0) != 0
            let axes = try call.ints("axes") ?? (across ? [1, 2, 3] : [0, 2, 3])
            // The batch among the axes is one image here.
            let wanted = try axes.map { try call.axis($0, rank: x.shape.count) }.filter {
                !x.layout.axes[$0].contains(where: \.isBatch) && x.shape[$0] > 1
            }
            return [.features(try importer.standardized(x, wanted, 1e-9, call))]
        },
        "LpNormalization": Row("axis p") { importer, call in
            let x = try importer.features(call)
            let axis = try call.axis(try call.int("axis", default: -1), rank: x.shape.count)
            let length = try importer.reduced(
                x, [axis], try call.int("p", default: 2) == 1 ? .magnitudes : .length,
                keepsAxes: true, call)
            return [
                .features(
                    try importer.product(
                        x, try importer.applied(.reciprocal, to: length), call))
            ]
        },
        "LRN": Row("alpha beta bias size") { try $0.localResponse($1) },
    ]
}

extension ONNXImporter {
    /// `(x - mean) / √(variance + epsilon)` over axes.
    fileprivate mutating func standardized(
        _ x: ONNXFeatures, _ axes: [Int], _ epsilon: Float, _ call: ONNXCall
    ) throws -> ONNXFeatures {
        let mean = try reduced(x, axes, .mean, keepsAxes: true, call)
        let centred = try difference(x, mean, call)
        return try divided(centred, byDeviationOf: centred, axes, epsilon, call)
    }

    /// Values divided by the root of the mean square of others, over axes.
    fileprivate mutating func divided(
        _ x: ONNXFeatures, byDeviationOf y: ONNXFeatures, _ axes: [Int], _ epsilon: Float,
        _ call: ONNXCall
    ) throws -> ONNXFeatures {
        let variance = try reduced(
            try product(y, y, call), axes, .mean, keepsAxes: true, call)
        let root = try applied(
            .squareRoot,
            to: try affine(variance, shift: ONNXConstant(floats: [epsilon], shape: []), call))
        return try product(x, try applied(.reciprocal, to: root), call)
    }

    /// Times the second input, plus the third.
    fileprivate mutating func scaled(
        _ x: ONNXFeatures, perChannel axes: Int = 0, _ call: ONNXCall
    ) throws -> ONNXFeatures {
        func constant(_ index: Int) throws -> ONNXConstant? {
            guard let constant = try call.optionalConstant(index) else { return nil }
            // One value per channel, which axes follow.
            return constant.reshaped(constant.shape + Array(repeating: 1, count: axes))
        }
        return try affine(x, scale: try constant(1), shift: try constant(2), call)
    }

    fileprivate mutating func groupNormalization(_ call: ONNXCall) throws -> [ONNXValue] {
        let x = try features(call)
        let shape = x.shape
        guard let groups = try call.int("num_groups"), groups > 0, shape.count > 2,
            shape[1].isMultiple(of: groups)
        else { throw call.unsupported("its groups do not divide the channels of shape \(shape)") }
        let grouped = [shape[0], groups, shape[1] / groups] + shape[2...]
        var parts = x
        if let layout = x.layout.reshaped(to: grouped) {
            parts.layout = layout
        } else {
            parts = try inOrder(x)
            parts.layout = parts.layout.reshaped(to: grouped) ?? parts.layout
        }
        parts.history = []
        var normal = try standardized(
            parts, Array(2..<grouped.count), try call.float("epsilon", default: 1e-5), call)
        let isPerGroup = call.opset < 21
        if isPerGroup { normal = try scaled(normal, perChannel: shape.count - 1, call) }
        normal = try inOrder(normal)
        guard let layout = normal.layout.reshaped(to: shape) else {
            throw call.unsupported("its input is of shape \(shape)")
        }
        normal.layout = layout
        normal.history = []
        return [
            .features(
                isPerGroup ? normal : try scaled(normal, perChannel: shape.count - 2, call))
        ]
    }

    /// `x / (bias + alpha / size · Σ x²)^beta`, the sum over neighbouring channels.
    ///
    /// Source: Krizhevsky et al. 2012, "ImageNet Classification with Deep Convolutional Neural
    /// Networks", section 3.3.
    fileprivate mutating func localResponse(_ call: ONNXCall) throws -> [ONNXValue] {
        let x = try features(call)
        let shape = x.shape
        guard let size = try call.int("size"), 1...Window2D.largestExtent ~= size, shape.count > 1
        else { throw call.unsupported("attribute size is not 1 or more") }
        // Channels come last, as the rows that an average runs along.
        let order = Array(2..<shape.count) + [0, 1]
        var squares = try product(x, x, call)
        squares.layout = squares.layout.transposed(order)
        squares = try inOrder(squares)
        let rows = squares.layout.exampleCount / shape[1]
        let before = (size - 1) / 2
        let window = Window2D(
            size: Size2D(height: 1, width: size),
            padding: Padding2D(top: 0, left: before, bottom: 0, right: size - 1 - before))
        let value = try sketch.maps(
            squares.value, FeatureShape(channels: 1, height: rows, width: shape[1]))
        var mean = ONNXFeatures(
            try sketch.add(AveragePool2D(window: window, countsPadding: true), [value]),
            squares.layout)
        let back = shape.indices.map { axis in order.firstIndex(of: axis) ?? 0 }
        mean.layout = mean.layout.transposed(back)
        let alpha = try call.float("alpha", default: 1e-4)
        let beta = try call.float("beta", default: 0.75)
        let base = try affine(
            mean, scale: ONNXConstant(floats: [alpha], shape: []),
            shift: ONNXConstant(floats: [try call.float("bias", default: 1)], shape: []), call)
        return [.features(try product(x, try power(base, -beta, call), call))]
    }
}
