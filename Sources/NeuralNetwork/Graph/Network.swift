public import TensorCore

/// A feed-forward network: layers applied one after the other, or connected as a graph.
///
/// The layers are checked and their weights packed once, when the network is made; it is immutable
/// afterwards and may be used by many tasks at once. Results have the same bits whatever the batch
/// size and the processor.
public struct Network: Sendable {
    /// The layers and how they are connected.
    public let graph: NetworkGraph
    /// What one example is before the first layer and after each layer, in the order of ``layers``:
    /// one shape more than there are layers.
    public let shapes: [FeatureShape]

    /// Let go once the layers are packed, since weights that something was folded into are copies.
    private let plans: Lazy<NetworkPlan>
    /// The same as integers, if all values between layers are codes.
    let integers: IntegerPlan?
    /// Packed when first needed: who compiles the network for bytes needs other weights.
    let pass: Lazy<ForwardPass>

    /// The most values that an example may have before or after a layer other than a dense one:
    /// 64 MiB of `Float`.
    public static let largestValueCount = 1 << 24
    /// The most values that may be needed at once while an example runs through the network: 256 MiB
    /// of `Float`.
    public static let largestLiveCount = 1 << 26
    /// The most layers that a network may have.
    public static let largestLayerCount = 4_096

    /// Makes a network of layers that are applied one after the other.
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
        _ layers: [any Layer], input: FeatureShape? = nil, allowsNonFinite: Bool = false
    ) throws(NetworkError) {
        try self.init(
            NetworkGraph(chain: layers, input: input), allowsNonFinite: allowsNonFinite)
    }

    /// Makes a network of a graph.
    ///
    /// - Parameters:
    ///   - graph: The layers and their connections.
    ///   - allowsNonFinite: Whether weights and biases may be infinite or NaN.
    /// - Throws: ``NetworkError`` for what ``init(_:input:allowsNonFinite:)`` refuses, a layer with
    ///   too few or too many inputs, two layers of one name, an output other than the last that no
    ///   layer reads, or more values at once than ``largestLiveCount``.
    public init(_ graph: NetworkGraph, allowsNonFinite: Bool = false) throws(NetworkError) {
        let values = try graph.check(allowsNonFinite: allowsNonFinite)
        self.graph = graph
        shapes = values.map(\.shape)
        let plans = try Lazy(NetworkPlan(graph, values)) {
            guard let plan = try? NetworkPlan(graph, values) else {
                preconditionFailure("what was planned once can be planned again")
            }
            return plan
        }
        self.plans = plans
        integers = IntegerPlan(graph, values)
        pass = Lazy { [integers] in
            defer { plans.forget() }
            return integers.map { .integers(IntegerPass($0)) } ?? ForwardPass(plans.value)
        }
    }

    /// The layers as they are computed, a final softmax left out.
    var plan: NetworkPlan { plans.value }

    /// Lets go of what only packing needs.
    func forgetPlan() { plans.forget() }

    /// The layers in the order in which they were added.
    public var layers: [any Layer] { graph.layers }

    /// The number of values that each buffer holds between the layers, while one example runs through.
    package var bufferSizes: [Int] { plan.memory.capacities }

    /// The number of values the network takes per example, K.
    public var inputCount: Int { shapes[0].count }

    /// The number of values the network gives per example, M.
    public var outputCount: Int { shapes[shapes.count - 1].count }

    /// The number of weights, biases and statistics.
    public var parameterCount: Int { layers.reduce(0) { $0 + $1.parameterCount } }

    /// The multiplications, each with its addition, that one example takes in dense layers and
    /// convolutions.
    public var multiplyAddsPerInput: Int {
        graph.nodes.reduce(0) { sum, node in
            sum + node.layer.multiplyAdds(for: node.inputs.map { shapes[$0.layer + 1] })
        }
    }

    /// Whether all layers are dense, so that only the number of inputs matters, not their shape.
    package var takesVectors: Bool {
        plan.firstOfAll != nil || layers.allSatisfy { $0 is QuantizedDense }
    }

    /// Whether the last layer turns its sums into probabilities.
    public var endsInSoftmax: Bool { graph.nodes.last?.layer.activation == .softmax }

    /// Whether the last layer ends in a sigmoid: each output is a probability of its own.
    public var endsInSigmoid: Bool { graph.nodes.last?.layer.activation == .sigmoid }

    /// The network without a sigmoid at its end, as it is without a softmax.
    ///
    /// Sigmoid rises, so that the outputs have the order of the values before it; but it rounds many
    /// of them to 1.
    package func withoutFinalSigmoid() -> Network {
        guard endsInSigmoid, var last = graph.nodes.last?.layer else { return self }
        if var dense = last as? Dense {
            dense.activation = .identity
            last = dense
        } else if var dense = last as? QuantizedDense {
            dense.activation = .identity
            last = dense
        } else if last is ActivationLayer {
            last = ActivationLayer(.identity)
        } else {
            return self
        }
        var bare = NetworkGraph(input: graph.input)
        for node in graph.nodes.dropLast() {
            bare.append(node.layer, to: node.inputs, name: node.name)
        }
        if let node = graph.nodes.last { bare.append(last, to: node.inputs, name: node.name) }
        // What was checked with the sigmoid is right without it.
        return (try? Network(bare, allowsNonFinite: true)) ?? self
    }

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
