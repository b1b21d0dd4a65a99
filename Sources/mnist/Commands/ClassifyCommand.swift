import ArgumentParser
import FileIO
import ImageClassification
import Reports

/// The command `mnist classify`.
struct ClassifyCommand: FileCommand {
    static let configuration = CommandConfiguration(
        commandName: "classify",
        abstract: "Say what pictures, or single images of a data set, show.",
        discussion: """
            Prints the likeliest classes of each picture with their probabilities, in the order in \
            which they are named.

            Pictures are PNG, JPEG, Netpbm (PBM, PGM, PPM) or BMP files, or - for standard input: \
            photographs of a digit on paper, scans, drawings. For networks that know digits, the \
            ink is found, cut out, and brought to size, thickness and place as in MNIST's images. \
            Several digits in one picture are refused, unless --each is given. Where a picture \
            shows no digit, mnist-cnn, mnist-mlp and others that have learned to tell say "not a \
            digit", unless --accept-all is given. A picture that cannot be classified is reported \
            on standard error, and does not keep the others from being classified; the exit \
            status is then that of the first failure.

            Without pictures, images of a data set are classified. Where their true classes are \
            known, wrong answers are marked.

            EXAMPLES
              mnist classify photo.jpg --show
                  Draws what the network sees, and a chart of its probabilities.
              mnist classify photo.jpg --explain
                  Draws what spoke for the answer and what for the second choice.
              mnist classify number.png --each
                  A row of digits reads as a number.
              mnist classify scans/ --format json
                  All pictures of a folder, by rising name.
              mnist classify --index 0-9
                  The first ten images of MNIST's test set.
              mnist classify --index 247 --show
              mnist classify --dataset fashion-mnist --index 3,1,4 --top-k 1
              mnist classify --images digits.idx.gz --index 0 12-15 --format json
            """)

    @Argument(
        help: ArgumentHelp(
            "Pictures to classify, or folders of pictures; - reads standard input.",
            valueName: "picture"), completion: .file())
    var pictures: [String] = []

