import ArgumentParser
import ImageClassification

/// The command `mnist classify`.
struct ClassifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "classify",
        abstract: "Say what single images of a data set show.",
        discussion: """
            Prints the likeliest classes of each image with their probabilities, in the order in \
            which the images are named. Where the true classes are known, wrong answers are marked.

            EXAMPLES
              mnist classify --index 0-9
                  The first ten images of MNIST's test set.
              mnist classify --index 247 --show
                  Draws the image, and a chart of the probabilities of its classes.
              mnist classify --dataset fashion-mnist --index 3,1,4 --top-k 1
              mnist classify --images digits.idx.gz --index 0 12-15 --format json
            """)

    @OptionGroup(title: "Data options") var data: DatasetArguments
    @OptionGroup(title: "Model options") var network: ModelArguments
    @OptionGroup(title: "Output options") var output: OutputArguments
    @OptionGroup(title: "Output options") var notes: NoteArguments

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            """
            Which images, counted from 0: numbers, ranges such as 0-9, and lists such as 1,5,7; \
            at most \(ImageSelection.limit) images.
            """, valueName: "index"))
    var index = [IndexArgument([0...0])]

    @Option(
        help: ArgumentHelp(
            "How many classes to name for each image. (default: 3, or all if they are fewer)",
            valueName: "k"))
    var topK: Int?

    @Flag(help: "Draw each image and a chart of its classes; with --format text only.")
    var show = false

    func validate() throws {
        try check(topK, in: 1...Int(UInt32.max), "--top-k")
        if show, output.format != .text {
            throw ValidationError("--show needs --format text")
        }
    }

    func run() throws {
        let classifier = try network.classifier(default: data.images.defaultModel)
        try check(topK, in: 1...classifier.classCount, "--top-k")
        let selection = try ImageSelection(
            index, images: data.images.file, labels: data.labelFile, classifier: classifier)
        let images = try selection.classify(with: classifier, keepingPixels: show)
        notes.print(selection.notes)
        let report = AnswerReport(
            images: images, classNames: classifier.classNames, shape: classifier.inputShape,
            topK: topK ?? min(3, classifier.classCount), showsPictures: show)
        try StandardOutput.write(report.rendered(as: output.format))
    }
}
