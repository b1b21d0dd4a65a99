internal import NeuralNetwork
internal import ONNX
internal import TensorCore

extension ONNXOperators {
    /// Operators with weights, and poolings.
    static let layers: [String: Row] = [
        "Gemm": Row("alpha beta transA transB broadcast") { try $0.gemm($1) },
        "MatMul": Row { try $0.matMul($1) },
        "Conv": Row("auto_pad dilations group kernel_shape pads strides") { try $0.conv($1) },
        "ConvTranspose": Row(
            "auto_pad dilations group kernel_shape output_padding output_shape pads strides"
        ) { try $0.transposedConvolution($1) },
        "BatchNormalization": Row(
            "epsilon momentum spatial is_test consumed_inputs training_mode"
        ) { try $0.batchNormalization($1) },
        "MaxPool": Row(
            "auto_pad ceil_mode dilations kernel_shape pads storage_order strides"
        ) { try $0.maxPool($1) },
        "AveragePool": Row(
            "auto_pad ceil_mode count_include_pad dilations kernel_shape pads strides"
        ) { try $0.averagePool($1) },
        "GlobalAveragePool": Row { importer, call in
            let features = try importer.features(call)
            let axes = Array(2..<max(features.shape.count, 2))
            return [.features(try importer.reduced(features, axes, .mean, keepsAxes: true, call))]
        },
        "GlobalMaxPool": Row { importer, call in
            let features = try importer.features(call)
            let axes = Array(2..<max(features.shape.count, 2))
            return [
                .features(try importer.reduced(features, axes, .maximum, keepsAxes: true, call))
            ]
        },
    ]
}

extension ONNXImporter {
    // MARK: - Dense layers

    mutating func gemm(_ call: ONNXCall) throws -> [ONNXValue] {
        let (alpha, beta) = (
            try call.float("alpha", default: 1), try call.float("beta", default: 1)
        )
        if let constants = call.constants, constants.count >= 2 {
            return try foldedGemm(call, constants, alpha, beta)
        }
        let (transA, transB) = (
            try call.int("transA", default: 0) != 0, try call.int("transB", default: 0) != 0
        )
        let product: ONNXFeatures
        switch (try call.input(0), try call.input(1)) {
        case (.constant(let constant), _):
            // W · x is the transposed of xᵀ · Wᵀ.
            let right = try features(call, 1)
            let weights = scaled(try matrix(constant, transposed: !transA, call), by: alpha)
            let x = try axesOfMatrix(transB ? right : try transposed(right), call)
            product = try transposed(try dense(x, weights, call))
        case (_, .constant(let constant)):
            let left = try features(call)
            let weights = scaled(try matrix(constant, transposed: transB, call), by: alpha)
            let x = try axesOfMatrix(transA ? try transposed(left) : left, call)
            product = try dense(x, weights, call)
        default:
            let (left, right) = (try features(call), try features(call, 1))
            let factor = ONNXConstant(floats: [alpha], shape: [])
            product = try affine(
                try matrixProduct(
                    try axesOfMatrix(transA ? try transposed(left) : left, call),
                    try axesOfMatrix(transB ? try transposed(right) : right, call), call),
                scale: factor, call)
        }
        guard call.has(2) else { return [.features(product)] }
        guard case .constant(let bias) = try call.input(2) else {
            let factor = ONNXConstant(floats: [beta], shape: [])
            let term = try affine(try self.features(call, 2), scale: factor, call)
            return [.features(try sum(product, term, call))]
        }
        let shift =
            beta == 1
            ? bias
            : ONNXConstant(
                floats: bias.floats.map { $0 * beta }, shape: bias.shape)
        return [.features(try affine(product, shift: shift, call))]
    }

    private func scaled(_ weights: Matrix, by factor: Float) -> Matrix {
        guard factor != 1 else { return weights }
        return Matrix(
            rows: weights.rows, columns: weights.columns,
            elements: weights.elements.map { $0 * factor })
    }

    /// Checks that there are two axes, as `Gemm` has them; axes of 1 in front count for nothing.
    private func axesOfMatrix(
        _ features: ONNXFeatures, _ call: ONNXCall
    ) throws -> ONNXFeatures {
        guard features.shape.count == 2 else {
            throw call.unsupported("its input is of shape \(features.shape); expected two axes")
        }
        return features
    }

