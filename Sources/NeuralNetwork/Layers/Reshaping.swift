/// Turns planes into a vector, as a dense layer takes it.
public struct Flatten: Sendable, Hashable {
    /// In which order the values of planes make a vector.
    public enum Order: String, Sendable, Hashable, CaseIterable {
        /// Plane after plane, `[C, H, W]`, as PyTorch has it.
        case channelsFirst = "channels-first"
        /// Pixel after pixel, `[H, W, C]`, as Keras has it.
        ///
        /// The weights of the dense layer that follows are put into the order of the planes when
        /// the network is made, and its sums add up in that order; the values are never moved.
        case channelsLast = "channels-last"
    }

    /// The order of the values.
    public var order: Order

    /// Creates a layer.
    public init(order: Order = .channelsFirst) {
        self.order = order
    }
}

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
