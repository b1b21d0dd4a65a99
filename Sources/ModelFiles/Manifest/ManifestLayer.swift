public import NeuralNetwork
public import TensorCore

/// One layer as a manifest describes it: its kind, the names of its tensors and its settings.
public enum ManifestLayer: Hashable, Sendable {
    /// A dense layer: the names of its tensors, their order, and the activation after it.
    case dense(weight: String, bias: String?, order: WeightOrder, activation: Activation)
    /// A convolution; the size of its window is that of its weights.
    case conv2D(
        weight: String, bias: String?, order: WeightOrder, stride: Size2D, padding: Padding2D,
        activation: Activation)
    /// A batch normalization with the statistics of training.
    case batchNorm(BatchNormTensors, epsilon: Double, activation: Activation)
    /// The largest value of each window.
    case maxPool2D(MaxPool2D)
    /// The mean of each window.
    case averagePool2D(AveragePool2D)
    /// The mean of each plane.
    case globalAveragePool
    /// Planes become a vector.
    case flatten(Flatten)
    /// Nothing, but for a factor if training did not rescale.
    case dropout(Dropout)

    /// The names of the tensors that the layer uses.
    package var tensorNames: [String] {
        switch self {
        case .dense(let weight, let bias, _, _), .conv2D(let weight, let bias, _, _, _, _):
            [weight] + (bias.map { [$0] } ?? [])
        case .batchNorm(let names, _, _):
            [names.weight, names.bias, names.mean, names.variance].compactMap { $0 }
        case .maxPool2D, .averagePool2D, .globalAveragePool, .flatten, .dropout: []
        }
    }
}

/// The names of the tensors of a batch normalization, each one value per channel.
public struct BatchNormTensors: Hashable, Sendable {
    /// γ; `nil` means ones.
    public var weight: String?
    /// β; `nil` means zeros.
    public var bias: String?
    /// The running mean.
    public var mean: String
    /// The running variance.
    public var variance: String

    /// Puts names together.
    public init(weight: String? = nil, bias: String? = nil, mean: String, variance: String) {
        self.weight = weight
        self.bias = bias
        self.mean = mean
        self.variance = variance
    }
}

/// In which order the axes of a layer's weights are stored.
public enum WeightOrder: String, CaseIterable, Hashable, Sendable {
    /// `[inputs, outputs]`, as Keras and textbooks' `x · W` have it; for a convolution
    /// `[height, width, inputs, outputs]`.
    case inputOutput = "input-output"
    /// `[outputs, inputs]`, as PyTorch's `Linear` has it; for a convolution
    /// `[outputs, inputs, height, width]`.
    case outputInput = "output-input"
}
