internal import NeuralNetwork
internal import TensorCore

// Operators of two values that both depend on the image.

extension ONNXImporter {
    /// The sum of two values, broadcast.
    mutating func sum(
        _ left: ONNXFeatures, _ right: ONNXFeatures, _ call: ONNXCall
    ) throws -> ONNXFeatures {
        let (a, b) = try aligned(left, right, call)
        return ONNXFeatures(try sketch.add(Add(), [a.value, b.value]), a.layout)
    }

    /// The product of two values, broadcast; one of them may be a factor per feature map.
    mutating func product(
        _ left: ONNXFeatures, _ right: ONNXFeatures, _ call: ONNXCall
    ) throws -> ONNXFeatures {
        for (maps, gate) in [(left, right), (right, left)] where maps.shape != gate.shape {
            if let value = try gated(maps, gate, call) { return value }
        }
        let (a, b) = try aligned(left, right, call)
        return ONNXFeatures(try sketch.add(Multiply(), [a.value, b.value]), a.layout)
    }

    /// The product of feature maps with a factor for each, if the other operand is that.
    private mutating func gated(
        _ maps: ONNXFeatures, _ gate: ONNXFeatures, _ call: ONNXCall
    ) throws -> ONNXFeatures? {
        let shape = sketch.shape(maps.value)
        guard isComplete(maps), sketch.shape(gate.value) == .vector(shape.channels),
            gate.layout.broadcast(to: maps.shape) != nil, !sketch.output(maps.value).isVector
        else { return nil }
        try spend(2 * shape.count)
        let channels = try indices(of: gate.layout, over: maps.layout, call)
        let isPerMap = zip(maps.layout.indices(), channels).allSatisfy {
            $0 / shape.size.area == $1
        }
        guard isPerMap else { return nil }
        return ONNXFeatures(
            try sketch.add(Multiply(), [maps.value, gate.value]), maps.layout)
    }

    /// Both values in one layout and of one shape of the network.
    mutating func aligned(
        _ left: ONNXFeatures, _ right: ONNXFeatures, _ call: ONNXCall
    ) throws -> (ONNXFeatures, ONNXFeatures) {
        let target = try call.broadcastShape(left.shape, right.shape)
        func widened(_ features: ONNXFeatures) throws -> ONNXFeatures {
            guard let layout = features.layout.broadcast(to: target) else {
                throw call.unsupported("shapes \(features.shape) and \(target) do not fit")
            }
            var wide = features
            wide.layout = layout
            return wide
        }
        var a = try complete(try widened(left))
        var b = try complete(try widened(right))
        if a.layout != b.layout {
            a = try inOrder(a)
            b = try inOrder(b)
        }
        let (first, second) = (sketch.output(a.value), sketch.output(b.value))
        if first.shape != second.shape {
            if first.isVector {
                a.value = try sketch.maps(a.value, second.shape)
            } else {
                b.value = try sketch.maps(b.value, first.shape)
            }
        }
        return (a, b)
    }
}
