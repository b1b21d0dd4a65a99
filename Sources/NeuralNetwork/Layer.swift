public import TensorCore

/// One layer of a ``Network``.
///
/// Further kinds of layers will be further cases, so a `switch` outside this package should have a
/// `default`.
public enum Layer: Sendable, Equatable {
    /// A fully connected layer.
    case dense(Dense)

    /// The number of values the layer takes per example.
    public var inputCount: Int {
        switch self {
        case .dense(let dense): dense.inputCount
        }
    }

    /// The number of values the layer gives per example.
    public var outputCount: Int {
        switch self {
        case .dense(let dense): dense.outputCount
        }
    }

    /// The function the layer ends in.
    public var activation: Activation {
        switch self {
        case .dense(let dense): dense.activation
        }
    }

    /// The number of weights and biases.
    public var parameterCount: Int {
        switch self {
        case .dense(let dense): dense.weights.elements.count + dense.bias.count
        }
    }

    /// The multiplications, each with its addition, that one example takes.
    public var multiplyAddsPerInput: Int {
        switch self {
        case .dense(let dense): dense.weights.elements.count
        }
    }

    /// Applies the layer to a batch of shape `[N, inputCount]`.
    public func callAsFunction(_ x: Matrix) -> Matrix {
        switch self {
        case .dense(let dense): dense(x)
        }
    }
}
