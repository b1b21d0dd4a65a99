/// A pretrained model that comes with the package; `models/README.md` is its model card.
public enum CarriedModel: String, CaseIterable, Hashable, Sendable {
    /// Digits, 784-50-100-10 with sigmoid: the classic teaching network.
    case mnistSigmoid = "mnist-sigmoid"
    /// Digits, 784-512-256-10 with ReLU.
    case mnistMLP = "mnist-mlp"
    /// Digits, three convolutions and a hidden layer: the most accurate one for digits.
    case mnistCNN = "mnist-cnn"
    /// Clothing, 784-512-256-10 with ReLU.
    case fashionMLP = "fashion-mlp"
    /// Clothing, five convolutions: the most accurate one for clothing.
    case fashionCNN = "fashion-cnn"

    /// Where its safetensors file is.
    public var path: String { CarriedFiles.path("models/\(rawValue).safetensors") }
}
