internal import TensorCore

/// Rounds to whole numbers within bounds, as quantized networks do:
/// `y = min(max(round(x · factor), minimum), maximum)`, halves to the even neighbour.
///
/// The numbers stay `Float`. Files speak of integers with a zero point; they are kept here without
/// it, so that the bounds are those of the type less the zero point, and zero stays zero.
public struct Quantize: Sendable, Equatable {
    /// What values are multiplied by first: one factor per channel, or one for all.
    public var factors: [Float]
    /// The smallest number that is given.
    public var minimum: Float
    /// The largest number that is given.
    public var maximum: Float

    /// Creates a layer.
    ///
    /// Whether the parts fit together is checked by ``Network``.
    public init(factors: [Float], minimum: Float, maximum: Float) {
        self.factors = factors
        self.minimum = minimum
        self.maximum = maximum
    }
}

extension Quantize: Layer {
    /// The number of factors.
    public var parameterCount: Int { factors.count }

    /// Checks that factors and bounds are finite, and the bounds in order.
    public func check(
        at position: LayerPosition, allowsNonFinite: Bool
    ) throws(NetworkError) {
        if let index = factors.firstIndex(where: { !$0.isFinite }) {
            throw .nonFiniteParameter(layer: position, name: "factor", index: index)
        }
        guard minimum.isFinite, maximum.isFinite, minimum <= maximum else {
            throw .other(
                layer: position,
                reason: "has wrong bounds: expected a minimum of at most the maximum, found "
                    + "\(minimum) and \(maximum)")
        }
    }

    /// The shape of the input.
    public func output(
        for inputs: [LayerInput], at position: LayerPosition
    ) throws(NetworkError) -> LayerOutput {
        guard factors.count == 1 || factors.count == inputs[0].shape.channels else {
            throw .channelMismatch(
                layer: position, expected: inputs[0].shape.channels, found: factors.count)
        }
        return try inputs[0].unchanged(at: position)
    }

    /// One operation.
    public func lower(_ inputs: [PlanValue], into plan: inout PlanBuilder) -> PlanValue {
        plan.quantize(
            inputs[0], factors: factors, bounds: minimum...maximum)
    }
}
