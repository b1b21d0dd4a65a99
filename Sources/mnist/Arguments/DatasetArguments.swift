import ArgumentParser
import Datasets
import FileIO
import ImageClassification

/// A data set by its name.
struct DatasetArgument {
    /// The names of its classes and how its files are laid out.
    let layout: DatasetLayout

    init(argument: String) throws {
        guard let layout = DatasetLayout(name: argument) else {
            throw ValidationError(
                "expected one of \(Self.names.joined(separator: ", "))"
                    + suggestion(for: argument, among: Self.names))
        }
        self.layout = layout
    }

    /// The test set of this name that comes with the package, if one does.
    var preset: DatasetPreset? { DatasetPreset(rawValue: layout.name) }

    static let names = DatasetLayout.allCases.map(\.name)
}

/// Which images to work on.
struct ImageArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            A data set by its name. The test sets of mnist and fashion-mnist are bundled; of all \
            others the files are yours: --images and --labels, or --data-dir. (default: mnist) \
            (values: \(DatasetArgument.names.joined(separator: ", ")))
            """, valueName: "name"), completion: .list(DatasetArgument.names),
        transform: DatasetArgument.init)
    var dataset: DatasetArgument?

    @Option(
        help: ArgumentHelp(
            """
            The images: an IDX file, [N, H, W], [N, C, H, W] or [N, H, W, C], or a CSV file, \
            either compressed by gzip or not; a NumPy file; or a folder of pictures.
            """, valueName: "file"), completion: .file())
    var images: String?

    @Option(
        help: ArgumentHelp(
            "The folder with the files of --dataset under their usual names.", valueName: "folder"),
        completion: .directory)
    var dataDir: String?

    @Flag(
        inversion: .prefixedNo,
        help: """
            Swap rows and columns: for images that are stored column by column, as EMNIST's are. \
            (default: as the data set's name says)
            """)
    var transpose: Bool?

    @Flag(help: "Swap left and right.")
    var mirror = false

    @Flag(help: "Make dark on light light on dark: each pixel p becomes 255 - p.")
    var invert = false

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            """
            The values that stand for black and white, such as 0..1, -1..1 or 0..65535; pixels have \
            to be exact. (default: 0..255)
            """, valueName: "a..b"))
    var pixelRange: PixelRangeArgument?

    @Option(
        help: ArgumentHelp(
            "Where the channels stand in images of rank 4. (default: told by the extents)",
            valueName: "place"))
    var channelOrder: ChannelOrder?

    @Option(
        help: ArgumentHelp(
            """
            The size of images that are stored as rows of numbers, such as 28x28. \
            (default: square and grey)
            """, valueName: "HxW[xC]"))
    var imageShape: ShapeArgument?

    @Option(
        help: ArgumentHelp(
            "The part of --data-dir, or of a NumPy file that has several. (default: test)",
            valueName: "part"))
    var split: DataSplit?

    @Option(
        help: ArgumentHelp(
            "The array of images in a NumPy file, where names do not tell it.", valueName: "name"))
    var imagesArray: String?

    @Option(
        help: ArgumentHelp(
            "The array of labels in a NumPy file, where names do not tell it.", valueName: "name"))
    var labelsArray: String?

    @Option(
        help: ArgumentHelp(
            "The column of labels in a CSV file: first, last, none, or its name.",
            valueName: "column"))
    var labelColumn: LabelColumn?

    @Flag(help: "Prepare the pictures of a folder as digits, instead of reading them as they are.")
    var prepare = false

    func validate() throws {
        try checkPath(images, "--images")
        try checkPath(dataDir, "--data-dir")
        if images != nil, dataDir != nil {
            throw ValidationError("--images and --data-dir exclude each other")
        }
        guard let dataset else {
            if dataDir != nil { throw ValidationError("--data-dir needs --dataset") }
            if images == nil { try refuseForBundled() }
            return
        }
        if dataset.preset != nil, images != nil {
            throw ValidationError("--dataset and --images exclude each other")
        }
        if dataset.preset == nil, images == nil, dataDir == nil {
            throw ValidationError(
                "--dataset \(dataset.layout.name) needs --images, or --data-dir: no files of it come "
                    + "with the package")
        }
        if images == nil, dataDir == nil { try refuseForBundled() }
    }

    /// The first option of the layout that is given, if one is.
    var givenLayoutOption: String? { givenPixelOption ?? givenSelectionOption }

    /// Refuses options for the bundled sets, whose layout is known.
    private func refuseForBundled() throws {
        if let option = givenLayoutOption {
            throw ValidationError("\(option) needs --images or --data-dir")
        }
    }

    /// The bundled test set in use; `nil` with files of the user's.
    var preset: DatasetPreset? {
        images == nil && dataDir == nil ? dataset?.preset ?? .mnist : nil
    }

    /// The model to use when none is named.
    var defaultModel: BundledModel {
        (dataset?.preset ?? preset ?? .mnist).defaultModel
    }

    /// Refuses a data set that no bundled network knows, unless a network is named.
    func requireModel(_ model: String?) throws {
        guard model == nil, let dataset, dataset.preset == nil, !dataset.layout.hasDigits else {
            return
        }
        throw CommandFailure.usage(
            "--dataset \(dataset.layout.name) needs --model: no network for it comes with the package"
        )
    }

    /// Where the images are, and with a folder their labels.
    func location() throws -> (images: String, labels: String?) {
        if let images { return (images, nil) }
        if let dataDir, let dataset {
            return try dataset.layout.files(in: dataDir, split: split ?? .test)
        }
        let testSet = (preset ?? .mnist).testSet
        return (testSet.images, testSet.labels)
    }

    /// What the files do not say: what the data set's name says, and what options say.
    func options(firstLabel: Int? = nil) -> DataOptions {
        var options = pixelOptions(
            over: preset == nil ? dataset?.layout.options ?? DataOptions() : DataOptions(),
            firstLabel: firstLabel)
        options.selection = selection
        return options
    }

    /// The images, without labels.
    func unlabeled() throws -> LabeledImages {
        LabeledImages(
            images: try location().images, options: options(), preset: preset,
            layout: preset == nil ? dataset?.layout : nil)
    }

    /// The files that are read, as far as they are known; a folder stands for those in it.
    var files: [String] {
        guard let location = try? location() else { return dataDir.map { [$0] } ?? [] }
        return [location.images] + (location.labels.map { [$0] } ?? [])
    }
}

/// Where the classes of images are.
struct LabelArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            The labels of --images, where they are in a file of their own: IDX or NumPy, [N], of \
            any integer type, or one-hot, [N, K]; of QMNIST's, [N, 8], the first column counts.
            """, valueName: "file"), completion: .file())
    var labels: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "The label of the first class: 1 if labels start at 1. (default: 0)", valueName: "n"))
    var labelsFrom: Int?

    func validate() throws {
        try checkPath(labels, "--labels")
        try check(labelsFrom, in: -65_536...65_536, "--labels-from")
    }
}

