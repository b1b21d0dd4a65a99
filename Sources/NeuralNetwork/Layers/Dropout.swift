internal import TensorCore

/// A layer that drops values at random in training; in inference it passes all on.
public struct Dropout: Sendable, Hashable {
    /// The share of values dropped in training, at least 0 and below 1.
    public var rate: Double
    /// Whether the values are multiplied by `1 - rate` now, as training did not divide by that.
    ///
    /// Today's frameworks do, so that nothing is left to be done.
    public var scalesAtInference: Bool

    /// Creates a layer.
    public init(rate: Double, scalesAtInference: Bool = false) {
        self.rate = rate
        self.scalesAtInference = scalesAtInference
    }
}

extension Dropout: Layer {
    /// Checks the rate.
    public func check(
        at position: LayerPosition, allowsNonFinite: Bool
    ) throws(NetworkError) {
        guard rate >= 0, rate < 1 else { throw .dropoutRate(layer: position, rate: rate) }
    }

    /// The shape of the input.
    public func output(
        for inputs: [LayerInput], at position: LayerPosition
    ) throws(NetworkError) -> LayerOutput {
        try inputs[0].unchanged(at: position)
    }

    /// Nothing, or a factor, which may be folded.
    public func lower(_ inputs: [PlanValue], into plan: inout PlanBuilder) -> PlanValue {
        guard scalesAtInference, rate > 0 else { return inputs[0] }
        let map = ChannelMap(scale: 1 - rate, channels: inputs[0].shape.channels)
        return plan.affine(map, inputs[0], activation: .identity)
    }
}
