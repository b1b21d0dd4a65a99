import ArgumentParser
import FileIO
import ImageClassification
import Reports

/// The command `mnist compare`.
struct CompareCommand: FileCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Compare two networks on the same images.",
        discussion: """
            Classifies a test set with both, in one pass, and reports both accuracies with their \
            95 % Wilson intervals, how often both, one or none of them is right, how often they \
            differ, and McNemar's exact test: p is the probability that two equally good networks \
            would differ as much as these in the number of images that one has right and the \
            other wrong, or more.

            Of the model options, those for a file without a manifest hold for both networks that \
            have none.

            EXAMPLES
              mnist compare mnist-mlp mnist-sigmoid
              mnist compare old.safetensors new.safetensors --disagreements 20
              mnist compare mnist-mlp mnist-cnn --report comparison.html
                  A page with pictures of what they answer differently, for browsers.
              mnist compare mnist-mlp net.safetensors --mean 0.1307 --std 0.3081
            """)

    @Argument(
        help: ArgumentHelp("A bundled network, or a file of one.", valueName: "network-a"),
        completion: .networks)
    var first: String

    @Argument(
        help: ArgumentHelp(
            "Another one, for images of the same size.", valueName: "network-b"),
        completion: .networks)
    var second: String

    @OptionGroup(title: "Data options") var images: ImageArguments
    @OptionGroup(title: "Data options") var labels: LabelArguments
    @OptionGroup(title: "Data options") var corrections: CorrectionArguments
    @OptionGroup(title: "Model options") var foreign: ForeignModelArguments
    @OptionGroup(title: "Output options") var output: OutputArguments
    @OptionGroup(title: "Output options") var notes: NoteArguments
    @OptionGroup var pass: PassArguments

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "List the first images that are answered differently, at most this many.",
            valueName: "n"))
    var disagreements = 0

    @Option(
        help: ArgumentHelp(
            "Write the report as a page for browsers, with pictures of images that are answered "
                + "differently.", valueName: "file"))
    var report: String?

    private var data: DatasetArguments { DatasetArguments(images: images, labels: labels) }

    func validate() throws {
        try data.validate()
        try checkPath(first, "compare")
        try checkPath(second, "compare")
        try check(disagreements, in: 0...Int(UInt32.max), "--disagreements")
        try checkPath(report, "--report")
    }

    var filesOfRun: FilesOfRun {
        FilesOfRun(
            inputs: data.files + (corrections.file.map { [$0] } ?? [])
                + foreign.files(of: [first, second]),
            outputs: report.map { [PlannedOutput($0)] } ?? [])
    }

    func run() throws {
        let dataset = try data.labeledImages(corrections: corrections.file)
        let classifiers = try foreign.classifiers(named: [first, second])
        var options = pass.options
        options.mistakeLimit = max(
            disagreements, report == nil ? 0 : ComparisonPage.pictureLimit)
        var progress = ProgressLine()
        defer { progress.clear() }
        let result = try classifiers[0].compare(
            with: classifiers[1], on: dataset, options: options
        ) { done, total in
            progress.update(done, of: total)
        }
        progress.clear()
        ModelNotes.print(classifiers.map(\.model))
        notes.print(result.notes)
        let remarks = NoteArguments.print(result.remarks)
        let figures = ComparisonReport(
            result: result, dataset: dataset, first: classifiers[0].model,
            second: classifiers[1].model, batchSize: pass.batchSize,
            disagreements: disagreements, remarks: remarks)
        let page = try stagedPage(figures, of: result, dataset, classifiers)
        try StandardOutput.write(figures.rendered(as: output.format))
        try page?.commit()
    }

    /// The page of `--report`; its images are read once more, and must be the same.
    private func stagedPage(
        _ figures: ComparisonReport, of result: ComparisonResult, _ dataset: LabeledImages,
        _ classifiers: [Classifier]
    ) throws -> StagedOutput? {
        guard let report else { return nil }
        let indices = ComparisonPage.disagreements(of: result).prefix(
            ImageSelection.count(ofShape: classifiers[0].inputShape))
        var selection = try ImageSelection(
            indices.map { $0...$0 }, of: dataset, classifier: classifiers[0])
        let images = try selection.classify(with: classifiers[0], keepingPixels: true)
        let models = zip(["A", "B"], classifiers).map { (name: $0, model: $1.model) }
        let page = try ComparisonPage(
            figures, run: try RunFacts.of(models), first: images,
            second: try images.isEmpty
                ? [] : classifiers[1].classify(batch: images.flatMap(\.pixels)))
        return try StagedOutput(Array(page.html.utf8), for: report)
    }
}
