internal import FileIO
internal import NeuralNetwork
internal import ONNX
internal import TensorCore

// Operators that take parts of a tensor, or put parts together.

extension ONNXImporter {
    mutating func slice(_ call: ONNXCall) throws -> [ONNXValue] {
        guard let starts = try call.integers("starts", orInput: 1),
            let ends = try call.integers("ends", orInput: 2), ends.count == starts.count
        else { throw call.unsupported("starts and ends are missing, or not as many") }
        let rank = try layout(try call.input(0), call).rank
        let axes = try (call.integers("axes", orInput: 3) ?? Array(starts.indices)).map {
            try call.axis($0, rank: rank)
        }
        let steps = call.has(4) ? try call.integers(4) : Array(repeating: 1, count: starts.count)
        guard axes.count == starts.count, steps.count == starts.count, !steps.contains(0) else {
            throw call.unsupported("axes or steps are not as many as starts")
        }
        return try rearranged(call) { layout in
            var result = layout
            for (index, axis) in axes.enumerated() {
                let extent = result.shape[axis]
                let (start, count) = Self.run(
                    starts[index], ends[index], steps[index], of: extent)
                if start == 0, count == extent, steps[index] == 1 { continue }
                guard count > 0 else { throw call.unsupported("it leaves nothing") }
                guard
                    let next = result.sliced(
                        axis, start: start, step: steps[index], count: count)
                else { return nil }
                result = next
            }
            return result
        }
    }

    /// Where a slice begins, and how many elements it has.
    private static func run(
        _ start: Int, _ end: Int, _ step: Int, of extent: Int
    ) -> (start: Int, count: Int) {
        // Numbers beyond both ends mean the ends.
        func bounded(_ index: Int, _ range: ClosedRange<Int>) -> Int {
            let fromStart = index < 0 ? max(index, -extent - 1) + extent : index
            return min(max(fromStart, range.lowerBound), range.upperBound)
        }
        if step > 0 {
            let (first, last) = (bounded(start, 0...extent), bounded(end, 0...extent))
            let stride = min(step, extent)
            return (first, max(0, last - first + stride - 1) / stride)
        }
        let (first, last) = (bounded(start, 0...extent - 1), bounded(end, -1...extent - 1))
        let stride = max(step, -extent)
        return (first, max(0, first - last - stride - 1) / -stride)
    }

    mutating func split(_ call: ONNXCall) throws -> [ONNXValue] {
        let layout = try layout(try call.input(0), call)
        let axis = try call.axis(try call.int("axis", default: 0), rank: layout.rank)
        let extent = layout.shape[axis]
        let outputs = max(call.node.outputs.count, 1)
        let equal = (extent + outputs - 1) / outputs
        let parts =
            try call.integers("split", orInput: 1)
            ?? (0..<outputs).map { min(equal, extent - min($0 * equal, extent)) }
        guard parts.allSatisfy({ 1...extent ~= $0 }), parts.count <= extent,
            parts.reduce(0, +) == extent
        else { throw call.unsupported("it splits \(extent) into \(parts)") }
        var results: [ONNXValue] = []
        var start = 0
        for part in parts {
            let first = start
            results += try rearranged(call) {
                $0.sliced(axis, start: first, step: 1, count: part)
            }
            start += part
        }
        return results
    }

    mutating func gather(_ call: ONNXCall) throws -> [ONNXValue] {
        // The names of classes by the number of the likeliest.
        if call.has(1), case .answer(let features) = try call.input(1) {
            return [.answer(features)]
        }
        let indices = try call.constant(1)
        guard let wanted = indices.integers, !wanted.isEmpty else {
            throw call.unsupported("its indices are no whole numbers")
        }
        let layout = try layout(try call.input(0), call)
        let axis = try call.axis(try call.int("axis", default: 0), rank: layout.rank)
        let extent = layout.shape[axis]
        let places = try wanted.map { try call.axis($0, rank: extent) }
        let step = places.count > 1 ? places[1] - places[0] : 1
        guard zip(places.dropFirst(), places).allSatisfy({ $0 - $1 == step }), step != 0 else {
            return [try gathered(places, indices.shape, axis, call)]
        }
        return try rearranged(call) { layout in
            guard
                let part = layout.sliced(
                    axis, start: places[0], step: step, count: places.count)
            else { return nil }
            guard indices.shape.count != 1 else { return part }
            // A number drops the axis, a matrix makes two of it.
            let shape = part.shape
            return part.reshaped(
                to: Array(shape[..<axis]) + indices.shape + Array(shape[(axis + 1)...]))
        }
    }

