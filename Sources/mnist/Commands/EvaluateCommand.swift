import ArgumentParser
import FileIO
import ImageClassification
import Metrics
import PartialResults
import Reports

/// The command `mnist evaluate`.
struct EvaluateCommand: FileCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Classify a test set and report how much is right.",
        discussion: """
            Classifies every image and compares the answer with its label. The report says how \
            many are right, the accuracy with its 95 % Wilson interval, the mean cross-entropy in \
            nats, the Brier score, the calibration error (ECE), precision, recall and F1 of each \
            class, and where the time went.

            With --corrections the accuracy is given twice, against the labels as published and \
            as corrected; all else is against the labels as published, --min-accuracy too.

            With --partial what was counted is kept in a file as well. A part is a --range of the \
            images, or has files of images and labels of its own. From the results of all parts \
            'mnist merge' makes exactly the report of the whole.

            The files are read as streams and checked to their last byte; memory does not grow \
            with their size. No option changes a single bit of an answer.

            EXAMPLES
              mnist evaluate
                  MNIST's test set with the default network.
              mnist evaluate --dataset fashion-mnist --confusion
              mnist evaluate --images images.gz --labels labels.gz --top-k 3
              mnist evaluate --report report.html
                  A page with pictures of the surest mistakes, for browsers.
              mnist evaluate --reliability
                  Whether answers with 90 % confidence are right nine times of ten.
              mnist evaluate --model net.safetensors --mean 0.1307 --std 0.3081
                  A network saved by PyTorch that was trained on normalized pixels.
              mnist evaluate --range '0..<5000' --partial part-1.json
                  The first half; 'mnist merge' adds the other.
              mnist evaluate --min-accuracy 98.5% --format json >report.json
                  A gate: the exit status is 1 when the accuracy is lower.
            """)

    @OptionGroup(title: "Data options") var images: ImageArguments
    @OptionGroup(title: "Data options") var labels: LabelArguments
    @OptionGroup(title: "Data options") var corrections: CorrectionArguments
    @OptionGroup(title: "Model options") var model: ModelArguments
    @OptionGroup(title: "Model options") var foreign: ForeignModelArguments
    @OptionGroup(title: "Output options") var output: OutputArguments
    @OptionGroup(title: "Output options") var notes: NoteArguments

    @OptionGroup var pass: PassArguments
    @OptionGroup var shard: ShardArguments

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Report how often the label is among the k likeliest classes.", valueName: "k"))
    var topK = 1

    @Flag(help: "Report how often each class was taken for each other.")
    var confusion = false

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "List the first images that were misclassified, at most this many.", valueName: "n"))
    var misclassified = 0

    @Flag(help: "Report how often answers of each confidence are right.")
    var reliability = false

    @Option(
        help: ArgumentHelp(
            "Write a reliability diagram, as an SVG picture.", valueName: "file"),
        completion: .file())
    var reliabilitySvg: String?

    @Option(
        help: ArgumentHelp(
            """
            Write the report as a page for browsers, with a confusion matrix, a reliability diagram \
            and pictures of mistakes.
            """, valueName: "file"), completion: .file())
    var report: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            """
            Name a set of classes for each image, so that this share of the sets holds the label, \
            and report how many do: above 0 and below 1 or in percent. The network's file must have \
            scores for it, as 'mnist inspect' says.
            """, valueName: "share"), transform: ShareArgument.coverage)
    var coverage: ShareArgument?

    @Flag(
        help: """
            Report how many images the network takes for none of its classes, and the accuracy on \
            the others.
            """)
    var reject = false

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Exit with status 1 if the accuracy is lower: a share such as 0.985 or 98.5%.",
            valueName: "accuracy"), transform: ShareArgument.init)
    var minAccuracy: ShareArgument?

    private var data: DatasetArguments { DatasetArguments(images: images, labels: labels) }
    private var network: NetworkArguments {
        NetworkArguments(model: model.model, foreign: foreign)
    }

    func validate() throws {
        try data.validate()
        try check(topK, in: 1...Int(UInt32.max), "--top-k")
        try check(misclassified, in: 0...Int(UInt32.max), "--misclassified")
        try checkPath(reliabilitySvg, "--reliability-svg")
        try shard.check(
            limit: pass.limit, corrections: corrections.file, misclassified: misclassified)
        try checkPath(report, "--report")
        if report != nil, shard.partial != nil {
            throw ValidationError("--report and --partial exclude each other")
        }
        if output.format == .csv {
            let tables = [
                ("--confusion", confusion), ("--misclassified", misclassified > 0),
                ("--reliability", reliability),
            ].filter(\.1).map(\.0)
            if tables.count > 1 {
                throw ValidationError(
                    "--format csv prints one table: \(tables[0]) and \(tables[1]) exclude each other"
                )
            }
        }
    }

    var filesOfRun: FilesOfRun {
        FilesOfRun(
            inputs: data.files + (corrections.file.map { [$0] } ?? [])
                + network.files(default: data.images.defaultModel),
            outputs: [reliabilitySvg, shard.partial, report].compactMap(\.self).map {
                PlannedOutput($0)
            })
    }

    func run() throws {
        try data.images.requireModel(network.model)
        FastStart.preferHugePages()
        let dataset = try data.labeledImages(corrections: corrections.file)
        // The data is read while the model is loaded; what is wrong with the model is told first.
        let reading: DatasetReading
        do {
            reading = try DatasetReading(dataset, options: options)
        } catch {
            _ = try loadClassifier()
            throw error
        }
        let classifier = try loadClassifier()
        var progress = ProgressLine()
        defer { progress.clear() }
        let result = try reading.evaluate(classifier) { done, total in
            progress.update(done, of: total)
        }
        progress.clear()
        ModelNotes.print([result.model])
        notes.print(result.notes)
        let remarks = NoteArguments.print(result.remarks)
        let figures = EvaluationReport(
            result: result, dataset: dataset, model: result.model, batchSize: pass.batchSize,
            isLimited: shard.range == nil, showsConfusion: confusion, mistakes: misclassified,
            showsReliability: reliability, remarks: remarks)
        let diagram = try stagedDiagram(of: result)
        let page = try stagedPage(figures, of: result, dataset, classifier)
        let partial = try stagedPartial(result, of: dataset, by: classifier)
        try StandardOutput.write(figures.rendered(as: output.format))
        try diagram?.commit()
        try page?.commit()
        try partial?.commit()
        try checkAccuracy(result.evaluation)
    }

    private func stagedDiagram(of result: EvaluationResult) throws -> StagedOutput? {
        try reliabilitySvg.map {
            let diagram = ReliabilityDiagram(
                result.evaluation.calibration, title: result.model.manifest.name)
            return try StagedOutput(Array(diagram.svg.utf8), for: $0)
        }
    }

    private func stagedPartial(
        _ result: EvaluationResult, of dataset: LabeledImages, by classifier: Classifier
    ) throws -> StagedOutput? {
        guard let path = shard.partial else { return nil }
        let model = try ModelIdentity(
            classifier, fileSHA256: ModelIdentity.fileSHA256(path: classifier.model.source),
            classNames: dataset.classNames(of: classifier.model))
        let partial = PartialEvaluation(
            result, of: dataset, by: model, batchSize: pass.batchSize,
            naming: SettingOptions.name)
        return try partial.map { try StagedOutput($0.bytes(file: path), for: path) }
    }

    /// The page of `--report`; the images of mistakes are read once more, and must be the same.
    private func stagedPage(
        _ figures: EvaluationReport, of result: EvaluationResult, _ dataset: LabeledImages,
        _ classifier: Classifier
    ) throws -> StagedOutput? {
        guard let report else { return nil }
        let indices = EvaluationPage.surestMistakes(of: result).prefix(
            ImageSelection.count(ofShape: classifier.inputShape))
        var selection = try ImageSelection(
            indices.map { $0...$0 }, of: dataset, classifier: classifier)
        let page = try EvaluationPage(
            figures, of: result.model, run: try RunFacts.of([("the model", result.model)]),
            mistakes: try selection.classify(with: classifier, keepingPixels: true))
        return try StagedOutput(Array(page.html.utf8), for: report)
    }

    private func loadClassifier() throws -> Classifier {
        let classifier = try network.classifier(default: data.images.defaultModel)
        try check(topK, in: 1...classifier.classCount, "--top-k")
        return classifier
    }

    private var options: EvaluationOptions {
        var options = pass.options
        options.topK = topK
        options.mistakeLimit = max(misclassified, report == nil ? 0 : ImageSelection.limit)
        options.coverage = coverage?.share
        options.rejects = reject
        options.range = shard.range?.range
        options.identifiesData = shard.partial != nil
        return options
    }

    private func checkAccuracy(_ evaluation: Evaluation) throws {
        guard let minAccuracy, evaluation.accuracy < minAccuracy.share else { return }
        StandardError.writeError(
            "accuracy is too low: expected at least \(percent(minAccuracy.share)), found "
                + "\(percent(evaluation.accuracy)) (\(evaluation.correct) of \(evaluation.total))")
        throw ExitCode(CommandFailure.gateClosed)
    }
}
