/// How the files of a public data set are laid out: one row of a table.
///
/// The files are the user's. Nothing tells whether they are as published, so no report calls them
/// verified; only MNIST's and Fashion-MNIST's own test sets are, by their digests.
public struct DatasetLayout: Hashable, Sendable {
    /// The name on the command line, such as `emnist-letters`.
    public let name: String
    /// The name for people, such as `EMNIST Letters`.
    public let title: String
    /// What each class is called, from the first label on.
    public let classNames: [String]
    /// How images and labels are stored.
    public let options: DataOptions
    /// What file names begin with for each part; `-images-idx3-ubyte` follows.
    private let prefixes: [DataSplit: String]
    /// What follows the prefix in the name of the labels' file.
    private let labelSuffix: String

    private init(
        _ name: String, _ title: String, classes: [String], transposed: Bool = false,
        firstLabel: Int = 0, test: String, train: String,
        labelSuffix: String = "-labels-idx1-ubyte"
    ) {
        (self.name, self.title, classNames) = (name, title, classes)
        var options = DataOptions()
        options.transposes = transposed
        options.firstLabel = firstLabel
        self.options = options
        prefixes = [.test: test, .train: train]
        self.labelSuffix = labelSuffix
    }

    /// A part of EMNIST, whose images are stored column by column.
    private static func emnist(
        _ part: String, _ title: String, classes: [String], firstLabel: Int = 0
    ) -> DatasetLayout {
        DatasetLayout(
            "emnist-\(part)", "EMNIST \(title)", classes: classes, transposed: true,
            firstLabel: firstLabel, test: "emnist-\(part)-test", train: "emnist-\(part)-train")
    }
}

extension DatasetLayout: CaseIterable {
    private static let digits = (0...9).map(String.init)
    private static let capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ".map(String.init)
    private static let smallLetters = "abcdefghijklmnopqrstuvwxyz".map(String.init)
    /// Small letters that do not look like their capitals.
    private static let distinctLetters = "abdefghnqrt".map(String.init)

    /// All of them: the table.
    ///
    /// MNIST: LeCun, Cortes and Burges, 1998. Fashion-MNIST: Xiao, Rasul and Vollgraf, 2017. EMNIST:
    /// Cohen, Afshar, Tapson and van Schaik, 2017, arXiv:1702.05373, whose mapping files give the
    /// classes. KMNIST: Clanuwat et al., 2018, arXiv:1812.01718. QMNIST: Yadav and Bottou, 2019,
    /// arXiv:1905.10498, whose labels have eight columns.
    public static let allCases: [DatasetLayout] = [
        DatasetLayout("mnist", "MNIST", classes: digits, test: "t10k", train: "train"),
        DatasetLayout(
            "fashion-mnist", "Fashion-MNIST", classes: DatasetPreset.fashionMNIST.classNames,
            test: "t10k", train: "train"),
        emnist("balanced", "Balanced", classes: digits + capitals + distinctLetters),
        emnist("byclass", "ByClass", classes: digits + capitals + smallLetters),
        emnist("bymerge", "ByMerge", classes: digits + capitals + distinctLetters),
        emnist("letters", "Letters", classes: capitals, firstLabel: 1),
        emnist("digits", "Digits", classes: digits),
        emnist("mnist", "MNIST", classes: digits),
        DatasetLayout(
            "kmnist", "KMNIST",
            classes: ["o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"],
            test: "t10k", train: "train"),
        DatasetLayout(
            "qmnist", "QMNIST", classes: digits, test: "qmnist-test", train: "qmnist-train",
            labelSuffix: "-labels-idx2-int"),
    ]

    /// The layout of this name, if there is one.
    public init?(name: String) {
        guard let row = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = row
    }

    /// Whether the classes are the ten digits.
    public var hasDigits: Bool { classNames == Self.digits }
}

extension DatasetLayout {
    /// Where the files are found in a folder, beside archives' own folders.
    ///
    /// `raw` within the set's folder is how torchvision keeps them, `gzip` how EMNIST's archive does.
    private var folders: [String] {
        let family = title.split(separator: " ").first.map(String.init) ?? title
        return ["", "/raw", "/gzip", "/\(family)/raw", "/\(family)", "/\(name)"]
    }

    /// Finds the files of a part in a folder by their usual names, compressed or not.
    ///
    /// - Throws: ``DatasetError/filesMissing(file:layout:expected:)`` where they are not.
    public func files(
        in folder: String, split: DataSplit = .test
    ) throws(DatasetError) -> (images: String, labels: String) {
        // There are two parts; what networks are tried on while they are trained is part of these.
        let prefix = prefixes[split] ?? prefixes[.train] ?? ""
        let (images, labels) = ("\(prefix)-images-idx3-ubyte", "\(prefix)\(labelSuffix)")
        for place in folders.map({ folder + $0 }) {
            if let images = Self.file("\(place)/\(images)"),
                let labels = Self.file("\(place)/\(labels)")
            {
                return (images, labels)
            }
        }
        throw .filesMissing(
            file: folder, layout: self, expected: ["\(images).gz", "\(labels).gz"])
    }

    private static func file(_ path: String) -> String? {
        ["\(path).gz", path].first(where: BundledFiles.exists)
    }

    /// Images and labels of this layout.
    ///
    /// - Parameters:
    ///   - images: The path of the images.
    ///   - labels: The path of the labels, if they are in a file of their own.
    ///   - options: What differs from ``options``; `nil` if nothing does.
    public func labeledImages(
        images: String, labels: String?, options: DataOptions? = nil
    ) -> LabeledImages {
        LabeledImages(
            images: images, labels: labels, options: options ?? self.options, layout: self)
    }
}