    fileprivate mutating func matMul(_ call: ONNXCall) throws -> [ONNXValue] {
        if let constants = call.constants, constants.count == 2 {
            return try foldedGemm(call, constants, 1, 1)
        }
        if isConstant(try call.input(0)) {
            // W · x is the transposed of xᵀ · Wᵀ.
            let x = try transposed(try features(call, 1))
            let weights = try matrix(call.constant(0), transposed: true, call)
            return [.features(try transposed(try dense(x, weights, call)))]
        }
        let features = try features(call)
        guard isConstant(try call.input(1)) else {
            return [.features(try matrixProduct(features, try self.features(call, 1), call))]
        }
        let weights = try matrix(call.constant(1), transposed: false, call)
        return [.features(try dense(features, weights, call))]
    }

    /// A constant as a matrix `[K, M]`; axes of 1 in front count for nothing.
    func matrix(
        _ constant: ONNXConstant, transposed: Bool, _ call: ONNXCall
    ) throws -> Matrix {
        var shape = constant.shape
        if shape.count == 1, !transposed { shape.append(1) }
        while shape.count > 2, shape[0] == 1 { shape.removeFirst() }
        guard shape.count == 2, !shape.contains(0) else {
            throw call.unsupported(
                "its weights are of shape \(constant.shape); expected a matrix")
        }
        let stored = Matrix(rows: shape[0], columns: shape[1], elements: constant.floats)
        return transposed ? stored.transposed() : stored
    }

    /// A product of the last axis with weights `[K, M]`.
    mutating func dense(
        _ features: ONNXFeatures, _ weights: Matrix, _ call: ONNXCall
    ) throws -> ONNXFeatures {
        let shape = features.shape
        guard let last = shape.last, last == weights.rows else {
            throw call.unsupported(
                "its input is of shape \(shape); expected a last axis of \(weights.rows), as the "
                    + "weights of shape [\(weights.rows), \(weights.columns)] have")
        }
        let axes = features.layout.axes
        guard !axes[axes.count - 1].contains(where: \.isBatch) else {
            throw call.unsupported("its sums would run over the images of a batch")
        }
        let rows = features.layout.exampleCount / last
        return rows == 1
            ? try denseOfVector(features, weights) : try denseOfRows(features, weights, rows, call)
    }

    /// The rows of the weights are put in the order that the values have.
    private mutating func denseOfVector(
        _ features: ONNXFeatures, _ weights: Matrix
    ) throws -> ONNXFeatures {
        let input = try complete(features)
        var ordered = weights
        if !input.layout.isRowMajor {
            try spend(weights.elements.count)
            var places = Array(repeating: 0, count: weights.rows)
            for (row, place) in input.layout.indices().enumerated() { places[place] = row }
            var elements: [Float] = []
            elements.reserveCapacity(weights.elements.count)
            for row in places {
                let start = row * weights.columns
                elements += weights.elements[start..<start + weights.columns]
            }
            ordered = Matrix(rows: weights.rows, columns: weights.columns, elements: elements)
        }
        let value = try sketch.add(
            Dense(weights: ordered, bias: Array(repeating: 0, count: ordered.columns)),
            [try sketch.vector(input.value)])
        var layout = input.layout
        layout.offset = 0
        layout.axes[layout.axes.count - 1] =
            weights.columns == 1 ? [] : [.init(extent: weights.columns, stride: 1)]
        return ONNXFeatures(value, layout)
    }

    /// The same weights for each row, which is a convolution with a window of 1 × 1.
    private mutating func denseOfRows(
        _ features: ONNXFeatures, _ weights: Matrix, _ rows: Int, _ call: ONNXCall
    ) throws -> ONNXFeatures {
        let rank = features.shape.count
        var moved = features
        moved.layout = features.layout.transposed([rank - 1] + Array(0..<rank - 1))
        let input = try inOrder(moved)
        let value = try sketch.add(
            Conv2D(weights: weights.transposed(), window: Window2D(size: Size2D(1))),
            [
                try sketch.maps(
                    input.value, FeatureShape(channels: weights.rows, height: 1, width: rows))
            ])
        var layout = input.layout
        layout.axes[0] =
            weights.columns == 1 ? [] : [.init(extent: weights.columns, stride: rows)]
        return ONNXFeatures(value, layout.transposed(Array(1..<rank) + [0]))
    }

