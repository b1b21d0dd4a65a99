public import TensorCore

/// A convolution of integers; see ``Conv2D`` for the window and ``QuantizedDense`` for the numbers.
///
/// What lies outside of the feature map counts as 0, whose code is the zero point.
public struct QuantizedConv2D: Sendable, Equatable {
    /// Shape `[M, C/G · kh · kw]`, the order `[M, C/G, kh, kw]`.
    public var weights: QuantizedWeights
    /// One real number for each output map, M.
    public var bias: [Float]
    /// The window's size kh × kw, its stride, padding and dilation.
    public var window: Window2D
    /// The number of groups, G.
    public var groups: Int
    /// The codes of what the layer reads.
    public var input: QuantizationParameters
    /// The codes of what it gives; `nil` for real numbers.
    public var output: QuantizationParameters?
    /// The function applied to the sums.
    public var activation: Activation

    /// Creates a layer.
    ///
    /// Whether the parts fit together is checked by ``Network``.
    public init(
        weights: QuantizedWeights, bias: [Float], window: Window2D, groups: Int = 1,
        input: QuantizationParameters, output: QuantizationParameters?,
        activation: Activation = .identity
    ) {
        self.weights = weights
        self.bias = bias
        self.window = window
        self.groups = groups
        self.input = input
        self.output = output
        self.activation = activation
    }

    /// The number of input maps, C.
    public var inputChannels: Int { weights.columns / max(window.size.area, 1) * groups }
}

extension QuantizedConv2D: Layer {
    /// The number of weights, scales and biases.
    public var parameterCount: Int { weights.values.count + weights.rows + bias.count }

    /// Checks counts, scales and the window.
    public func check(at position: LayerPosition, allowsNonFinite: Bool) throws(NetworkError) {
        guard window.isValid else { throw .invalidWindow(layer: position) }
        try weights.check(bias: bias, input: input, output: output, at: position)
        guard weights.columns.isMultiple(of: window.size.area) else {
            throw .weightCount(layer: position, window: window.size, found: weights.columns)
        }
        guard groups > 0, weights.rows.isMultiple(of: groups) else {
            throw .groups(layer: position, outputs: weights.rows, found: groups)
        }
        try QuantizedWeights.check(
            terms: isDepthwise ? weights.columns : weights.columns * groups, at: position)
    }

    /// `[M, H', W']` for `[C, H, W]`.
    public func output(
        for inputs: [LayerInput], at position: LayerPosition
    ) throws(NetworkError) -> LayerOutput {
        let maps = try inputs[0].featureMaps(inputChannels, at: position)
        return try window.output(of: maps, channels: weights.rows, at: position)
    }

    /// The weights times the places of the window.
    public func multiplyAdds(for inputs: [FeatureShape]) -> Int {
        weights.values.count * (window.outputSize(of: inputs[0].size)?.area ?? 0)
    }

    /// One operation.
    public func lower(_ inputs: [PlanValue], into plan: inout PlanBuilder) -> PlanValue {
        guard let size = window.outputSize(of: inputs[0].shape.size) else {
            preconditionFailure("a window of \(window) does not fit into \(inputs[0].shape)")
        }
        return plan.integers(
            .convolution(self), inputs[0],
            LayerOutput(FeatureShape(channels: weights.rows, size: size)), input, output)
    }

    /// Whether each group reads one map.
    var isDepthwise: Bool { groups > 1 && weights.columns == window.size.area }
}
