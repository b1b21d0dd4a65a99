public import TensorCore

/// A feed-forward network: layers applied one after the other.
///
/// The layers are checked and their weights packed once, when the network is made; it is immutable
/// afterwards and may be used by many tasks at once. Results have the same bits whatever the batch
/// size and the processor.
public struct Network: Sendable {
    /// The layers, first to last.
    public let layers: [Layer]

    /// All layers, a final softmax left out.
    let pass: ForwardPass

    /// Makes a network of layers.
    ///
    /// - Parameters:
    ///   - layers: First to last.
    ///   - allowsNonFinite: Whether weights and biases may be infinite or NaN. Inputs that are
    ///     zero pass such weights over: they add nothing, where 0 · ∞ would give NaN.
    /// - Throws: ``NetworkError`` if there is no layer, a layer is empty, the number of values a
    ///   layer gives is not what the next one takes, a bias does not fit its weights, softmax
    ///   stands before the last layer, or a weight or bias is not finite.
    public init(_ layers: [Layer], allowsNonFinite: Bool = false) throws(NetworkError) {
        try Self.check(layers, allowsNonFinite: allowsNonFinite)
        self.layers = layers
        pass = ForwardPass(
            layers.map { layer in
                switch layer {
                case .dense(let dense):
                    DenseStack.Layer(
                        PackedDense(weights: dense.weights, bias: dense.bias),
                        dense.activation.function)
                }
            })
    }

    /// The number of values the network takes per example, K.
    public var inputCount: Int { pass.inputCount }

    /// The number of values the network gives per example, M.
    public var outputCount: Int { pass.outputCount }

    /// The number of weights and biases.
    public var parameterCount: Int { layers.reduce(0) { $0 + $1.parameterCount } }

    /// The multiplications, each with its addition, that one example takes.
    public var multiplyAddsPerInput: Int { layers.reduce(0) { $0 + $1.multiplyAddsPerInput } }

    /// Whether the last layer turns its sums into probabilities.
    public var endsInSoftmax: Bool { layers.last?.activation == .softmax }

    /// Runs a batch through all layers.
    ///
    /// - Parameters:
    ///   - x: Shape `[N, K]`.
    ///   - variant: The kernels to use; all give the same bits.
    /// - Returns: The outputs of the last layer, shape `[N, M]`.
    /// - Precondition: `x.columns == inputCount`.
    public func forward(_ x: Matrix, variant: KernelVariant = .active) -> Matrix {
        let outputs = logits(x, variant: variant)
        return endsInSoftmax ? outputs.softmaxOfRows(variant: variant) : outputs
    }

    /// Runs a batch through all layers but a final softmax.
    ///
    /// Any other last activation is applied.
    ///
    /// - Parameters:
    ///   - x: Shape `[N, K]`.
    ///   - variant: The kernels to use; all give the same bits.
    /// - Returns: Shape `[N, M]`.
    /// - Precondition: `x.columns == inputCount`.
    public func logits(_ x: Matrix, variant: KernelVariant = .active) -> Matrix {
        precondition(
            x.columns == inputCount,
            "a network of \(inputCount) inputs cannot take a batch of shape "
                + "[\(x.rows), \(x.columns)]")
        var elements = [Float](repeating: 0, count: x.rows * outputCount)
        var span = elements.mutableSpan
        var workspace = Workspace()
        pass.run(
            x.elements.span, count: x.rows, into: &span, workspace: &workspace, variant: variant)
        return Matrix(rows: x.rows, columns: outputCount, elements: elements)
    }

    /// The class of each example: the index of its largest output, the lowest one on a tie.
    ///
    /// - Parameter x: Shape `[N, K]`.
    /// - Throws: `NumericError.nan` if an output is NaN.
    /// - Precondition: `x.columns == inputCount`.
    public func predict(_ x: Matrix) throws(NumericError) -> [Int] {
        try logits(x).argmaxOfRows()
    }
}

extension Network {
    private static func check(
        _ layers: [Layer], allowsNonFinite: Bool
    ) throws(NetworkError) {
        guard !layers.isEmpty else { throw .empty }
        for (index, layer) in layers.enumerated() {
            switch layer {
            case .dense(let dense):
                try checkShape(dense, at: index)
                if !allowsNonFinite { try checkFinite(dense, at: index) }
            }
            guard index + 1 < layers.count else { break }
            guard layer.outputCount == layers[index + 1].inputCount else {
                throw .widthMismatch(
                    layer: index, outputs: layer.outputCount,
                    nextInputs: layers[index + 1].inputCount)
            }
            guard layer.activation != .softmax else {
                throw .softmaxBeforeLastLayer(layer: index)
            }
        }
    }

    private static func checkShape(_ dense: Dense, at layer: Int) throws(NetworkError) {
        guard dense.inputCount > 0 && dense.outputCount > 0 else {
            throw .emptyLayer(layer: layer, inputs: dense.inputCount, outputs: dense.outputCount)
        }
        guard dense.bias.count == dense.outputCount else {
            throw .biasCount(layer: layer, expected: dense.outputCount, found: dense.bias.count)
        }
    }

    private static func checkFinite(_ dense: Dense, at layer: Int) throws(NetworkError) {
        if let index = dense.weights.elements.firstIndex(where: { !$0.isFinite }) {
            let (row, column) = index.quotientAndRemainder(dividingBy: dense.outputCount)
            throw .nonFiniteWeight(layer: layer, row: row, column: column)
        }
        if let index = dense.bias.firstIndex(where: { !$0.isFinite }) {
            throw .nonFiniteBias(layer: layer, index: index)
        }
    }
}
