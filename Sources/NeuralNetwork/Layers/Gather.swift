public import TensorCore

/// Puts values of its input into another order, leaves some out, repeats some or puts a constant
/// between them: `y[i] = x[indices[i]]`, or `fill` where there is no index.
///
/// Transposed axes, parts of feature maps and padding with a value are such layers.
public struct Gather: Sendable, Hashable {
    /// For each value of the output, in the order of its shape, the index of a value of the input,
    /// in the order `[C, H, W]`, or -1.
    public var indices: [Int]
    /// The shape of the output, `[C, H, W]`.
    public var shape: FeatureShape
    /// What stands where the index is -1.
    public var fill: Float

    /// Creates a layer.
    ///
    /// Whether indices and shapes fit is checked by ``Network``.
    public init(indices: [Int], shape: FeatureShape, fill: Float = 0) {
        self.indices = indices
        self.shape = shape
        self.fill = fill
    }
}

extension Gather: Layer {
    /// Checks the constant.
    public func check(
        at position: LayerPosition, allowsNonFinite: Bool
    ) throws(NetworkError) {
        guard fill.isFinite || allowsNonFinite else {
            throw .nonFiniteParameter(layer: position, name: "fill", index: 0)
        }
    }

    /// The layer's shape, which has as many values as there are indices.
    public func output(
        for inputs: [LayerInput], at position: LayerPosition
    ) throws(NetworkError) -> LayerOutput {
        try shape.checkExtents(at: position)
        try inputs[0].shape.checkSize(at: position)
        let count = inputs[0].shape.count
        guard indices.count == shape.count else {
            throw .other(
                layer: position,
                reason: "has a wrong number of indices: expected \(shape.count), one for each "
                    + "value of \(shape), found \(indices.count)")
        }
        if let wrong = indices.first(where: { !(-1..<count).contains($0) }) {
            throw .other(
                layer: position,
                reason: "has a wrong index: expected -1 to \(count - 1), found \(wrong)")
        }
        return LayerOutput(shape)
    }

    /// One operation.
    public func lower(_ inputs: [PlanValue], into plan: inout PlanBuilder) -> PlanValue {
        plan.gather(inputs[0], indices: indices, shape: shape, fill: fill)
    }
}
