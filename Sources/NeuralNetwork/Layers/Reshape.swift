public import TensorCore

/// Calls the values of its input feature maps of another shape; their order stays.
///
/// It computes nothing. A vector becomes feature maps by it, as ``Flatten`` makes feature maps a
/// vector.
public struct Reshape: Sendable, Hashable {
    /// The shape of the output, `[C, H, W]`.
    public var shape: FeatureShape

    /// Creates a layer.
    public init(_ shape: FeatureShape) {
        self.shape = shape
    }
}

extension Reshape: Layer {
    /// The layer's shape, which has as many values as the input.
    public func output(
        for inputs: [LayerInput], at position: LayerPosition
    ) throws(NetworkError) -> LayerOutput {
        try shape.checkExtents(at: position)
        guard inputs[0].shape.checkedCount == shape.count else {
            throw .shapeMismatch(layer: position, expected: shape, found: inputs[0].shape)
        }
        return LayerOutput(shape)
    }

    /// Nothing.
    public func lower(_ inputs: [PlanValue], into plan: inout PlanBuilder) -> PlanValue {
        plan.reshape(inputs[0], to: shape)
    }
}

extension FeatureShape {
    /// Refuses a shape that is empty or has more than ``Network/largestValueCount`` values.
    func checkExtents(at position: LayerPosition) throws(NetworkError) {
        guard channels > 0, height > 0, width > 0 else {
            throw .other(layer: position, reason: "gives nothing: expected extents of 1 or more")
        }
        try checkSize(at: position)
    }
}
