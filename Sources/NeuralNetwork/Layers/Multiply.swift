internal import TensorCore

/// Multiplies its two inputs, value by value, or feature maps by a gate of one value per channel, as
/// squeeze-and-excite blocks do.
///
/// The gate is the second input: `[C, 1, 1]` or a vector of C values for maps `[C, H, W]`. Source:
/// Hu, Shen and Sun 2018, "Squeeze-and-Excitation Networks", equation 4.
public struct Multiply: Sendable, Hashable {
    /// The function applied to the products.
    public var activation: Activation

    /// Creates a layer.
    public init(activation: Activation = .identity) {
        self.activation = activation
    }
}

extension Multiply: Layer {
    /// Two inputs.
    public var arity: ClosedRange<Int> { 2...2 }

    /// The shape of the first input.
    public func output(
        for inputs: [LayerInput], at position: LayerPosition
    ) throws(NetworkError) -> LayerOutput {
        let (maps, gate) = (inputs[0], inputs[1].shape)
        guard gate == maps.shape || gate == .vector(maps.shape.channels) else {
            throw .shapeMismatch(layer: position, expected: maps.shape, found: gate)
        }
        try maps.shape.checkSize(at: position)
        return maps.value
    }

    /// One operation.
    public func lower(_ inputs: [PlanValue], into plan: inout PlanBuilder) -> PlanValue {
        plan.multiply(inputs[0], by: inputs[1], activation: activation)
    }
}
