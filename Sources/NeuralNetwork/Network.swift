public import TensorCore

/// A feed-forward network: layers applied one after the other.
///
/// The layers are checked and their weights packed once, when the network is made; it is immutable
/// afterwards and may be used by many tasks at once. Results have the same bits whatever the batch
/// size and the processor.
public struct Network: Sendable {
    /// The layers, first to last.
    public let layers: [Layer]
    /// What one example is before the first layer, between the layers and after the last one: one
    /// shape more than there are layers.
    public let shapes: [FeatureShape]

    /// The layers as they are computed, a final softmax left out.
    let plan: NetworkPlan
    /// Packed when first needed: who compiles the network for bytes needs other weights.
    let pass: Lazy<ForwardPass>

    /// Makes a network of layers.
    ///
    /// - Parameters:
    ///   - layers: First to last.
    ///   - input: What the first layer takes; `nil` means a vector, of which a dense layer tells the
    ///     length.
    ///   - allowsNonFinite: Whether weights and biases may be infinite or NaN. Inputs that are
    ///     zero pass such weights over: they add nothing, where 0 · ∞ would give NaN.
    /// - Throws: ``NetworkError`` if there is no layer, a layer is empty or does not take the shape
    ///   that the one before it gives, a bias does not fit its weights, softmax stands before the
    ///   last layer, or a weight or bias is not finite.
    public init(
        _ layers: [Layer], input: FeatureShape? = nil, allowsNonFinite: Bool = false
    ) throws(NetworkError) {
        for (index, layer) in layers.enumerated() {
            try layer.check(at: index, allowsNonFinite: allowsNonFinite)
        }
        self.layers = layers
        shapes = try Self.shapes(of: layers, input: input)
        plan = try NetworkPlan(layers, shapes)
        pass = Lazy { [plan] in ForwardPass(plan) }
    }

    /// The number of values the network takes per example, K.
    public var inputCount: Int { shapes[0].count }

    /// The number of values the network gives per example, M.
    public var outputCount: Int { shapes[shapes.count - 1].count }

    /// The number of weights, biases and statistics.
    public var parameterCount: Int { layers.reduce(0) { $0 + $1.parameterCount } }

    /// The multiplications, each with its addition, that one example takes in dense layers and
    /// convolutions.
    public var multiplyAddsPerInput: Int {
        zip(layers, shapes).reduce(0) { $0 + $1.0.multiplyAdds(for: $1.1) }
    }

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
        pass.value.run(
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
    private static func shapes(
        of layers: [Layer], input: FeatureShape?
    ) throws(NetworkError) -> [FeatureShape] {
        guard let first = layers.first else { throw .empty }
        guard var shape = input ?? first.vectorInput else { throw .inputShapeMissing }
        var shapes = [shape]
        var areVectors = false
        for (index, layer) in layers.enumerated() {
            shape = try layer.outputShape(for: shape, at: index, areVectors: &areVectors)
            shapes.append(shape)
            guard layer.activation == .softmax else { continue }
            guard index == layers.count - 1 else { throw .softmaxBeforeLastLayer(layer: index) }
            guard shape.isVector else { throw .softmaxOfPlanes(layer: index, shape: shape) }
        }
        return shapes
    }
}

extension Layer {
    /// The vector that a first layer takes, as far as it tells.
    fileprivate var vectorInput: FeatureShape? {
        switch self {
        case .dense(let dense): .vector(dense.inputCount)
        case .batchNorm(let norm): .vector(norm.mean.count)
        default: nil
        }
    }
}
