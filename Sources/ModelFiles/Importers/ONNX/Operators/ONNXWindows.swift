internal import FileIO
internal import NeuralNetwork
internal import TensorCore

// Windows of convolutions and poolings.

extension ONNXImporter {
    /// The window of a node over feature maps.
    ///
    /// - Parameters:
    ///   - kernel: Its size, one or two extents; `nil` where attribute `kernel_shape` says it.
    func window(
        _ call: ONNXCall, _ kernel: [Int]? = nil, over maps: FeatureShape, rank: Int? = nil
    ) throws -> Window2D {
        let declared = try call.ints("kernel_shape")
        guard let kernel = kernel ?? declared else {
            throw call.unsupported("attribute kernel_shape is missing")
        }
        let axes = kernel.count
        guard axes == 1 || axes == 2, rank.map({ axes == $0 - 2 }) ?? true,
            declared ?? kernel == kernel
        else {
            throw call.unsupported(
                "its window is \(declared ?? kernel); expected one extent for each axis beside "
                    + "batch and channels, of which there may be two")
        }
        let strides = try extents(call, "strides", axes)
        let dilations = try extents(call, "dilations", axes)
        guard kernel.allSatisfy({ 1...Window2D.largestExtent ~= $0 }) else {
            throw call.unsupported("its window is \(kernel); expected extents of 1 or more")
        }
        var window = Window2D(
            size: Self.size(kernel), stride: Self.size(strides), dilation: Self.size(dilations))
        window.padding = try padding(call, axes, window, maps)
        return window
    }

    private func extents(_ call: ONNXCall, _ name: String, _ axes: Int) throws -> [Int] {
        let values = try call.ints(name) ?? Array(repeating: 1, count: axes)
        guard values.count == axes, values.allSatisfy({ 1...Window2D.largestExtent ~= $0 }) else {
            throw call.unsupported(
                "attribute \(name) is \(values); expected \(axes) numbers of 1 or more")
        }
        return values
    }

    /// Along one axis, the other being of extent 1.
    private static func size(_ extents: [Int]) -> Size2D {
        extents.count == 1
            ? Size2D(height: 1, width: extents[0])
            : Size2D(height: extents[0], width: extents[1])
    }

    private func padding(
        _ call: ONNXCall, _ axes: Int, _ window: Window2D, _ maps: FeatureShape
    ) throws -> Padding2D {
        let automatic = try call.string("auto_pad", default: "NOTSET")
        switch automatic {
        case "NOTSET", "":
            let pads = try call.ints("pads") ?? Array(repeating: 0, count: 2 * axes)
            guard pads.count == 2 * axes, pads.allSatisfy({ 0...Window2D.largestExtent ~= $0 })
            else {
                throw call.unsupported(
                    "attribute pads is \(pads); expected \(2 * axes) numbers of 0 or more")
            }
            return axes == 1
                ? Padding2D(top: 0, left: pads[0], bottom: 0, right: pads[1])
                : Padding2D(top: pads[0], left: pads[1], bottom: pads[2], right: pads[3])
        case "VALID": return .none
        case "SAME_UPPER", "SAME_LOWER":
            let lower = automatic == "SAME_LOWER"
            let (top, bottom) = Self.same(
                maps.height, window.extent.height, window.stride.height, lower)
            let (left, right) = Self.same(
                maps.width, window.extent.width, window.stride.width, lower)
            return Padding2D(top: top, left: left, bottom: bottom, right: right)
        default:
            throw call.unsupported("attribute auto_pad is \(displayName(automatic))")
        }
    }

    /// The padding with which there is an output for every `stride` inputs.
    private static func same(
        _ extent: Int, _ window: Int, _ stride: Int, _ lower: Bool
    ) -> (Int, Int) {
        let outputs = (extent + stride - 1) / stride
        let total = max(0, (outputs - 1) * stride + window - extent)
        let half = total / 2
        return lower ? (total - half, half) : (half, total - half)
    }

    /// How far a window has to reach further down and right so that the number of outputs is rounded
    /// up; an output that would begin outside does not count.
    func ceiling(_ window: Window2D, over maps: FeatureShape) -> (bottom: Int, right: Int) {
        func missing(_ extent: Int, _ window: Int, _ stride: Int, _ before: Int, _ after: Int)
            -> Int
        {
            let room = extent + before + after - window
            guard room >= 0 else { return 0 }
            var outputs = (room + stride - 1) / stride + 1
            if (outputs - 1) * stride >= extent + before { outputs -= 1 }
            return max(0, (outputs - 1) * stride - room)
        }
        let padding = window.padding
        return (
            missing(
                maps.height, window.extent.height, window.stride.height, padding.top,
                padding.bottom),
            missing(
                maps.width, window.extent.width, window.stride.width, padding.left, padding.right)
        )
    }

    // MARK: - Poolings

    mutating func maxPool(_ call: ONNXCall) throws -> [ONNXValue] {
        let features = try features(call, orQuantized: true)
        let value = try maps(features, call)
        var window = try window(call, over: sketch.shape(value), rank: features.shape.count)
        if try call.int("ceil_mode", default: 0) != 0 {
            let more = ceiling(window, over: sketch.shape(value))
            window.padding.bottom += more.bottom
            window.padding.right += more.right
        }
        let result = try sketch.add(MaxPool2D(window: window), [value])
        var pooled = batched(result, extents(of: result, rank: features.shape.count))
        pooled.quantization = features.quantization
        return [.features(pooled)]
    }

