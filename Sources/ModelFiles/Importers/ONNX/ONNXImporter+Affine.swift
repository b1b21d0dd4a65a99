internal import NeuralNetwork
internal import TensorCore

extension BatchNorm {
    /// `x · scale + shift`, one of each per channel.
    static func affine(scale: [Float], shift: [Float]) -> BatchNorm {
        BatchNorm(
            weight: scale, bias: shift, mean: Array(repeating: 0, count: scale.count),
            variance: Array(repeating: 1, count: scale.count), epsilon: 0)
    }

    /// Whether it is `x · weight + bias`, and nothing follows.
    var isAffine: Bool {
        activation == .identity && epsilon == 0 && weight != nil && bias != nil
            && mean.allSatisfy { $0 == 0 } && variance.allSatisfy { $0 == 1 }
    }
}

extension ONNXImporter {
    /// `x · scale + shift`, both of shapes that are broadcast as ONNX has it.
    mutating func affine(
        _ features: ONNXFeatures, scale: ONNXConstant? = nil, shift: ONNXConstant? = nil,
        _ call: ONNXCall
    ) throws -> ONNXFeatures {
        var target = features.shape
        for constant in [scale, shift].compactMap({ $0 }) {
            target = try call.broadcastShape(target, constant.shape)
        }
        var input = features
        if target != features.shape {
            guard let wider = features.layout.broadcast(to: target) else {
                throw call.unsupported("shapes \(features.shape) and \(target) do not fit")
            }
            input.layout = wider
            input.history = []
        }
        input = try complete(input)
        let channels = sketch.shape(input.value).channels
        if let factor = scale.map({ $0.scalar }) ?? 1, let term = shift.map({ $0.scalar }) ?? 0 {
            let value = try affine(
                input.value, Array(repeating: factor, count: channels),
                Array(repeating: term, count: channels))
            var result = ONNXFeatures(value, input.layout)
            let (a, b) = (Double(factor), Double(term))
            result.history = history(of: input) { $0 * a + b }
            result.isComposed = input.isComposed
            return try recognized(result)
        }
        let count = sketch.shape(input.value).count
        let factors = try spread(scale, default: 1, over: input, count, call)
        let terms = try spread(shift, default: 0, over: input, count, call)
        // A vector stays one, so that what follows it can be joined.
        let value = try affine(
            input.value, values: factors, terms, keepsMaps: input.layout.rank > 2)
        return ONNXFeatures(value, input.layout)
    }

    /// A constant at the place of each value of the network.
    private mutating func spread(
        _ constant: ONNXConstant?, default value: Float, over features: ONNXFeatures, _ count: Int,
        _ call: ONNXCall
    ) throws -> [Float] {
        guard let constant else { return Array(repeating: value, count: count) }
        if let scalar = constant.scalar { return Array(repeating: scalar, count: count) }
        try spend(2 * count)
        let indices = try indices(
            of: TensorLayout(rowMajor: constant.shape), over: features.layout, call)
        let elements = constant.floats
        var values = Array(repeating: value, count: count)
        for (place, index) in zip(features.layout.indices(), indices) {
            values[place] = elements[index]
        }
        return values
    }

    /// The index of an element of a constant or of other features for each element of an example.
    func indices(
        of other: TensorLayout, over layout: TensorLayout, _ call: ONNXCall
    ) throws -> [Int] {
        guard var wide = other.broadcast(to: layout.shape) else {
            throw call.unsupported("shapes \(other.shape) and \(layout.shape) do not fit")
        }
        for (axis, factors) in layout.axes.enumerated() where factors.contains(where: \.isBatch) {
            if wide.axes[axis] == factors { continue }
            guard wide.axes[axis].allSatisfy({ $0.stride == 0 }) else {
                throw call.unsupported(
                    "a constant of shape \(other.shape) differs from image to image of a batch")
            }
            let rest = factors.reduce(1) { $1.isBatch ? $0 : $0 * $1.extent }
            wide.axes[axis] = rest == 1 ? [] : [.init(extent: rest, stride: 0)]
        }
        return wide.indices()
    }

    /// One factor and shift for each value.
    private mutating func affine(
        _ value: Int, values factors: [Float], _ terms: [Float], keepsMaps: Bool
    ) throws -> Int {
        let output = sketch.output(value)
        let (shape, area) = (output.shape, output.shape.size.area)
        let firsts = stride(from: 0, to: shape.count, by: area)
        let isPerChannel = firsts.allSatisfy { first in
            (first..<first + area).allSatisfy {
                factors[$0] == factors[first] && terms[$0] == terms[first]
            }
        }
        if isPerChannel {
            return try affine(value, firsts.map { factors[$0] }, firsts.map { terms[$0] })
        }
        let vector = try affine(try sketch.vector(value), factors, terms)
        return output.isVector || !keepsMaps ? vector : try sketch.maps(vector, shape)
    }

    /// One factor and shift per channel, into the layer before if it can take them exactly.
    private mutating func affine(
        _ value: Int, _ factors: [Float], _ terms: [Float]
    ) throws -> Int {
        let node = sketch.source(value)
        let isShift = factors.allSatisfy { $0 == 1 }
        if isShift, terms.allSatisfy({ $0 == 0 }) { return value }
        switch node?.layer {
        case var layer as Dense
        where isShift && layer.activation == .identity && layer.bias.allSatisfy { $0 == 0 }:
            layer.bias = terms
            return try sketch.add(layer, node?.inputs ?? [])
        case var layer as Conv2D
        where isShift && layer.activation == .identity && layer.bias.allSatisfy { $0 == 0 }:
            layer.bias = terms
            return try sketch.add(layer, node?.inputs ?? [])
        case let layer as BatchNorm where layer.isAffine:
            let (weights, biases) = (layer.weight ?? [], layer.bias ?? [])
            let composed = BatchNorm.affine(
                scale: zip(weights, factors).map { Float(Double($0) * Double($1)) },
                shift: zip(zip(biases, factors), terms).map {
                    Float(Double($0.0) * Double($0.1) + Double($1))
                })
            return try sketch.add(composed, node?.inputs ?? [])
        default:
            return try sketch.add(BatchNorm.affine(scale: factors, shift: terms), [value])
        }
    }

}
