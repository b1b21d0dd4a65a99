/// A published test set that comes with the package.
public enum DatasetPreset: String, CaseIterable, Hashable, Sendable {
    /// MNIST: handwritten digits. LeCun, Cortes and Burges, 1998.
    case mnist
    /// Fashion-MNIST: articles of clothing. Xiao, Rasul and Vollgraf, 2017, arXiv:1708.07747.
    case fashionMNIST = "fashion-mnist"

    /// The name for people: `MNIST` or `Fashion-MNIST`.
    public var title: String {
        switch self {
        case .mnist: "MNIST"
        case .fashionMNIST: "Fashion-MNIST"
        }
    }

    /// What each class is called, by label.
    public var classNames: [String] {
        switch self {
        case .mnist:
            (0...9).map(String.init)
        case .fashionMNIST:
            [
                "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt",
                "Sneaker", "Bag", "Ankle boot",
            ]
        }
    }

    /// The carried model to use when none is named.
    public var defaultModel: CarriedModel {
        switch self {
        case .mnist: .mnistMLP
        case .fashionMNIST: .fashionMLP
        }
    }

    /// The carried test set: 10,000 images of 28 × 28 with their labels.
    public var testSet: LabeledImages {
        LabeledImages(
            images: CarriedFiles.path("data/\(rawValue)/t10k-images-idx3-ubyte.gz"),
            labels: CarriedFiles.path("data/\(rawValue)/t10k-labels-idx1-ubyte.gz"),
            preset: self)
    }

    /// SHA-256 of the decompressed test images, header included, in hexadecimal.
    ///
    /// The payload is compared, not the gzip file: the same images circulate in several packings.
    public var imagesSHA256: String {
        switch self {
        case .mnist: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"
        case .fashionMNIST: "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"
        }
    }

    /// SHA-256 of the decompressed test labels, header included, in hexadecimal.
    public var labelsSHA256: String {
        switch self {
        case .mnist: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"
        case .fashionMNIST: "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"
        }
    }
}
