internal import TensorCore

/// Turns feature maps into a vector, as a dense layer takes it.
public struct Flatten: Sendable, Hashable {
    /// In which order the values of feature maps make a vector.
    public enum Order: String, Sendable, Hashable, CaseIterable {
        /// Map after map, `[C, H, W]`, as PyTorch has it.
        case channelsFirst = "channels-first"
        /// Pixel after pixel, `[H, W, C]`, as Keras has it.
        ///
        /// The weights of a dense layer that follows are put into the order of the maps when the
        /// network is made, and its sums add up in that order; before any other layer the values
        /// are moved.
        case channelsLast = "channels-last"
    }

    /// The order of the values.
    public var order: Order

    /// Creates a layer.
    public init(order: Order = .channelsFirst) {
        self.order = order
    }
}

extension Flatten: Layer {
    /// A vector of the C · H · W values.
    public func output(
        for inputs: [LayerInput], at position: LayerPosition
    ) throws(NetworkError) -> LayerOutput {
        .vector(try inputs[0].unchanged(at: position).shape.count)
    }

    /// Nothing for channels first; else a change of order, which a dense layer after it takes up.
    public func lower(_ inputs: [PlanValue], into plan: inout PlanBuilder) -> PlanValue {
        order == .channelsFirst ? inputs[0] : plan.channelsLast(inputs[0])
    }
}
