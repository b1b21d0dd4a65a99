public import TensorCore

/// One layer of a ``Network``.
///
/// Further kinds of layers will be further cases, so a `switch` outside this package should have a
/// `default`.
public enum Layer: Sendable, Equatable {
    /// A fully connected layer.
    case dense(Dense)
    /// A convolution.
    case conv2D(Conv2D)
    /// The largest value of each window.
    case maxPool2D(MaxPool2D)
    /// The mean of each window.
    case averagePool2D(AveragePool2D)
    /// The mean of each plane: `[C, H, W]` becomes `[C, 1, 1]`.
    case globalAveragePool
    /// Batch normalization with the statistics of training.
    case batchNorm(BatchNorm)
    /// Planes become a vector.
    case flatten(Flatten)
    /// Nothing, but for a factor if training did not rescale.
    case dropout(Dropout)

    /// The function the layer ends in; the identity where it has none.
    public var activation: Activation {
        switch self {
        case .dense(let dense): dense.activation
        case .conv2D(let conv): conv.activation
        case .batchNorm(let norm): norm.activation
        case .maxPool2D, .averagePool2D, .globalAveragePool, .flatten, .dropout: .identity
        }
    }

    /// The number of weights, biases and statistics.
    public var parameterCount: Int {
        switch self {
        case .dense(let dense): dense.weights.elements.count + dense.bias.count
        case .conv2D(let conv): conv.weights.elements.count + conv.bias.count
        case .batchNorm(let norm):
            norm.mean.count + norm.variance.count + (norm.weight?.count ?? 0)
                + (norm.bias?.count ?? 0)
        case .maxPool2D, .averagePool2D, .globalAveragePool, .flatten, .dropout: 0
        }
    }

    /// The multiplications, each with its addition, that one example of a shape takes in dense
    /// layers and convolutions, the padding included.
    ///
    /// Other layers cost little beside these and count as none.
    ///
    /// - Precondition: the layer takes the shape.
    public func multiplyAdds(for input: FeatureShape) -> Int {
        switch self {
        case .dense(let dense): dense.weights.elements.count
        case .conv2D(let conv):
            conv.weights.elements.count * (conv.window.outputSize(of: input.size)?.area ?? 0)
        case .maxPool2D, .averagePool2D, .globalAveragePool, .batchNorm, .flatten, .dropout: 0
        }
    }

    /// Applies the layer to a batch.
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