    /// Places at no equal distances.
    private mutating func gathered(
        _ places: [Int], _ shape: [Int], _ axis: Int, _ call: ONNXCall
    ) throws -> ONNXValue {
        func indices(_ layout: TensorLayout) throws -> (TensorLayout, [Int]) {
            let found = layout.shape
            let result = Array(found[..<axis]) + shape + Array(found[(axis + 1)...])
            let count = try call.checkedCount(result)
            try spend(count)
            let inner = found[(axis + 1)...].reduce(1, *)
            let outer = found[..<axis].reduce(1, *)
            var chosen: [Int] = []
            for first in 0..<outer {
                for place in places {
                    let start = (first * found[axis] + place) * inner
                    chosen += start..<start + inner
                }
            }
            return (TensorLayout(rowMajor: result), chosen)
        }
        switch try call.input(0) {
        case .constant(let constant):
            let (layout, chosen) = try indices(TensorLayout(rowMajor: constant.shape))
            return .constant(constant.elements(at: chosen, shape: layout.shape))
        default:
            var result = try taken(try features(call), axis, places, call)
            if shape.count != 1 {
                // A matrix of indices makes two axes of one.
                let found = result.shape
                result = try changed(result, call) {
                    $0.reshaped(
                        to: Array(found[..<axis]) + shape + Array(found[(axis + 1)...]))
                }
            }
            return .features(result)
        }
    }

    mutating func concat(_ call: ONNXCall) throws -> [ONNXValue] {
        let wanted = try call.int("axis", default: 1)
        if let constants = call.constants { return [try concatenated(constants, wanted, call)] }
        let ofImage = try call.inputs.indices.first { !isConstant(try call.input($0)) }
        let image = try features(call, ofImage ?? 0).value
        var parts: [ONNXFeatures] = []
        for index in call.inputs.indices {
            if case .constant(let constant) = try call.input(index) {
                if constant.count > 0 {
                    parts.append(try asFeatures(constant, beside: image, call))
                }
            } else {
                parts.append(try features(call, index))
            }
        }
        let axis = try call.axis(wanted, rank: parts[0].shape.count)
        return [.features(try joined(parts, axis: axis, call))]
    }

    /// A constant as a value of the network: zeros in the place of another value, and a bias.
    private mutating func asFeatures(
        _ constant: ONNXConstant, beside value: Int, _ call: ONNXCall
    ) throws -> ONNXFeatures {
        var (shape, numbers) = (constant.shape, constant.floats)
        let isBatch = batch > 1 && shape.first == batch
        if isBatch {
            let count = numbers.count / batch
            let first = Array(numbers[..<count])
            guard numbers.indices.allSatisfy({ numbers[$0] == first[$0 % count] }) else {
                throw call.unsupported(
                    "a constant of shape \(shape) differs from image to image of a batch")
            }
            (shape, numbers) = (Array(shape.dropFirst()), first)
        }
        try call.checkedCount(shape)
        try spend(numbers.count)
        let zeros = try sketch.add(
            Gather(
                indices: Array(repeating: -1, count: numbers.count), shape: .vector(numbers.count)),
            [value])
        let result = try sketch.add(
            BatchNorm.affine(scale: Array(repeating: 1, count: numbers.count), shift: numbers),
            [zeros])
        return isBatch
            ? batched(result, shape) : ONNXFeatures(result, TensorLayout(rowMajor: shape))
    }

    /// Values one after the other along an axis.
    mutating func joined(
        _ values: [ONNXFeatures], axis: Int, _ call: ONNXCall
    ) throws -> ONNXFeatures {
        var parts = values
        guard parts.count > 1 else { return parts[0] }
        // In memory the axis comes first, so that parts lie one after the other.
        let rank = parts[0].shape.count
        let order = [axis] + (0..<rank).filter { $0 != axis }
        let others = parts[0].shape.enumerated().filter { $0.offset != axis }.map(\.element)
        var extent = 0
        for index in parts.indices {
            let found = parts[index].shape
            guard found.count == rank,
                found.enumerated().filter({ $0.offset != axis }).map(\.element) == others,
                !parts[index].layout.axes[axis].contains(where: \.isBatch)
            else {
                throw call.unsupported(
                    "its inputs are of shapes \(parts[0].shape) and \(found); expected shapes that "
                        + "differ along axis \(axis) only")
            }
            extent += found[axis]
            parts[index].layout = parts[index].layout.transposed(order)
            parts[index] = try inOrder(parts[index])
        }
        var values = parts.map(\.value)
        let sizes = Set(values.map { sketch.shape($0).size })
        let areVectors = Set(values.map { sketch.output($0).isVector })
        let count = parts[0].layout.exampleCount / parts[0].shape[0]
        if sizes.count > 1 || areVectors.count > 1 || sizes.first?.area != count {
            values = try values.map { try sketch.vector($0) }
        }
        let value = try sketch.add(Concatenate(), values)
        var layout = parts[0].layout
        layout.axes[0] = [.init(extent: extent, stride: count)]
        let back = (0..<rank).map { place in order.firstIndex(of: place) ?? 0 }
        return ONNXFeatures(value, layout.transposed(back))
    }