/// Which images to work on, and where their classes are.
///
/// Commands hold both groups side by side. In debug builds the parser checks a command once for
/// each group, and groups within groups over and over.
struct DatasetArguments {
    let images: ImageArguments
    let labels: LabelArguments

    func validate() throws {
        guard images.images == nil else { return }
        if labels.labels != nil { throw ValidationError("--labels needs --images") }
        if labels.labelsFrom != nil, images.dataDir == nil {
            throw ValidationError("--labels-from needs --images or --data-dir")
        }
    }

    /// The first option of data that is given, if one is.
    var givenOption: String? {
        if images.dataset != nil { return "--dataset" }
        if images.images != nil { return "--images" }
        if labels.labels != nil { return "--labels" }
        if labels.labelsFrom != nil { return "--labels-from" }
        if images.dataDir != nil { return "--data-dir" }
        return images.givenLayoutOption
    }

    /// The files that are read.
    var files: [String] { images.files + (labels.labels.map { [$0] } ?? []) }

    /// Where the images are, and the labels if they are known.
    func dataset(corrections: String? = nil) throws -> LabeledImages {
        let location = try images.location()
        return LabeledImages(
            images: location.images, labels: labels.labels ?? location.labels,
            options: images.options(firstLabel: labels.labelsFrom), preset: images.preset,
            layout: images.preset == nil ? images.dataset?.layout : nil, corrections: corrections)
    }

    /// Images whose labels are given, or may come with them.
    func labeledImages(corrections: String? = nil) throws -> LabeledImages {
        let dataset = try dataset(corrections: corrections)
        guard dataset.mayHaveLabels else {
            // A misspelled name is told first, and what are no images at all.
            _ = try ImageReader(path: dataset.images, options: dataset.options)
            throw CommandFailure.usage(
                "--images needs --labels: the right answers have to be known")
        }
        return dataset
    }
}

/// Which labels are wrong.
struct CorrectionArguments: ParsableArguments {
    @Option(
        name: .customLong("corrections"),
        help: ArgumentHelp(
            """
            A CSV file of labels that are wrong: lines of an image's index, from 0, and its right \
            label. Results are then given both ways.
            """, valueName: "file"), completion: .file())
    var file: String?

    func validate() throws { try checkPath(file, "--corrections") }
}
