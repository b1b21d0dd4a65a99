public import TensorCore

/// A fully connected layer: `activation(x · weights + bias)`.
///
/// Each sum is one chain: it starts from the bias and adds `x[k] · weights[k, m]` with one rounding
/// each, k ascending.
public struct Dense: Sendable, Equatable {
    /// Shape `[K, M]`, row-major: `weights[k, m]` leads from input k to output m.
    public var weights: Matrix
    /// One value per output, M.
    public var bias: [Float]
    /// The function applied to the sums.
    public var activation: Activation

    /// Creates a layer.
    ///
    /// Whether the parts fit together is checked by ``Network``, which can say which layer is wrong.
    ///
    /// - Parameters:
    ///   - weights: Shape `[K, M]`, row-major.
    ///   - bias: M values; `nil` means zeros.
    ///   - activation: The function applied to the sums.
    public init(weights: Matrix, bias: [Float]? = nil, activation: Activation = .identity) {
        self.weights = weights
        self.bias = bias ?? Array(repeating: 0, count: weights.columns)
        self.activation = activation
    }

    /// The number of inputs, K.
    public var inputCount: Int { weights.rows }

    /// The number of outputs, M.
    public var outputCount: Int { weights.columns }
}

extension Dense: Layer {
    /// The number of weights and biases.
    public var parameterCount: Int { weights.elements.count + bias.count }

    /// K.
    public var vectorInputCount: Int? { inputCount }

    /// Checks that there are inputs and outputs, a bias for each output, and finite numbers.
    public func check(
        at position: LayerPosition, allowsNonFinite: Bool
    ) throws(NetworkError) {
        guard inputCount > 0 && outputCount > 0 else {
            throw .emptyLayer(layer: position, inputs: inputCount, outputs: outputCount)
        }
        try weights.check(
            bias: bias, of: outputCount, at: position, allowsNonFinite: allowsNonFinite)
    }

    /// A vector of M values for one of K, or for feature maps of K values that are the network's
    /// input.
    public func output(
        for inputs: [LayerInput], at position: LayerPosition
    ) throws(NetworkError) -> LayerOutput {
        let input = inputs[0]
        guard input.source == nil || input.isVector || input.shape.isVector else {
            throw .flattenMissing(layer: position, shape: input.shape)
        }
        guard let count = input.shape.checkedCount, inputCount == count else {
            guard let source = input.source else {
                throw .inputCount(shape: input.shape, found: inputCount)
            }
            throw .widthMismatch(
                layer: position, previous: source, outputs: input.shape.count,
                inputs: inputCount)
        }
        return .vector(outputCount)
    }

    /// K · M.
    public func multiplyAdds(for inputs: [FeatureShape]) -> Int { weights.elements.count }

    /// One operation.
    public func lower(_ inputs: [PlanValue], into plan: inout PlanBuilder) -> PlanValue {
        plan.dense(self, inputs[0])
    }
}

extension Matrix {
    /// Checks weights and their bias.
    func check(
        bias: [Float], of outputs: Int, at position: LayerPosition, allowsNonFinite: Bool
    ) throws(NetworkError) {
        guard bias.count == outputs else {
            throw .biasCount(layer: position, expected: outputs, found: bias.count)
        }
        guard !allowsNonFinite else { return }
        if !elements.allFinite, let index = elements.firstIndex(where: { !$0.isFinite }) {
            let (row, column) = index.quotientAndRemainder(dividingBy: columns)
            throw .nonFiniteWeight(layer: position, row: row, column: column)
        }
        if let index = bias.firstIndex(where: { !$0.isFinite }) {
            throw .nonFiniteBias(layer: position, index: index)
        }
    }
}
