public import TensorCore

/// A fully connected layer: `activation(x · weights + bias)`.
public struct Dense: Sendable, Equatable {
    /// Shape `[K, M]`, row-major: `weights[k, m]` leads from input k to output m.
    public var weights: Matrix
    /// One value per output, M.
    public var bias: [Float]
    /// The function applied to the sums.
    public var activation: Activation

    /// Creates a layer.
    ///
    /// Whether the parts fit together is checked by ``Network/init(_:input:allowsNonFinite:)``,
    /// which can say which layer is wrong.
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

    /// Applies the layer to a batch.
    ///
    /// Each sum is one chain: it starts from the bias and adds `x[n, k] · weights[k, m]` with one
    /// rounding each, k ascending. The weights are packed anew on every call; a ``Network`` packs
    /// them once.
    ///
    /// - Parameter x: Shape `[N, K]`.
    /// - Returns: Shape `[N, M]`.
    /// - Precondition: `x.columns == inputCount` and `bias.count == outputCount`.
    public func callAsFunction(_ x: Matrix) -> Matrix {
        activation(PackedDense(weights: weights, bias: bias)(x))
    }
}