    @OptionGroup(title: "Explanation options") var explanation: ExplanationArguments
    @OptionGroup(title: "Picture options") var picture: PictureArguments
    @OptionGroup(title: "Data options") var images: ImageArguments
    @OptionGroup(title: "Data options") var labels: LabelArguments
    @OptionGroup(title: "Model options") var model: ModelArguments
    @OptionGroup(title: "Model options") var foreign: ForeignModelArguments
    @OptionGroup(title: "Output options") var output: OutputArguments
    @OptionGroup(title: "Output options") var notes: NoteArguments

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            """
            Which images, counted from 0: numbers, ranges such as 0-9, and lists such as 1,5,7; \
            at most \(ImageSelection.limit) images. (default: 0)
            """, valueName: "index"))
    var index: [IndexArgument] = []

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "How many classes to name for each image. (default: 3, or all if they are fewer)",
            valueName: "k"))
    var topK: Int?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            """
            Name a set of classes for each image, so that this share of the sets holds the true \
            class: above 0 and below 1 or in percent. The network's file must have scores for it, \
            as 'mnist inspect' says.
            """, valueName: "share"), transform: ShareArgument.coverage)
    var coverage: ShareArgument?

    @Flag(help: "Draw each image and a chart of its classes; with --format text only.")
    var show = false

    private var data: DatasetArguments { DatasetArguments(images: images, labels: labels) }
    private var network: NetworkArguments {
        NetworkArguments(model: model.model, foreign: foreign)
    }

    func validate() throws {
        try data.validate()
        try check(topK, in: 1...Int(UInt32.max), "--top-k")
        if show, output.format != .text {
            throw ValidationError("--show needs --format text")
        }
        try explanation.checkFormat(output.format)
        for file in pictures { try checkPath(file, "classify") }
        if pictures.filter({ $0 == "-" }).count > 1 {
            throw ValidationError("standard input, -, can be read once only")
        }
        if pictures.isEmpty, let option = picture.givenOption {
            throw ValidationError("\(option) needs a picture")
        }
        if !pictures.isEmpty, let option = optionOfDataSets {
            throw ValidationError("pictures and \(option) exclude each other")
        }
    }

    /// The first option that only data sets have, if one is given.
    private var optionOfDataSets: String? {
        data.givenOption ?? (index.isEmpty ? nil : "--index")
    }

    var filesOfRun: FilesOfRun {
        if pictures.isEmpty {
            return FilesOfRun(
                inputs: data.files + network.files(default: data.images.defaultModel),
                outputs: (preparedImages?.planned ?? []) + explanation.outputs)
        }
        let models = network.files(default: Self.pictureModel)
        let files = PictureFiles.named(by: pictures)
        return FilesOfRun(
            inputs: files.filter { $0 != "-" } + models,
            outputs: (picture.preparedFiles(count: files.count)?.planned ?? [])
                + explanation.outputs)
    }

    /// Where the images of a data set go that are asked for.
    private var preparedImages: PreparedFiles? {
        picture.preparedFiles(count: index.reduce(0) { $0 + $1.ranges.reduce(0) { $0 + $1.count } })
    }

    /// Of the networks for digits the one that makes most of a photograph.
    private static let pictureModel = BundledModel.mnistCNN

    func run() throws {
        if pictures.isEmpty { try runOnDataSet() } else { try runOnPictures() }
    }

    private func runOnPictures() throws {
        let classifier = try network.classifier(default: Self.pictureModel)
        let files = PictureFiles.named(by: pictures)
        try checkTopK(classifier, images: files.count)
        let sets = try coverage.map { try classifier.conformalPredictor(coverage: $0.share) }
        var work = PictureClassifier(classifier, picture, files: files)
        let classified = try work.classifyAll()
        let report = PictureReport(
            pictures: classified, classNames: classifier.classNames,
            shape: classifier.inputShape, topK: topK ?? min(3, classifier.classCount),
            showsPictures: show, listsDigits: picture.each, model: classifier.model, sets: sets)
        if !report.isEmpty {
            let explained = try explanation.explained(
                classified.flatMap { picture in
                    picture.digits.map { digit in
                        (
                            self.picture.each
                                ? "\(picture.file), \(digit.box.geometry)" : picture.file,
                            digit.pixels
                        )
                    }
                }, by: classifier, names: classifier.classNames)
            ModelNotes.print([classifier.model])
            try StandardOutput.write(report.rendered(as: output.format) + explained.text)
            try explained.svg?.commit()
        }
        try work.save(classified)
        if let status = work.firstFailure { throw ExitCode(status) }
    }

    /// More answers than anybody reads, and what their report may take in memory.
    private static let mostAnswers = 1 << 20

    private func checkTopK(_ classifier: Classifier, images: Int) throws {
        try check(topK, in: 1...classifier.classCount, "--top-k")
        guard let topK, images > 0, topK > Self.mostAnswers / images else { return }
        throw CommandFailure.usage(
            "--top-k: expected at most \(max(1, Self.mostAnswers / images)) for \(images) images, "
                + "found \(topK)")
    }

    /// Wraps what asks for more images than there is memory for.
    private func naming<Value>(_ work: () throws -> Value) throws -> Value {
        do {
            return try work()
        } catch DatasetError.tooManyImages(_, let limit) {
            throw CommandFailure.usage("--index: expected at most \(limit) images")
        }
    }

    private func runOnDataSet() throws {
        try data.images.requireModel(network.model)
        let classifier = try network.classifier(default: data.images.defaultModel)
        let ranges = index.isEmpty ? [0...0] : index.flatMap(\.ranges)
        var selection = try naming {
            try ImageSelection(ranges, of: try data.dataset(), classifier: classifier)
        }
        try checkTopK(classifier, images: ranges.reduce(0) { $0 + $1.count })
        let sets = try coverage.map { try classifier.conformalPredictor(coverage: $0.share) }
        if picture.savePrepared != nil, classifier.inputShape.channels != 1 {
            throw CommandFailure.usage(
                "--save-prepared: expected a network for images of one channel, found "
                    + "\(classifier.inputShape.channels)")
        }
        let images = try naming {
            try selection.classify(
                with: classifier,
                keepingPixels: show || explanation.isAsked || picture.savePrepared != nil)
        }
        notes.print(selection.notes)
        _ = NoteArguments.print(selection.remarks)
        let dataset = try data.dataset()
        let report = AnswerReport(
            images: images, classNames: dataset.classNames(of: classifier.model),
            shape: classifier.inputShape,
            topK: topK ?? min(3, classifier.classCount), showsPictures: show,
            options: dataset.options, model: classifier.model, sets: sets)
        let explained = try explanation.explained(
            images.map { ("image \($0.index)", $0.pixels) }, by: classifier,
            names: dataset.classNames(of: classifier.model))
        ModelNotes.print([classifier.model])
        try StandardOutput.write(report.rendered(as: output.format) + explained.text)
        try explained.svg?.commit()
        try preparedImages.map { files in
            for (number, image) in images.enumerated() {
                try files.write(image.pixels, classifier.inputShape, number: number + 1)
            }
        }
    }
}
