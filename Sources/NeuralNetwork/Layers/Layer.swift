public import TensorCore

/// One layer of a ``Network``: a function of the values of one example, applied to each example of
/// a batch.
///
/// A kind of layer is a type that conforms to this protocol; <doc:/NeuralNetwork/AddingALayer> writes one. A layer
/// computes nothing itself. It checks its parts, says which shape it gives, and writes down what is
/// to be computed in ``lower(_:into:)``; the network folds and joins these operations.
public protocol Layer: Sendable, Equatable {
    /// How many inputs the layer takes; one unless it says otherwise.
    var arity: ClosedRange<Int> { get }

    /// The function the layer ends in; the identity where it has none.
    var activation: Activation { get }

    /// The number of weights, biases and statistics; none unless the layer says otherwise.
    var parameterCount: Int { get }

    /// The length of the vector that the layer takes, as far as it tells; `nil` unless the layer says
    /// otherwise.
    ///
    /// A network whose first layer tells it need not be told the shape of its input.
    var vectorInputCount: Int? { get }

    /// Checks what a layer can tell by itself: sizes of its parts, ranges of its numbers.
    ///
    /// - Parameters:
    ///   - position: Where the layer stands, for the error.
    ///   - allowsNonFinite: Whether weights and biases may be infinite or NaN.
    func check(at position: LayerPosition, allowsNonFinite: Bool) throws(NetworkError)

    /// The shape of what the layer gives.
    ///
    /// - Parameters:
    ///   - inputs: As many as ``arity`` allows.
    ///   - position: Where the layer stands, for the error.
    /// - Throws: ``NetworkError`` if the layer does not take these inputs, or the example would have
    ///   more than ``Network/largestValueCount`` values.
    func output(
        for inputs: [LayerInput], at position: LayerPosition
    ) throws(NetworkError) -> LayerOutput

    /// The multiplications, each with its addition, that one example takes in dense layers and
    /// convolutions, the padding included.
    ///
    /// Other layers cost little beside these and count as none.
    ///
    /// - Precondition: the layer takes the shapes.
    func multiplyAdds(for inputs: [FeatureShape]) -> Int

    /// Writes down what is to be computed.
    ///
    /// A final softmax is left out by the plan.
    ///
    /// - Parameters:
    ///   - inputs: Values of the shapes that ``output(for:at:)`` accepted.
    ///   - plan: Takes the operations.
    /// - Returns: A value of the shape that ``output(for:at:)`` returned.
    func lower(_ inputs: [PlanValue], into plan: inout PlanBuilder) -> PlanValue
}

extension Layer {
    /// One input.
    public var arity: ClosedRange<Int> { 1...1 }

    /// The identity.
    public var activation: Activation { .identity }

    /// None.
    public var parameterCount: Int { 0 }

    /// Not told.
    public var vectorInputCount: Int? { nil }

    /// Accepts everything.
    public func check(at position: LayerPosition, allowsNonFinite: Bool) throws(NetworkError) {}

    /// None.
    public func multiplyAdds(for inputs: [FeatureShape]) -> Int { 0 }

    /// Whether the other layer is of the same kind and has the same parts.
    public func isEqual(to other: any Layer) -> Bool {
        other as? Self == self
    }

    /// Applies a layer of one input to a batch.
    ///
    /// The weights are packed anew on every call; a ``Network`` packs them once.
    ///
    /// - Parameters:
    ///   - x: Shape `[N, C · H · W]`.
    ///   - shape: What a row of `x` is; `nil` means a vector.
    /// - Returns: Shape `[N, …]`, a row for each example.
    /// - Precondition: the layer takes the shape.
    public func callAsFunction(_ x: Matrix, shape: FeatureShape? = nil) -> Matrix {
        do {
            let input = shape ?? .vector(x.columns)
            return try Network([self], input: input, allowsNonFinite: true).forward(x)
        } catch {
            preconditionFailure("the layer does not fit the batch: \(error)")
        }
    }
}
