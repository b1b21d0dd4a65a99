/// A published test set that comes with the package: one row of a table.
public struct DatasetPreset: Hashable, Sendable {
    /// The name on the command line and in model files, such as `fashion-mnist`.
    public let name: String
    /// The name for people, such as `Fashion-MNIST`.
    public let title: String
    /// What each class is called, by label.
    public let classNames: [String]
    /// The file of the images.
    public let images: PublishedFile
    /// The file of the labels.
    public let labels: PublishedFile

    /// A file of the published set, as it is bundled.
    public struct PublishedFile: Hashable, Sendable {
        /// The path from the folder that holds `data` and `models`.
        public let path: String
        /// SHA-256 of the decompressed content, header included, in hexadecimal.
        ///
        /// The same images circulate in several gzip packings; this digest knows them in all.
        public let contentSHA256: String
        /// The bundled gzip file itself; `nil` where only the content is compared.
        package let stored: StoredFile?
    }

    /// The bytes of a bundled file as they are stored, compressed.
    package struct StoredFile: Hashable, Sendable {
        /// The size in bytes.
        package let size: Int
        /// SHA-256 in hexadecimal.
        package let sha256: String
        /// SHA-256 of the first 64 KiB, which tells the file from others of its size early.
        package let firstBlockSHA256: String
    }

    /// The bundled test set: 10,000 images of 28 × 28 with their labels.
    public var testSet: LabeledImages {
        LabeledImages(
            images: BundledFiles.path(images.path), labels: BundledFiles.path(labels.path),
            preset: self)
    }
}

extension DatasetPreset {
    /// MNIST: handwritten digits.
    ///
    /// LeCun, Cortes and Burges, 1998.
    public static let mnist = DatasetPreset(
        name: "mnist", title: "MNIST", classNames: (0...9).map(String.init),
        images: PublishedFile(
            path: "data/mnist/t10k-images-idx3-ubyte.gz",
            contentSHA256: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
            stored: StoredFile(
                size: 1_616_508,
                sha256: "1a1a05eab793c14bb050b398624a11b0ffd1a2953baed553b1b9bd079e2a20be",
                firstBlockSHA256:
                    "f8853b767592b1217f9d98bd18bfaa15791478ea94349a58eb7fc0f56abc2d86")),
        labels: PublishedFile(
            path: "data/mnist/t10k-labels-idx1-ubyte.gz",
            contentSHA256: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
            stored: nil))

    /// Fashion-MNIST: articles of clothing.
    ///
    /// Xiao, Rasul and Vollgraf, 2017, arXiv:1708.07747.
    public static let fashionMNIST = DatasetPreset(
        name: "fashion-mnist", title: "Fashion-MNIST",
        classNames: [
            "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker",
            "Bag", "Ankle boot",
        ],
        images: PublishedFile(
            path: "data/fashion-mnist/t10k-images-idx3-ubyte.gz",
            contentSHA256: "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
            stored: StoredFile(
                size: 4_422_079,
                sha256: "cc1d090a38ace84dfa1aa66e3ada7c336ef481a96936906477e6dd344da56eaa",
                firstBlockSHA256:
                    "507b4d17fa2a1769cc09658fd01bd2c8f2a243dd421e57ff638f17f80c151d62")),
        labels: PublishedFile(
            path: "data/fashion-mnist/t10k-labels-idx1-ubyte.gz",
            contentSHA256: "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
            stored: nil))
}

extension DatasetPreset: CaseIterable, RawRepresentable {
    /// All of them: the table.
    public static let allCases: [DatasetPreset] = [.mnist, .fashionMNIST]

    /// The name.
    public var rawValue: String { name }

    /// The set of this name, if there is one.
    public init?(rawValue name: String) {
        guard let preset = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = preset
    }
}
