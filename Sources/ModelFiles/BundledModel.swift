public import Datasets

/// A pretrained model that comes with the package: one row of a table.
///
/// `models/README.md` is its model card.
public struct BundledModel: Hashable, Sendable {
    /// The name on the command line, such as `mnist-mlp`.
    public let name: String

    /// Where its safetensors file is.
    public var path: String { BundledFiles.path("models/\(name).safetensors") }
}

extension BundledModel {
    /// Digits, 784-50-100-10 with sigmoid: the classic teaching network.
    public static let mnistSigmoid = BundledModel(name: "mnist-sigmoid")
    /// Digits, 784-512-256-10 with ReLU.
    public static let mnistMLP = BundledModel(name: "mnist-mlp")
    /// Digits, three convolutions and a hidden layer: the most accurate one for digits.
    public static let mnistCNN = BundledModel(name: "mnist-cnn")
    /// Clothing, 784-512-256-10 with ReLU.
    public static let fashionMLP = BundledModel(name: "fashion-mlp")
    /// Clothing, five convolutions: the most accurate one for clothing.
    public static let fashionCNN = BundledModel(name: "fashion-cnn")
    /// `mnist-mlp` in integers of eight bits.
    public static let mnistMLPInt8 = BundledModel(name: "mnist-mlp-int8")
    /// `mnist-cnn` in integers of eight bits.
    public static let mnistCNNInt8 = BundledModel(name: "mnist-cnn-int8")
    /// `fashion-cnn` in integers of eight bits.
    public static let fashionCNNInt8 = BundledModel(name: "fashion-cnn-int8")
}

extension BundledModel: CaseIterable, RawRepresentable {
    /// All of them: the table.
    public static let allCases: [BundledModel] = [
        .mnistSigmoid, .mnistMLP, .mnistCNN, .fashionMLP, .fashionCNN, .mnistMLPInt8,
        .mnistCNNInt8, .fashionCNNInt8,
    ]

    /// The name.
    public var rawValue: String { name }

    /// The model of this name, if there is one.
    public init?(rawValue name: String) {
        guard let model = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = model
    }
}

extension DatasetPreset {
    /// The bundled model to use when none is named.
    public var defaultModel: BundledModel { Self.defaultModels[self] ?? .mnistMLP }

    private static let defaultModels: [DatasetPreset: BundledModel] = [
        .mnist: .mnistMLP, .fashionMNIST: .fashionMLP,
    ]
}
