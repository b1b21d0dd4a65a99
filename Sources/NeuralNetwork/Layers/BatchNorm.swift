internal import TensorCore

/// Batch normalization with the statistics of training: a factor and a shift per channel.
///
/// `y = activation((x - mean) / √(variance + epsilon) · weight + bias)` for each value of a feature map.
/// After a convolution or dense layer without an activation, whose output nothing else reads, it is
/// folded into that layer's weights when the network is made, and a vector before a dense layer into
/// that one's; elsewhere it is one fused multiply-add. Source: Ioffe and Szegedy 2015, "Batch
/// Normalization", algorithm 2.
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

extension BatchNorm: Layer {
    /// The number of statistics, weights and biases.
    public var parameterCount: Int {
        mean.count + variance.count + (weight?.count ?? 0) + (bias?.count ?? 0)
    }

    /// The number of channels.
    public var vectorInputCount: Int? { mean.count }

    /// Checks that all parts have one value per channel, and that their factors are finite.
    public func check(
        at position: LayerPosition, allowsNonFinite: Bool
    ) throws(NetworkError) {
        for values in [variance, weight, bias].compactMap({ $0 })
        where values.count != mean.count {
            throw .channelMismatch(layer: position, expected: mean.count, found: values.count)
        }
        // Comparisons are written so that NaN fails them.
        guard epsilon.isFinite, epsilon >= 0,
            variance.allSatisfy({ Double($0) + epsilon > 0 && $0 >= 0 })
        else { throw .variance(layer: position) }
        guard !allowsNonFinite else { return }
        for (name, values) in [
            ("weight", weight ?? []), ("bias", bias ?? []), ("mean", mean), ("variance", variance),
        ] {
            if let index = values.firstIndex(where: { !$0.isFinite }) {
                throw .nonFiniteParameter(layer: position, name: name, index: index)
            }
        }
        guard map.isFinite else { throw .variance(layer: position) }
    }

    /// The shape of the input.
    public func output(
        for inputs: [LayerInput], at position: LayerPosition
    ) throws(NetworkError) -> LayerOutput {
        guard mean.count == inputs[0].shape.channels else {
            throw .channelMismatch(
                layer: position, expected: inputs[0].shape.channels, found: mean.count)
        }
        return try inputs[0].unchanged(at: position)
    }

    /// One operation, which may be folded.
    public func lower(_ inputs: [PlanValue], into plan: inout PlanBuilder) -> PlanValue {
        plan.affine(map, inputs[0], activation: activation)
    }
}
