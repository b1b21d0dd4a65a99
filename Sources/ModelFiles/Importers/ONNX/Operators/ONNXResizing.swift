internal import FileIO
internal import NeuralNetwork
internal import ONNX
internal import TensorCore

extension ONNXOperators {
    /// Other sizes of feature maps.
    static let resizing: [String: Row] = [
        "Resize": Row(
            """
            antialias axes coordinate_transformation_mode cubic_coeff_a exclude_outside \
            extrapolation_value keep_aspect_ratio_policy mode nearest_mode
            """
        ) { try $0.resize($1) },
        "Upsample": Row("mode scales height_scale width_scale") { try $0.upsample($1) },
        "DepthToSpace": Row("blocksize mode") { try $0.depthToSpace($1) },
        "SpaceToDepth": Row("blocksize") { try $0.spaceToDepth($1) },
    ]
}

extension ONNXImporter {
    /// How an extent becomes another one.
    private struct Stretch {
        let axis: Int
        let from: Int
        let to: Int
        let scale: Float
    }

    fileprivate mutating func upsample(_ call: ONNXCall) throws -> [ONNXValue] {
        let x = try features(call)
        var scales: [Float]?
        if case .floats(let values)? = call.node.attributes["scales"] { scales = values }
        if call.has(1) { scales = try call.constant(1).floats }
        if scales == nil, x.shape.count == 4 {
            scales = [
                1, 1, try call.float("height_scale", default: 1),
                try call.float("width_scale", default: 1),
            ]
        }
        let mode = try call.string("mode", default: "nearest")
        return [
            .features(
                try resized(
                    x, try stretches(x.shape, scales, nil, call), mode: mode,
                    coordinates: "asymmetric", nearest: "floor", call))
        ]
    }

    fileprivate mutating func resize(_ call: ONNXCall) throws -> [ONNXValue] {
        let x = try features(call)
        let rank = x.shape.count
        let isOld = call.opset < 11
        let axes = try call.ints("axes")?.map { try call.axis($0, rank: rank) }
        func spread<T>(_ values: [T]?, _ usual: [T]) throws -> [T]? {
            guard let axes, let values else { return values }
            guard values.count == axes.count else {
                throw call.unsupported("it has \(values.count) extents for axes \(axes)")
            }
            var all = usual
            for (axis, value) in zip(axes, values) { all[axis] = value }
            return all
        }
        let policy = try call.string("keep_aspect_ratio_policy", default: "stretch")
        guard policy == "stretch", try call.int("antialias", default: 0) == 0 else {
            throw call.unsupported("it keeps the aspect ratio, or smooths first")
        }
        let place = isOld ? 1 : 2
        let scales = call.has(place) ? try call.constant(place).floats : []
        let sizes = call.has(3) ? try call.integers(3) : []
        let stretches = try stretches(
            x.shape,
            try spread(scales.isEmpty ? nil : scales, Array(repeating: 1, count: rank)),
            try spread(sizes.isEmpty ? nil : sizes, x.shape), call)
        return [
            .features(
                try resized(
                    x, stretches, mode: try call.string("mode", default: "nearest"),
                    coordinates: try call.string(
                        "coordinate_transformation_mode",
                        default: isOld ? "asymmetric" : "half_pixel"),
                    nearest: try call.string(
                        "nearest_mode", default: isOld ? "floor" : "round_prefer_floor"), call))
        ]
    }

    /// What happens to each axis, by factors or by extents.
    private func stretches(
        _ shape: [Int], _ scales: [Float]?, _ sizes: [Int]?, _ call: ONNXCall
    ) throws -> [Stretch] {
        guard (scales ?? []).count == shape.count || sizes?.count == shape.count else {
            throw call.unsupported("its scales or sizes are not one for each axis of \(shape)")
        }
        var target = shape
        for axis in shape.indices {
            if let sizes {
                target[axis] = sizes[axis]
            } else if let scale = scales?[axis] {
                let extent = (Float(shape[axis]) * scale).rounded(.down)
                guard extent >= 1, extent <= 0x1p24 else {
                    throw call.unsupported("it scales \(shape[axis]) by \(scale)")
                }
                target[axis] = Int(extent)
            }
        }
        try call.checkedCount(target)
        return shape.indices.filter { target[$0] != shape[$0] }.map {
            Stretch(
                axis: $0, from: shape[$0], to: target[$0],
                scale: sizes == nil
                    ? scales?[$0] ?? 1 : Float(target[$0]) / Float(shape[$0]))
        }
    }

    private mutating func resized(
        _ x: ONNXFeatures, _ stretches: [Stretch], mode: String, coordinates: String,
        nearest: String, _ call: ONNXCall
    ) throws -> ONNXFeatures {
        guard mode == "nearest" || mode == "linear" || mode == "bilinear" else {
            throw call.unsupported("attribute mode is \(displayName(mode))")
        }
        var result = x
        for stretch in stretches {
            let places = try (0..<stretch.to).map {
                try Self.coordinate($0, stretch, coordinates, call)
            }
            if mode == "nearest" {
                let chosen = try places.map {
                    try Self.nearest($0, nearest, stretch.from, call)
                }
                result = try taken(result, stretch.axis, chosen, call)
            } else {
                result = try interpolated(result, stretch, places, call)
            }
        }
        return result
    }

