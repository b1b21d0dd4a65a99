internal import TensorCore

/// Adds values of the same shape, as a residual connection does.
///
/// The sum is one chain: the first input, then the others in their order, with one rounding each.
public struct Add: Sendable, Hashable {
    /// The function applied to the sums.
    public var activation: Activation

    /// Creates a layer.
    public init(activation: Activation = .identity) {
        self.activation = activation
    }
}

extension Add: Layer {
    /// Two inputs or more.
    public var arity: ClosedRange<Int> { 2...Network.largestLayerCount }

    /// The shape of the inputs, which is the same for all.
    public func output(
        for inputs: [LayerInput], at position: LayerPosition
    ) throws(NetworkError) -> LayerOutput {
        let shape = inputs[0].shape
        for input in inputs where input.shape != shape {
            throw .shapeMismatch(layer: position, expected: shape, found: input.shape)
        }
        try shape.checkSize(at: position)
        return LayerOutput(shape, isVector: inputs.contains(where: \.isVector))
    }

    /// One operation.
    public func lower(_ inputs: [PlanValue], into plan: inout PlanBuilder) -> PlanValue {
        plan.add(inputs, activation: activation)
    }
}
