internal import NeuralNetwork
internal import TensorCore

// Values that depend on the image, as operators want them.

extension ONNXImporter {
    /// An input that depends on the image, as numbers of layers.
    mutating func features(
        _ call: ONNXCall, _ index: Int = 0, orQuantized isQuantized: Bool = false
    ) throws -> ONNXFeatures {
        let features = try numbers(try untouched(call, index), call)
        guard isQuantized || features.quantization == nil else {
            throw call.unsupported("it reads quantized integers; expected numbers")
        }
        return features
    }

    /// An input that depends on the image, as it is.
    func untouched(_ call: ONNXCall, _ index: Int = 0) throws -> ONNXFeatures {
        switch try call.input(index) {
        case .features(let features): return features
        case .constant:
            throw call.unsupported("input \(index + 1) is constant; expected one made of the image")
        case .answer:
            throw call.unsupported("it reads the answer; expected the answer at the end")
        default:
            throw call.unsupported("input \(index + 1) is a scale taken from the image")
        }
    }

    /// Values in row-major order that are all there is of the network's value.
    mutating func inOrder(_ features: ONNXFeatures) throws -> ONNXFeatures {
        let (count, layout) = (sketch.shape(features.value).count, features.layout)
        if layout.isRowMajor, layout.exampleCount == count { return features }
        try spend(layout.exampleCount)
        var moved = features
        moved.value = try sketch.add(
            Gather(indices: layout.indices(), shape: shape(of: layout)), [features.value])
        moved.layout = layout.inOrder
        moved.history = []
        return moved
    }

    /// Channels, height and width where there are three axes beside the batch; else a long vector.
    private func shape(of layout: TensorLayout) -> FeatureShape {
        let shape = layout.shape
        guard shape.count == 4, layout.exampleCount == shape[1] * shape[2] * shape[3] else {
            return .vector(layout.exampleCount)
        }
        return FeatureShape(channels: shape[1], height: shape[2], width: shape[3])
    }

    /// Whether every value of the network's value is one element.
    func isComplete(_ features: ONNXFeatures) -> Bool {
        let (count, layout) = (sketch.shape(features.value).count, features.layout)
        guard layout.exampleCount == count else { return false }
        if layout.isRowMajor { return true }
        var seen = Array(repeating: false, count: count)
        for index in layout.indices() {
            if seen[index] { return false }
            seen[index] = true
        }
        return true
    }

    /// Values of which each is an element, in whatever order.
    mutating func complete(_ features: ONNXFeatures) throws -> ONNXFeatures {
        try spend(features.layout.exampleCount)
        return isComplete(features) ? features : try inOrder(features)
    }

    /// Feature maps `[C, H, W]` of an input `[N, C, H, W]`, or `[C, 1, W]` of one `[N, C, W]`.
    mutating func maps(_ features: ONNXFeatures, _ call: ONNXCall) throws -> Int {
        let shape = features.shape
        guard (2...4).contains(shape.count) else {
            throw call.unsupported(
                "its input has \(shape.count) axes, \(shape); expected batch, channels and one or "
                    + "two more")
        }
        try checkBatch(features, call)
        let ordered = try inOrder(features)
        return try sketch.maps(
            ordered.value,
            FeatureShape(
                channels: shape[1], height: shape.count == 4 ? shape[2] : 1,
                width: shape.count == 2 ? 1 : shape[shape.count - 1]))
    }

    /// Checks that the first axis is that of the batch.
    func checkBatch(_ features: ONNXFeatures, _ call: ONNXCall) throws {
        guard let first = features.layout.axes.first, first.allSatisfy(\.isBatch),
            features.shape[0] == batch
        else {
            throw call.unsupported(
                "its input is of shape \(features.shape); expected a first axis of "
                    + "\(batch), the examples of a batch")
        }
    }

    /// A value of the network as `[N, …]`, in row-major order.
    func batched(_ value: Int, _ shape: [Int]) -> ONNXFeatures {
        ONNXFeatures(
            value,
            TensorLayout(
                axes: [[.init(extent: batch, stride: TensorLayout.Factor.batch)]]
                    + TensorLayout(rowMajor: shape).axes))
    }

}
