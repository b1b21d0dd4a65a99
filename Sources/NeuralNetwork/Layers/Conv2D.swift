public import TensorCore

/// A convolution: each output map is a small window of weights, slid over all input maps.
///
///     sum[m, i, j] = bias[m] + Σ x[c, i·sh - top + ky·dh, j·sw - left + kx·dw] · w[m, c, ky, kx]
///     y[m, i, j] = activation(sum[m, i, j])
///
/// The sum is over all channels c of m's group, and rows ky and columns kx of the window. What lies
/// outside the map counts as zero. As everywhere in this field the window is not flipped, which
/// mathematics would call a cross-correlation. Each sum is one chain: it starts from the bias and
/// adds the products with one rounding each, (c, ky, kx) ascending.
public struct Conv2D: Sendable, Equatable {
    /// Shape `[M, C/G · kh · kw]`, row-major: row m is the window of output m, channel by channel, the
    /// order `[M, C/G, kh, kw]` of PyTorch.
    public var weights: Matrix
    /// One value per output map, M.
    public var bias: [Float]
    /// The window's size kh × kw, its stride, padding and dilation.
    public var window: Window2D
    /// The number of groups, G: the g-th part of the outputs reads the g-th part of the inputs only.
    ///
    /// With as many groups as input maps the convolution is depthwise.
    public var groups: Int
    /// The function applied to the sums.
    public var activation: Activation

    /// Creates a layer.
    ///
    /// Whether the parts fit together is checked by ``Network``, which can say which layer is wrong.
    ///
    /// - Parameters:
    ///   - weights: Shape `[M, C/G · kh · kw]`, row-major.
    ///   - bias: M values; `nil` means zeros.
    ///   - window: Size kh × kw, stride, padding and dilation.
    ///   - groups: The number of groups, G, a divisor of C and M.
    ///   - activation: The function applied to the sums.
    public init(
        weights: Matrix, bias: [Float]? = nil, window: Window2D, groups: Int = 1,
        activation: Activation = .identity
    ) {
        self.weights = weights
        self.bias = bias ?? Array(repeating: 0, count: weights.rows)
        self.window = window
        self.groups = groups
        self.activation = activation
    }

    /// Creates a layer for one input map from its windows, as they are written on paper.
    ///
    /// - Parameters:
    ///   - windows: A matrix of kh × kw weights for each of M output maps.
    ///   - bias: M values; `nil` means zeros.
    ///   - stride: How far the window moves, downwards and to the right.
    ///   - padding: Rows and columns of zeros around the map.
    ///   - activation: The function applied to the sums.
    /// - Precondition: there is a window, and all have the same shape.
    public init(
        windows: [Matrix], bias: [Float]? = nil, stride: Int = 1, padding: Int = 0,
        activation: Activation = .identity
    ) {
        let size = Size2D(height: windows[0].rows, width: windows[0].columns)
        precondition(
            windows.allSatisfy { $0.rows == size.height && $0.columns == size.width },
            "the windows of a layer have one shape")
        self.init(
            weights: Matrix(windows.map(\.elements)), bias: bias,
            window: Window2D(size: size, stride: Size2D(stride), padding: Padding2D(padding)),
            activation: activation)
    }

    /// The number of input maps, C.
    public var inputChannels: Int { weights.columns / max(window.size.area, 1) * groups }

    /// The number of output maps, M.
    public var outputChannels: Int { weights.rows }
}

extension Conv2D: Layer {
    /// The number of weights and biases.
    public var parameterCount: Int { weights.elements.count + bias.count }

    /// Checks the window, that the weights are whole windows, the groups, a bias for each output,
    /// and finite numbers.
    public func check(
        at position: LayerPosition, allowsNonFinite: Bool
    ) throws(NetworkError) {
        guard window.isValid else { throw .invalidWindow(layer: position) }
        guard !weights.elements.isEmpty else {
            throw .emptyLayer(layer: position, inputs: weights.columns, outputs: weights.rows)
        }
        guard weights.columns.isMultiple(of: window.size.area) else {
            throw .weightCount(layer: position, window: window.size, found: weights.columns)
        }
        // Checked before the number of inputs is, which is a multiple of it.
        guard groups > 0, outputChannels.isMultiple(of: groups) else {
            throw .groups(layer: position, outputs: outputChannels, found: groups)
        }
        try weights.check(
            bias: bias, of: outputChannels, at: position, allowsNonFinite: allowsNonFinite)
    }

    /// `[M, H', W']` for `[C, H, W]`.
    public func output(
        for inputs: [LayerInput], at position: LayerPosition
    ) throws(NetworkError) -> LayerOutput {
        let input = try inputs[0].featureMaps(inputChannels, at: position)
        return try window.output(of: input, channels: outputChannels, at: position)
    }

    /// The weights times the places of the window.
    public func multiplyAdds(for inputs: [FeatureShape]) -> Int {
        weights.elements.count * (window.outputSize(of: inputs[0].size)?.area ?? 0)
    }

    /// One operation.
    public func lower(_ inputs: [PlanValue], into plan: inout PlanBuilder) -> PlanValue {
        plan.convolution(self, inputs[0])
    }
}
