public import TensorCore

/// A fully connected layer of integers: weights of eight bits times codes of eight bits.
///
/// A real number x is read as the code q that `input` gives it. The sum is the integer
/// `S = Σ (q[k] - zero point) · w[m, k]`, exact, and stands for
/// `S · input.scale · weights.scales[m] + bias[m]`. What follows is one formula, see
/// ``/TensorCore/PackedIntegers``: with factors and shifts computed in `Double` and rounded once.
/// After an activation that does more than clamp, the sum becomes a `Float` first.
public struct QuantizedDense: Sendable, Equatable {
    /// Shape `[M, K]`.
    public var weights: QuantizedWeights
    /// One real number for each output, M.
    public var bias: [Float]
    /// The codes of what the layer reads.
    public var input: QuantizationParameters
    /// The codes of what it gives; `nil` for real numbers, as the last layer of a network gives them.
    public var output: QuantizationParameters?
    /// The function applied to the sums.
    public var activation: Activation

    /// Creates a layer.
    ///
    /// Whether the parts fit together is checked by ``Network``.
    public init(
        weights: QuantizedWeights, bias: [Float], input: QuantizationParameters,
        output: QuantizationParameters?,
        activation: Activation = .identity
    ) {
        self.weights = weights
        self.bias = bias
        self.input = input
        self.output = output
        self.activation = activation
    }
}

extension QuantizedDense: Layer {
    /// The number of weights, scales and biases.
    public var parameterCount: Int { weights.values.count + weights.rows + bias.count }

    /// K.
    public var vectorInputCount: Int? { weights.columns }

    /// Checks counts and scales.
    public func check(at position: LayerPosition, allowsNonFinite: Bool) throws(NetworkError) {
        try weights.check(bias: bias, input: input, output: output, at: position)
        try QuantizedWeights.check(terms: weights.columns, at: position)
    }

    /// A vector of M values for one of K.
    public func output(
        for inputs: [LayerInput], at position: LayerPosition
    ) throws(NetworkError) -> LayerOutput {
        try Dense(
            weights: Matrix(
                rows: weights.columns, columns: 1,
                elements: Array(repeating: 0, count: weights.columns))
        ).output(for: inputs, at: position).vector(weights.rows)
    }

    /// K · M.
    public func multiplyAdds(for inputs: [FeatureShape]) -> Int { weights.values.count }

    /// One operation.
    public func lower(_ inputs: [PlanValue], into plan: inout PlanBuilder) -> PlanValue {
        plan.integers(.dense(self, order: nil), inputs[0], .vector(weights.rows), input, output)
    }
}

extension LayerOutput {
    fileprivate func vector(_ count: Int) -> LayerOutput { .vector(count) }
}
