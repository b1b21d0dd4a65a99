public import TensorCore

/// Keeps the largest value of each window, feature map by feature map.
///
/// NaN is passed on, so that it is noticed at the end. The padding is no value: it is never the
/// largest.
public struct MaxPool2D: Sendable, Hashable {
    /// The window's size, stride and padding; the padding is smaller than the size.
    public var window: Window2D

    /// Creates a layer.
    public init(window: Window2D) {
        self.window = window
    }

    /// Creates a layer of square windows that lie side by side.
    public init(_ side: Int) {
        self.init(window: Window2D(size: Size2D(side), stride: Size2D(side)))
    }
}

extension MaxPool2D: Layer {
    /// `[C, H', W']` for `[C, H, W]`.
    public func output(
        for inputs: [LayerInput], at position: LayerPosition
    ) throws(NetworkError) -> LayerOutput {
        try window.pooled(inputs[0], at: position)
    }

    /// One operation, which a convolution before it may compute on the way.
    public func lower(_ inputs: [PlanValue], into plan: inout PlanBuilder) -> PlanValue {
        plan.maxPool(window, inputs[0])
    }
}

extension Window2D {
    /// What pooling with this window leaves of an input.
    func pooled(_ input: LayerInput, at position: LayerPosition) throws(NetworkError) -> LayerOutput
    {
        let maps = try input.featureMaps(at: position)
        guard !isValid || touchesEverywhere(maps.size) else {
            throw .poolPadding(layer: position, window: size)
        }
        return try output(of: maps, channels: maps.channels, at: position)
    }
}
