internal import TensorCore

/// Puts the feature maps of its inputs one after the other: `[C1, H, W]` and `[C2, H, W]` become
/// `[C1 + C2, H, W]`, and vectors one longer vector.
public struct Concatenate: Sendable, Hashable {
    /// Creates a layer.
    public init() {}
}

extension Concatenate: Layer {
    /// Two inputs or more.
    public var arity: ClosedRange<Int> { 2...Network.largestLayerCount }

    /// All channels, of the height and width that all inputs have.
    public func output(
        for inputs: [LayerInput], at position: LayerPosition
    ) throws(NetworkError) -> LayerOutput {
        let size = inputs[0].shape.size
        var channels = 0
        for input in inputs {
            try input.shape.checkSize(at: position)
            guard input.shape.size == size else {
                throw .shapeMismatch(
                    layer: position,
                    expected: FeatureShape(channels: input.shape.channels, size: size),
                    found: input.shape)
            }
            // Each has at most 2^24 values, and there are at most some thousand of them.
            channels += input.shape.channels
        }
        let shape = FeatureShape(channels: channels, size: size)
        try shape.checkSize(at: position)
        return LayerOutput(shape, isVector: inputs.contains(where: \.isVector))
    }

    /// One operation.
    public func lower(_ inputs: [PlanValue], into plan: inout PlanBuilder) -> PlanValue {
        plan.concatenate(inputs)
    }
}
