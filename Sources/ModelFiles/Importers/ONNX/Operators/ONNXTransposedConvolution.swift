internal import NeuralNetwork
internal import ONNX
internal import TensorCore

extension ONNXImporter {
    /// A transposed convolution: zeros between the values, then a convolution with the window turned
    /// around.
    mutating func transposedConvolution(_ call: ONNXCall) throws -> [ONNXValue] {
        let features = try features(call)
        let weights = try call.constant(1)
        let groups = try call.int("group", default: 1)
        guard features.shape.count == 4, weights.shape.count == 4, !weights.shape.contains(0),
            groups > 0, weights.shape[0] == features.shape[1],
            weights.shape[0].isMultiple(of: groups), call.node.attributes["output_shape"] == nil
        else {
            throw call.unsupported(
                "its input is of shape \(features.shape) and its weights \(weights.shape), or it "
                    + "says the shape of its output")
        }
        let value = try maps(features, call)
        let maps = sketch.shape(value)
        let window = try window(call, Array(weights.shape.dropFirst(2)), over: maps, rank: 4)
        let automatic = try call.string("auto_pad", default: "NOTSET")
        let more = try call.ints("output_padding") ?? [0, 0]
        guard more.count == 2, more.allSatisfy({ 0...Window2D.largestExtent ~= $0 }) else {
            throw call.unsupported("attribute output_padding is \(more)")
        }
        func run(
            _ found: Int, _ reach: Int, _ stride: Int, _ before: Int, _ after: Int, _ more: Int
        ) throws -> (first: Int, count: Int) {
            let whole = (found - 1) * stride + reach + more
            var (before, after) = (before, after)
            if automatic.hasPrefix("SAME") {
                let total = max(whole - found * stride, 0)
                before = automatic == "SAME_LOWER" ? total - total / 2 : total / 2
                after = total - before
            }
            // The first window begins where its last element meets the first value.
            return (before - (reach - 1), whole - before - after + reach - 1)
        }
        let (stride, padding) = (window.stride, window.padding)
        let rows = try run(
            maps.height, window.extent.height, stride.height, padding.top, padding.bottom, more[0])
        let columns = try run(
            maps.width, window.extent.width, stride.width, padding.left, padding.right, more[1])
        let count = try call.checkedCount([maps.channels, rows.count, columns.count])
        try spend(count)
        func places(_ range: (first: Int, count: Int), _ stride: Int, _ extent: Int) -> [Int?] {
            (range.first..<range.first + range.count).map { place in
                place >= 0 && place.isMultiple(of: stride) && place / stride < extent
                    ? place / stride : nil
            }
        }
        let (down, across) = (
            places(rows, stride.height, maps.height), places(columns, stride.width, maps.width)
        )
        var indices: [Int] = []
        indices.reserveCapacity(count)
        for channel in 0..<maps.channels {
            for row in down {
                for column in across {
                    if let row, let column {
                        indices.append((channel * maps.height + row) * maps.width + column)
                    } else {
                        indices.append(-1)
                    }
                }
            }
        }
        let spread = try sketch.add(
            Gather(
                indices: indices,
                shape: FeatureShape(
                    channels: maps.channels, height: rows.count, width: columns.count)), [value])
        let result = try sketch.add(
            Conv2D(
                weights: try turned(weights, groups, call),
                bias: try call.optionalConstant(2)?.floats,
                window: Window2D(size: window.size, dilation: window.dilation), groups: groups),
            [spread])
        return [.features(batched(result, extents(of: result, rank: 4)))]
    }

    /// Weights `[C, M/G, kh, kw]` as `[M, C/G · kh · kw]`, each window turned by half a circle.
    private mutating func turned(
        _ weights: ONNXConstant, _ groups: Int, _ call: ONNXCall
    ) throws -> Matrix {
        let (inputs, outputs) = (weights.shape[0] / groups, weights.shape[1])
        let area = weights.shape[2] * weights.shape[3]
        try spend(weights.count)
        let found = weights.floats
        var elements: [Float] = []
        elements.reserveCapacity(found.count)
        for group in 0..<groups {
            for output in 0..<outputs {
                for input in group * inputs..<(group + 1) * inputs {
                    let first = (input * outputs + output) * area
                    elements += found[first..<first + area].reversed()
                }
            }
        }
        return Matrix(rows: groups * outputs, columns: inputs * area, elements: elements)
    }
}
