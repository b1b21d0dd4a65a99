public import ArgumentParser
import FileIO
import FrameStreams
import ImageClassification
public import Reports

extension PredictionFormat: ExpressibleByArgument {}

/// The command `mnist predict`.
struct PredictCommand: FileCommand {
    static let configuration = CommandConfiguration(
        commandName: "predict",
        abstract: "Write a network's answers to images without labels.",
        discussion: """
            Classifies every image and writes its class, with the probability, as a line of CSV or \
            JSON, or all classes as an IDX file of labels. Images are read as a stream and answers \
            written as they come, so memory does not grow with their number. A file named by \
            --output is there when it is complete, or not at all; on standard output, answers that \
            were written before a file turned out to be damaged stay.

            With '-' images come in frames from standard input, and answers go to standard output in \
            their order, in bounded memory. A raw frame is a number of images (u32, little-endian) \
            and their pixels; its answer is the same number and the answers. With --frames jsonl \
            each line is an object with "pixels", Base64 or numbers, and "id", if there is one. All \
            whole frames are answered before more input is waited for, unless --buffer is given. \
            See docs/command.md.

            Labels that the images' file carries are not looked at. Classes are numbered as labels \
            of the data set are: from 0, or of --dataset emnist-letters from 1.

            EXAMPLES
              mnist predict --images test-images.gz --output answers.csv
              mnist predict --images test-images.gz --kaggle --output submission.csv
              mnist predict --images letters.idx --transpose --model letters.safetensors
              mnist predict --images digits.gz --format idx --output labels.idx.gz
              mnist predict - --frames jsonl --answers probabilities <images.jsonl
            """)

    @OptionGroup(title: "Data options") var images: ImageArguments
    @OptionGroup(title: "Model options") var model: ModelArguments
    @OptionGroup(title: "Model options") var foreign: ForeignModelArguments
    @OptionGroup(title: "Output options") var notes: NoteArguments

    @Argument(help: "'-' reads frames of images from standard input.")
    var input: String?

    @Option(
        help: ArgumentHelp(
            """
            The form of the answers: csv, jsonl (an object on each line) or idx (labels). \
            (default: csv)
            """, valueName: "form"))
    var format: PredictionFormat?

    @Flag(help: "Write Kaggle's columns, ImageId from 1 and Label; with --format csv only.")
    var kaggle = false

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            """
            Write to a file; labels whose name ends in .gz are compressed. \
            (default: standard output)
            """, valueName: "file"), completion: .file())
    var output: String?

    @Flag(help: "Replace the file if it is there already.")
    var force = false

    @OptionGroup var pass: PassArguments
    @OptionGroup(title: "Frame options") var frames: FrameArguments

    private var network: NetworkArguments {
        NetworkArguments(model: model.model, foreign: foreign)
    }

    func validate() throws {
        try checkPath(output, "--output")
        if let input {
            guard input == "-" else {
                throw ValidationError(
                    "expected '-' for standard input, found \(input); --images names a file")
            }
            try refuseOptionsOfFiles()
        } else if let option = frames.givenOption {
            throw ValidationError("\(option) needs '-', frames from standard input")
        }
        let format = format ?? .csv
        if kaggle, format != .csv { throw ValidationError("--kaggle needs --format csv") }
    }

    /// Refuses what frames do not have.
    private func refuseOptionsOfFiles() throws {
        let given: [(String, Bool)] = [
            ("--images", images.images != nil), ("--data-dir", images.dataDir != nil),
            ("--format", format != nil), ("--kaggle", kaggle), ("--output", output != nil),
            ("--limit", pass.limit != nil),
        ]
        if let option = given.first(where: \.1)?.0 ?? images.givenLayoutOption {
            throw ValidationError("'-' and \(option) exclude each other")
        }
    }

    var filesOfRun: FilesOfRun {
        FilesOfRun(
            inputs: (input == nil ? images.files : [])
                + network.files(default: images.defaultModel),
            outputs: output.map { [PlannedOutput($0, mayReplace: force)] } ?? [])
    }

    func run() throws {
        try images.requireModel(network.model)
        let classifier = try network.classifier(default: images.defaultModel)
        if input != nil { return try answerFrames(classifier) }
        let dataset = try images.unlabeled()
        let predictions = try PredictionStream(
            dataset, classifier: classifier, options: pass.options)
        var encoder = try PredictionEncoder(
            format ?? .csv, isKaggle: kaggle, firstLabel: dataset.options.firstLabel,
            classNames: dataset.classNames(of: classifier.model),
            count: predictions.imageCount, compresses: output?.hasSuffix(".gz") ?? false)
        let file = try output.map { try StagedOutput(for: $0, mayReplace: force) }
        func write(_ bytes: [UInt8]) throws {
            if let file { try file.append(bytes) } else { try StandardOutput.write(bytes) }
        }
        var progress = ProgressLine()
        defer { progress.clear() }
        try write(encoder.header())
        while let answers = try predictions.next() {
            try write(encoder.encode(answers))
            progress.update((answers.last?.index ?? 0) + 1, of: predictions.imageCount)
        }
        try write(encoder.finish())
        progress.clear()
        ModelNotes.print([classifier.model])
        notes.print(predictions.notes)
        _ = NoteArguments.print(predictions.remarks)
        try file?.synchronize()
        try file?.commit()
    }

    private func answerFrames(_ classifier: Classifier) throws {
        ModelNotes.print([classifier.model])
        StandardInput.widenPipe()
        var channel = StandardChannel()
        try FrameStream(
            classifier, options: frames.options(threads: pass.options.threads),
            name: StandardChannel.inputName
        ).run(&channel)
    }
}