    private mutating func concatenated(
        _ constants: [ONNXConstant], _ wanted: Int, _ call: ONNXCall
    ) throws -> ONNXValue {
        let parts = constants.filter { $0.count > 0 }
        guard let first = parts.first else { throw call.unsupported("its inputs are empty") }
        let axis = try call.axis(wanted, rank: first.shape.count)
        let outer = first.shape[..<axis].reduce(1, *)
        var shape = first.shape
        shape[axis] = 0
        for part in parts {
            guard part.shape.count == shape.count,
                part.shape.indices.allSatisfy({ $0 == axis || part.shape[$0] == shape[$0] })
            else { throw call.unsupported("its constants do not fit together") }
            shape[axis] += part.shape[axis]
            try spend(part.count)
        }
        let areIntegers = parts.allSatisfy {
            if case .integers = $0.elements { true } else { false }
        }
        let numbers = areIntegers ? [] : parts.map(\.floats)
        var floats: [Float] = []
        var integers: [Int64] = []
        for place in 0..<outer {
            for (index, part) in parts.enumerated() {
                let run = part.count / outer
                let range = place * run..<(place + 1) * run
                if areIntegers, case .integers(let values) = part.elements {
                    integers += values[range]
                } else {
                    floats += numbers[index][range]
                }
            }
        }
        return .constant(
            ONNXConstant(
                type: first.type, shape: shape, areIntegers ? .integers(integers) : .floats(floats))
        )
    }

    /// How much is added before each axis, then after each.
    private func pads(_ call: ONNXCall, rank: Int) throws -> [Int] {
        guard let found = try call.ints("paddings") ?? call.integers("pads", orInput: 1) else {
            throw call.unsupported("its pads are missing")
        }
        let axes =
            call.has(3)
            ? try call.integers(3).map { try call.axis($0, rank: rank) } : Array(0..<rank)
        let limit = Window2D.largestExtent
        guard found.count == 2 * axes.count, found.allSatisfy({ -limit...limit ~= $0 })
        else { throw call.unsupported("its pads are \(found); expected two for each axis") }
        var pads = Array(repeating: 0, count: 2 * rank)
        for (place, axis) in axes.enumerated() {
            pads[axis] = found[place]
            pads[axis + rank] = found[place + axes.count]
        }
        return pads
    }

    /// Elements of the tensor itself around it, or cut from it.
    private mutating func padded(
        _ features: ONNXFeatures, _ pads: [Int], mode: String, _ call: ONNXCall
    ) throws -> ONNXFeatures {
        var result = features
        let rank = features.shape.count
        for axis in 0..<rank where pads[axis] != 0 || pads[axis + rank] != 0 {
            let extent = result.shape[axis]
            let places = try (-pads[axis]..<max(extent + pads[axis + rank], -pads[axis])).map {
                place -> Int in
                if 0..<extent ~= place { return place }
                let back = place < 0 ? -place : 2 * (extent - 1) - place
                switch mode {
                case "edge": return min(max(place, 0), extent - 1)
                case "reflect" where 0..<extent ~= back: return back
                case "wrap": return ((place % extent) + extent) % extent
                default:
                    throw call.unsupported("it pads in mode \(displayName(mode)) by \(pads)")
                }
            }
            guard !places.isEmpty else { throw call.unsupported("it leaves nothing") }
            result = try taken(result, axis, places, call)
        }
        return result
    }

    mutating func pad(_ call: ONNXCall) throws -> [ONNXValue] {
        let features = try features(call)
        let shape = features.shape
        let mode = try call.string("mode", default: "constant")
        let pads = try pads(call, rank: shape.count)
        if mode != "constant" || pads.contains(where: { $0 < 0 }) {
            return [.features(try padded(features, pads, mode: mode, call))]
        }
        let fill = try call.optionalConstant(2)?.scalar ?? call.float("value", default: 0)
        if pads.allSatisfy({ $0 == 0 }) { return [.features(features)] }
        let places = shape.indices.filter { pads[$0] != 0 || pads[$0 + shape.count] != 0 }
        guard places.count <= 2, pads.allSatisfy({ 0...Window2D.largestExtent ~= $0 }),
            places.allSatisfy({ !features.layout.axes[$0].contains(where: \.isBatch) })
        else { throw call.unsupported("it pads more than two axes, or cuts: \(pads)") }
        // The padded axes come last, the others are channels.
        let others = shape.indices.filter { !places.contains($0) }
        var moved = features
        moved.layout = features.layout.transposed(others + places)
        let input = try inOrder(moved)
        let extents = places.map { shape[$0] }
        let height = extents.count == 2 ? extents[0] : 1
        let width = extents[extents.count - 1]
        let maps = FeatureShape(
            channels: input.layout.exampleCount / (height * width), height: height, width: width)
        var padding = Padding2D.none
        let last = places[places.count - 1]
        (padding.left, padding.right) = (pads[last], pads[last + shape.count])
        if places.count == 2 {
            (padding.top, padding.bottom) = (pads[places[0]], pads[places[0] + shape.count])
        }
        let value = try padded(try sketch.maps(input.value, maps), padding, fill: fill)
        var layout = input.layout
        let result = sketch.shape(value)
        layout.axes.replaceSubrange(
            others.count...,
            with: TensorLayout(
                rowMajor: places.count == 2 ? [result.height, result.width] : [result.width]
            ).axes)
        // What is before has larger strides now.
        layout = layout.inOrder
        let back = shape.indices.map { axis in (others + places).firstIndex(of: axis) ?? 0 }
        return [.features(ONNXFeatures(value, layout.transposed(back)))]
    }
}
