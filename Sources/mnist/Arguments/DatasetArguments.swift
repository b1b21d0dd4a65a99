public import ArgumentParser
public import ImageClassification

extension DatasetPreset: ExpressibleByArgument {}

/// Which images to work on.
struct ImageArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A bundled test set of 10,000 images. (default: mnist)", valueName: "name"))
    var dataset: DatasetPreset?

    @Option(
        help: ArgumentHelp(
            """
            The images: an IDX file, [N, H, W] or [N, C, H, W], or a CSV file, either compressed by \
            gzip or not; a NumPy file; or a folder of pictures.
            """, valueName: "file"))
    var images: String?

    @OptionGroup(title: "Data options") var selection: SelectionArguments

    func validate() throws {
        try checkPath(images, "--images")
        if images == nil, let option = selection.givenOption {
            throw ValidationError("\(option) needs --images")
        }
        if dataset != nil, images != nil {
            throw ValidationError("--dataset and --images exclude each other")
        }
    }

    /// The bundled test set in use; `nil` with a file of the user's.
    var preset: DatasetPreset? { images == nil ? dataset ?? .mnist : nil }

    /// The model to use when none is named.
    var defaultModel: BundledModel { (preset ?? .mnist).defaultModel }

    /// The images, without labels.
    var unlabeled: LabeledImages {
        LabeledImages(images: file, options: options, preset: preset)
    }

    /// What the files do not say of themselves.
    var options: DataOptions {
        var options = DataOptions()
        options.selection = selection.selection
        return options
    }

    /// The file of images.
    var file: String { images ?? (preset ?? .mnist).testSet.images }
}

/// Which images to work on, and where their classes are.
struct DatasetArguments: ParsableArguments {
    @OptionGroup var images: ImageArguments

    @Option(
        help: ArgumentHelp(
            """
            The labels of --images, where they are in a file of their own: IDX or NumPy, [N], of \
            any integer type; of several columns, [N, K], the first counts.
            """, valueName: "file"))
    var labels: String?

    func validate() throws {
        try checkPath(labels, "--labels")
        if images.images == nil, labels != nil { throw ValidationError("--labels needs --images") }
    }

    /// The first of the options that is given, if one is.
    var givenOption: String? {
        if images.dataset != nil { return "--dataset" }
        if images.images != nil { return "--images" }
        if let option = images.selection.givenOption { return option }
        return labels == nil ? nil : "--labels"
    }

    /// The file of labels, if there is one.
    var labelFile: String? { images.preset?.testSet.labels ?? labels }

    /// The files that are read.
    var files: [String] { [images.file] + (labelFile.map { [$0] } ?? []) }

    /// Where the images are, and the labels if they are known.
    func dataset(corrections: String? = nil) -> LabeledImages {
        LabeledImages(
            images: images.file, labels: labelFile, options: images.options,
            preset: images.preset, corrections: corrections)
    }

    /// Images whose labels are given, or may come with them.
    func labeledImages(corrections: String? = nil) throws -> LabeledImages {
        let dataset = dataset(corrections: corrections)
        guard dataset.mayHaveLabels else {
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
            """, valueName: "file"))
    var file: String?

    func validate() throws { try checkPath(file, "--corrections") }
}
