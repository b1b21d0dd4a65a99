public import TensorCore

/// Keeps the mean of each window, feature map by feature map.
///
/// The sum is one chain of additions from 0, rows and columns ascending, and is divided once.
public struct AveragePool2D: Sendable, Hashable {
    /// The window's size, stride and padding; the padding is smaller than the size.
    public var window: Window2D
    /// Whether the padding counts as zeros (PyTorch's default) or not at all (Keras).
    public var countsPadding: Bool

    /// Creates a layer.
    public init(window: Window2D, countsPadding: Bool = false) {
        self.window = window
        self.countsPadding = countsPadding
    }

    /// Creates a layer of square windows that lie side by side.
    public init(_ side: Int) {
        self.init(window: Window2D(size: Size2D(side), stride: Size2D(side)))
    }
}

extension AveragePool2D: Layer {
    /// `[C, H', W']` for `[C, H, W]`.
    public func output(
        for inputs: [LayerInput], at position: LayerPosition
    ) throws(NetworkError) -> LayerOutput {
        try window.pooled(inputs[0], at: position)
    }

    /// One operation.
    public func lower(_ inputs: [PlanValue], into plan: inout PlanBuilder) -> PlanValue {
        plan.averagePool(window, countsPadding: countsPadding, inputs[0])
    }
}
