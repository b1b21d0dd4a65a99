public import TensorCore

/// The mean of each window of codes: `fma(Float(Σ (q - zero point)), input.scale / output.scale / n,
/// output.zeroPoint)`, clamped and rounded to a code.
public struct QuantizedAveragePool2D: Sendable, Hashable {
    /// The window's size, stride and padding; `nil` for the whole feature map.
    public var window: Window2D?
    /// Whether the padding counts as zeros or not at all.
    public var countsPadding: Bool
    /// The codes of what the layer reads.
    public var input: QuantizationParameters
    /// The codes of what it gives.
    public var output: QuantizationParameters

    /// Creates a layer.
    public init(
        window: Window2D?, countsPadding: Bool = false, input: QuantizationParameters,
        output: QuantizationParameters
    ) {
        self.window = window
        self.countsPadding = countsPadding
        self.input = input
        self.output = output
    }
}

extension QuantizedAveragePool2D: Layer {
    /// Checks the scales.
    public func check(at position: LayerPosition, allowsNonFinite: Bool) throws(NetworkError) {
        try input.check(at: position, "input")
        try output.check(at: position, "output")
    }

    /// `[C, H', W']` for `[C, H, W]`.
    public func output(
        for inputs: [LayerInput], at position: LayerPosition
    ) throws(NetworkError) -> LayerOutput {
        let window = window(over: inputs[0].shape)
        let output = try window.pooled(inputs[0], at: position)
        guard window.dilation == Size2D(1) else { throw .invalidWindow(layer: position) }
        try QuantizedWeights.check(terms: window.size.area, at: position)
        return output
    }

    /// One operation.
    public func lower(_ inputs: [PlanValue], into plan: inout PlanBuilder) -> PlanValue {
        let (window, shape) = (window(over: inputs[0].shape), inputs[0].shape)
        guard let size = window.outputSize(of: shape.size) else {
            preconditionFailure("a window of \(window) does not fit into \(shape)")
        }
        return plan.integers(
            .averagePool(self), inputs[0],
            LayerOutput(FeatureShape(channels: shape.channels, size: size)), input, output)
    }

    /// The window where the feature maps have a shape.
    func window(over shape: FeatureShape) -> Window2D { window ?? Window2D(size: shape.size) }

    /// The factor for each number of values in a window, from 0.
    func factors(for window: Window2D) -> [Float] {
        let unit = Double(input.scale) / Double(output.scale)
        let area = window.size.area
        return (0...area).map { Float(unit / Double(countsPadding ? area : max($0, 1))) }
    }
}