    /// Where an output lies among the inputs of an axis.
    private static func coordinate(
        _ index: Int, _ stretch: Stretch, _ mode: String, _ call: ONNXCall
    ) throws -> Float {
        let (x, scale) = (Float(index), stretch.scale)
        let halves = (x + 0.5) / scale - 0.5
        switch mode {
        case "half_pixel": return halves
        case "pytorch_half_pixel": return stretch.to > 1 ? halves : 0
        case "asymmetric": return x / scale
        case "tf_half_pixel_for_nn": return (x + 0.5) / scale
        case "align_corners":
            return stretch.to > 1 ? x * Float(stretch.from - 1) / Float(stretch.to - 1) : 0
        case "half_pixel_symmetric":
            let adjusted = Float(stretch.to) / (scale * Float(stretch.from))
            return Float(stretch.from) / 2 * (1 - adjusted) + halves
        default:
            throw call.unsupported(
                "attribute coordinate_transformation_mode is \(displayName(mode))")
        }
    }

    private static func nearest(
        _ x: Float, _ mode: String, _ extent: Int, _ call: ONNXCall
    ) throws -> Int {
        let place: Float =
            switch mode {
            case "round_prefer_floor": (x - 0.5).rounded(.up)
            case "round_prefer_ceil": (x + 0.5).rounded(.down)
            case "floor": x.rounded(.down)
            case "ceil": x.rounded(.up)
            default: throw call.unsupported("attribute nearest_mode is \(displayName(mode))")
            }
        return Int(min(max(place, 0), Float(extent - 1)))
    }

    /// Sums of the two neighbours along an axis, by their distance.
    private mutating func interpolated(
        _ x: ONNXFeatures, _ stretch: Stretch, _ places: [Float], _ call: ONNXCall
    ) throws -> ONNXFeatures {
        let bounded = places.map { min(max($0, 0), Float(stretch.from - 1)) }
        let low = bounded.map { Int($0) }
        let shares = zip(bounded, low).map { $0 - Float($1) }
        let lower = try taken(x, stretch.axis, low, call)
        guard shares.contains(where: { $0 != 0 }) else { return lower }
        let upper = try taken(x, stretch.axis, low.map { min($0 + 1, stretch.from - 1) }, call)
        let shape =
            [stretch.to] + Array(repeating: 1, count: x.shape.count - 1 - stretch.axis)
        return try sum(
            try affine(
                lower, scale: ONNXConstant(floats: shares.map { 1 - $0 }, shape: shape), call),
            try affine(upper, scale: ONNXConstant(floats: shares, shape: shape), call), call)
    }

    /// Places along an axis, each as often as it is listed.
    mutating func taken(
        _ x: ONNXFeatures, _ axis: Int, _ places: [Int], _ call: ONNXCall
    ) throws -> ONNXFeatures {
        guard !x.layout.axes[axis].contains(where: \.isBatch) else {
            throw call.unsupported("it takes parts of a batch")
        }
        // In memory the axis comes first.
        let order = [axis] + x.shape.indices.filter { $0 != axis }
        var moved = x
        moved.layout = x.layout.transposed(order)
        let input = try inOrder(moved)
        let inner = input.layout.exampleCount / x.shape[axis]
        try call.checkedCount([places.count, inner])
        try spend(places.count * inner)
        let value = try sketch.add(
            Gather(
                indices: places.flatMap { $0 * inner..<($0 + 1) * inner },
                shape: .vector(places.count * inner)), [input.value])
        var layout = input.layout
        layout.axes[0] = places.count == 1 ? [] : [.init(extent: places.count, stride: inner)]
        let back = x.shape.indices.map { place in order.firstIndex(of: place) ?? 0 }
        return ONNXFeatures(value, layout.transposed(back))
    }

    // MARK: - Channels and space

    fileprivate mutating func depthToSpace(_ call: ONNXCall) throws -> [ONNXValue] {
        let (shape, block) = try blocks(call)
        guard shape[1].isMultiple(of: block * block) else {
            throw call.unsupported("its blocks do not divide the channels of \(shape)")
        }
        let depth = shape[1] / (block * block)
        let isDepthFirst = try call.string("mode", default: "DCR") == "DCR"
        let parts = isDepthFirst ? [block, block, depth] : [depth, block, block]
        let order = isDepthFirst ? [0, 3, 4, 1, 5, 2] : [0, 1, 4, 2, 5, 3]
        return try moved(
            call, through: [shape[0]] + parts + shape[2...], order,
            to: [shape[0], depth, shape[2] * block, shape[3] * block])
    }

    fileprivate mutating func spaceToDepth(_ call: ONNXCall) throws -> [ONNXValue] {
        let (shape, block) = try blocks(call)
        guard shape[2].isMultiple(of: block), shape[3].isMultiple(of: block) else {
            throw call.unsupported("its blocks do not divide the maps of \(shape)")
        }
        let (height, width) = (shape[2] / block, shape[3] / block)
        return try moved(
            call, through: [shape[0], shape[1], height, block, width, block], [0, 3, 5, 1, 2, 4],
            to: [shape[0], shape[1] * block * block, height, width])
    }

    private func blocks(_ call: ONNXCall) throws -> (shape: [Int], block: Int) {
        let shape = try layout(try call.input(0), call).shape
        guard let block = try call.int("blocksize"), 1...4096 ~= block, shape.count == 4 else {
            throw call.unsupported("attribute blocksize or shape \(shape) is wrong")
        }
        return (shape, block)
    }

    private mutating func moved(
        _ call: ONNXCall, through parts: [Int], _ order: [Int], to shape: [Int]
    ) throws -> [ONNXValue] {
        try call.checkedCount(shape)
        let split = try rearranged(call) { $0.reshaped(to: parts)?.transposed(order) }
        let whole = ONNXCall(
            node: call.node, file: call.file, opset: call.opset, batch: call.batch, inputs: split)
        return try rearranged(whole) { $0.reshaped(to: shape) }
    }
}
