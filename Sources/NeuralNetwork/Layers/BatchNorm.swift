internal import TensorCore

/// Batch normalization with the statistics of training: a factor and a shift per channel.
///
/// `y = activation((x - mean) / √(variance + epsilon) · weight + bias)` for each value of a plane.
/// Behind a convolution or dense layer without an activation it is folded into that layer's weights
/// when the network is made, and before a dense layer into that one's; elsewhere it is one fused
/// multiply-add. Source: Ioffe and Szegedy 2015,
/// "Batch Normalization", algorithm 2.
public struct BatchNorm: Sendable, Equatable {
    /// γ, one value per channel; `nil` means ones.
    public var weight: [Float]?
    /// β, one value per channel; `nil` means zeros.
    public var bias: [Float]?
    /// The running mean, one value per channel.
    public var mean: [Float]
    /// The running variance, one value per channel, 0 or more.
    public var variance: [Float]
    /// What is added to the variance; the sum must be above 0.
    public var epsilon: Double
    /// The function applied to the result.
    public var activation: Activation

    /// Creates a layer.
    ///
    /// Whether the parts fit together is checked by ``Network``.
    public init(
        weight: [Float]? = nil, bias: [Float]? = nil, mean: [Float], variance: [Float],
        epsilon: Double = 1e-5, activation: Activation = .identity
    ) {
        self.weight = weight
        self.bias = bias
        self.mean = mean
        self.variance = variance
        self.epsilon = epsilon
        self.activation = activation
    }

    /// The factor and the shift of each channel.
    var map: ChannelMap {
        var map = ChannelMap(scale: [], shift: [])
        for c in mean.indices {
            let deviation = (Double(variance[c]) + epsilon).squareRoot()
            let scale = Double(weight?[c] ?? 1) / deviation
            map.scale.append(scale)
            map.shift.append(Double(bias?[c] ?? 0) - Double(mean[c]) * scale)
        }
        return map
    }
}