    // MARK: - Convolutions

    mutating func conv(_ call: ONNXCall) throws -> [ONNXValue] {
        let features = try features(call)
        let weights = try call.constant(1)
        let bias = try call.optionalConstant(2)
        return [.features(try convolution(features, weights, bias, call))]
    }

    /// A convolution with weights `[M, C/G, kh, kw]`, or `[M, C/G, k]` along one axis.
    mutating func convolution(
        _ features: ONNXFeatures, _ weights: ONNXConstant, _ bias: ONNXConstant?, _ call: ONNXCall
    ) throws -> ONNXFeatures {
        let rank = features.shape.count
        guard rank == 3 || rank == 4, weights.shape.count == rank, !weights.shape.contains(0) else {
            throw call.unsupported(
                "its input is of shape \(features.shape) and its weights \(weights.shape); expected "
                    + "three or four axes of both")
        }
        var value = try maps(features, call)
        let kernel = Array(weights.shape.dropFirst(2))
        var window = try window(call, kernel, over: sketch.shape(value))
        // A zero padding before it is taken up.
        if let inner = padded[value] {
            value = inner.value
            window.padding = window.padding + inner.padding
        }
        let outputs = weights.shape[0]
        if let bias, bias.count != outputs {
            throw call.unsupported(
                "its bias has \(bias.count) values; expected \(outputs), one per output")
        }
        let elements = weights.floats
        let result = try sketch.add(
            Conv2D(
                weights: Matrix(
                    rows: outputs, columns: elements.count / outputs, elements: elements),
                bias: bias?.floats, window: window, groups: try call.int("group", default: 1)),
            [value])
        return batched(result, extents(of: result, rank: rank))
    }

    /// The extents of feature maps without the batch, as a tensor of a rank has them.
    func extents(of value: Int, rank: Int) -> [Int] {
        let shape = sketch.shape(value)
        return rank == 3
            ? [shape.channels, shape.width] : [shape.channels, shape.height, shape.width]
    }

    // MARK: - Batch normalization

    fileprivate mutating func batchNormalization(_ call: ONNXCall) throws -> [ONNXValue] {
        guard try call.int("training_mode", default: 0) == 0 else {
            throw call.unsupported("attribute training_mode is 1; expected a network in inference")
        }
        let features = try features(call)
        let parts = try (1...4).map { try call.constant($0).floats }
        let channels = features.shape.count > 1 ? features.shape[1] : 0
        let example = Array(features.shape.dropFirst())
        if try call.int("spatial", default: 1) == 0, parts[0].count != channels {
            // One of each for every value of an image, in operator sets before 9.
            guard parts.allSatisfy({ $0.count == example.reduce(1, *) }) else {
                throw call.unsupported(
                    "it has \(parts.map(\.count)) values; expected one for each of \(example)")
            }
            let epsilon = try call.float("epsilon", default: 1e-5)
            let scale = zip(parts[0], parts[3]).map {
                Float(Double($0) / (Double($1) + Double(epsilon)).squareRoot())
            }
            let shift = zip(parts[1], zip(parts[2], scale)).map {
                Float(Double($0) - Double($1.0) * Double($1.1))
            }
            return [
                .features(
                    try affine(
                        features, scale: ONNXConstant(floats: scale, shape: example),
                        shift: ONNXConstant(floats: shift, shape: example), call))
            ]
        }
        guard parts.allSatisfy({ $0.count == channels }) else {
            throw call.unsupported(
                "it has \(parts.map(\.count)) values; expected \(channels) each, one per channel")
        }
        let layer = BatchNorm(
            weight: parts[0], bias: parts[1], mean: parts[2], variance: parts[3],
            epsilon: Double(try call.float("epsilon", default: 1e-5)))
        let value = try maps(features, call)
        let vector =
            features.shape.count == 2 && sketch.output(features.value).isVector
            ? features.value : value
        let result = try sketch.add(layer, [vector])
        return [.features(batched(result, Array(features.shape.dropFirst())))]
    }
}

extension Padding2D {
    static func + (left: Padding2D, right: Padding2D) -> Padding2D {
        Padding2D(
            top: left.top + right.top, left: left.left + right.left,
            bottom: left.bottom + right.bottom, right: left.right + right.right)
    }
}