    mutating func averagePool(_ call: ONNXCall) throws -> [ONNXValue] {
        let features = try features(call)
        var value = try maps(features, call)
        var window = try window(call, over: sketch.shape(value), rank: features.shape.count)
        var countsPadding = try call.int("count_include_pad", default: 0) != 0
        if try call.int("ceil_mode", default: 0) != 0 {
            let more = ceiling(window, over: sketch.shape(value))
            if countsPadding, more != (0, 0) {
                // The padding of the file counts, what is added for the last window does not.
                value = try padded(value, window.padding)
                window.padding = .none
                countsPadding = false
            }
            window.padding.bottom += more.bottom
            window.padding.right += more.right
        }
        let result = try sketch.add(
            AveragePool2D(window: window, countsPadding: countsPadding), [value])
        return [.features(batched(result, extents(of: result, rank: features.shape.count)))]
    }

    /// Feature maps with zeros around.
    mutating func padded(_ value: Int, _ padding: Padding2D, fill: Float = 0) throws -> Int {
        let shape = sketch.shape(value)
        let larger = FeatureShape(
            channels: shape.channels, height: shape.height + padding.top + padding.bottom,
            width: shape.width + padding.left + padding.right)
        try spend(larger.checkedCount ?? .max)
        var indices: [Int] = []
        for channel in 0..<shape.channels {
            for row in -padding.top..<shape.height + padding.bottom {
                for column in -padding.left..<shape.width + padding.right {
                    let isInside = 0..<shape.height ~= row && 0..<shape.width ~= column
                    indices.append(
                        isInside ? (channel * shape.height + row) * shape.width + column : -1)
                }
            }
        }
        let result = try sketch.add(Gather(indices: indices, shape: larger, fill: fill), [value])
        if fill == 0 { padded[result] = (value, padding) }
        return result
    }

    // MARK: - Reductions

    enum Reduction {
        case mean, sum, maximum, minimum
        /// The sum of magnitudes, the root of the sum of squares, and that sum.
        case magnitudes, length, squares
        /// The logarithm of the sum, and of the sum of exponentials.
        case logarithm, powers
        case product
    }

    /// Reduces axes, of which the batch is none.
    mutating func reduced(
        _ features: ONNXFeatures, _ axes: [Int], _ reduction: Reduction, keepsAxes: Bool,
        _ call: ONNXCall
    ) throws -> ONNXFeatures {
        func sum(_ values: ONNXFeatures) throws -> ONNXFeatures {
            try reduced(values, axes, .sum, keepsAxes: keepsAxes, call)
        }
        switch reduction {
        case .mean, .sum, .maximum, .minimum: break
        case .magnitudes: return try sum(try applied(.abs, to: features))
        case .squares: return try sum(try product(features, features, call))
        case .length:
            return try applied(
                .squareRoot, to: try sum(try product(features, features, call)))
        case .logarithm: return try applied(.log, to: try sum(features))
        case .powers:
            // The largest value is taken away first, so that nothing overflows.
            let largest = try reduced(features, axes, .maximum, keepsAxes: true, call)
            let powers = try applied(.exp, to: try difference(features, largest, call))
            let logarithm = try applied(.log, to: try sum(powers))
            let kept =
                keepsAxes
                ? largest : try reduced(features, axes, .maximum, keepsAxes: false, call)
            return try self.sum(logarithm, kept, call)
        case .product: throw call.unsupported("it multiplies all values of an axis")
        }
        let shape = features.shape
        if axes.isEmpty { return features }
        let others = shape.indices.filter { !axes.contains($0) }
        guard axes.allSatisfy({ !features.layout.axes[$0].contains(where: \.isBatch) }) else {
            throw call.unsupported("it reduces the axis of the batch")
        }
        var moved = features
        moved.layout = features.layout.transposed(others + axes)
        let input = try inOrder(moved)
        let count = axes.reduce(1) { $0 * shape[$1] }
        let rest = input.layout.exampleCount / count
        let found = sketch.shape(input.value)
        // Feature maps stay what they are if whole maps are reduced.
        let maps =
            found.channels == rest && found.size.area == count
            ? found : FeatureShape(channels: rest, height: 1, width: count)
        let value = try sketch.maps(input.value, maps)
        let result: Int
        switch reduction {
        case .mean: result = try sketch.add(GlobalAveragePool(), [value])
        case .sum:
            let mean = try sketch.add(GlobalAveragePool(), [value])
            result = try sketch.add(
                BatchNorm.affine(
                    scale: Array(repeating: Float(count), count: rest),
                    shift: Array(repeating: 0, count: rest)), [mean])
        case .maximum:
            result = try sketch.add(MaxPool2D(window: Window2D(size: maps.size)), [value])
        case .minimum:
            let sign = BatchNorm.affine(
                scale: Array(repeating: -1, count: rest), shift: Array(repeating: 0, count: rest))
            let negative = try sketch.add(sign, [value])
            result = try sketch.add(
                sign, [try sketch.add(MaxPool2D(window: Window2D(size: maps.size)), [negative])])
        default: throw call.unsupported("the operator is not computed here")
        }
        var layout = TensorLayout(axes: Array(input.layout.axes.prefix(others.count)))
        // The values that are left lie one after the other now.
        layout = layout.inOrder
        if keepsAxes {
            var all: [[TensorLayout.Factor]] = Array(repeating: [], count: shape.count)
            for (axis, factors) in zip(others, layout.axes) { all[axis] = factors }
            layout.axes = all
        }
        return ONNXFeatures(result, layout)
    }
}
