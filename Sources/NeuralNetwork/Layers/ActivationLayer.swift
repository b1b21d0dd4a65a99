internal import TensorCore

/// An activation on its own, where the layer before it does not end in one.
///
/// It costs nothing more than the activation of a layer: the plan joins it to the layer before if
/// nothing else reads that.
public struct ActivationLayer: Sendable, Hashable {
    /// The function.
    public var activation: Activation

    /// Creates a layer.
    public init(_ activation: Activation) {
        self.activation = activation
    }
}

extension ActivationLayer: Layer {
    /// The shape of the input.
    public func output(
        for inputs: [LayerInput], at position: LayerPosition
    ) throws(NetworkError) -> LayerOutput {
        try inputs[0].unchanged(at: position)
    }

    /// One operation, which may be joined to the one before.
    public func lower(_ inputs: [PlanValue], into plan: inout PlanBuilder) -> PlanValue {
        plan.activate(inputs[0], activation)
    }
}
