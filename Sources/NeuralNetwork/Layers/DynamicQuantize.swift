internal import TensorCore

/// Rounds the values of an image to 256 steps of a size that the image itself decides.
///
/// The steps reach from the smallest value to the largest, zero included. The result is the rounded
/// values, `(q - zero) · step`, with
///
///     step = (max(0, largest) - min(0, smallest)) / 255
///     zero = round(-min(0, smallest) / step)
///     q = min(max(round(x / step) + zero, 0), 255)
///
/// Source: the operator DynamicQuantizeLinear of ONNX.
public struct DynamicQuantize: Sendable, Hashable {
    /// Creates a layer.
    public init() {}
}

extension DynamicQuantize: Layer {
    /// The shape of the input.
    public func output(
        for inputs: [LayerInput], at position: LayerPosition
    ) throws(NetworkError) -> LayerOutput {
        try inputs[0].unchanged(at: position)
    }

    /// One operation.
    public func lower(_ inputs: [PlanValue], into plan: inout PlanBuilder) -> PlanValue {
        plan.dynamicallyQuantize(inputs[0])
    }
}
