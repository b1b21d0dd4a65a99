import ArgumentParser
import Benchmarking
import FileIO
import ImageClassification
import Reports

/// The command `mnist benchmark`.
struct BenchmarkCommand: FileCommand {
    static let configuration = CommandConfiguration(
        commandName: "benchmark",
        abstract: "Measure how fast images are classified.",
        discussion: """
            Times inference alone, from pixels in memory to logits, for each model, number of \
            threads and batch size. Each combination warms up; then all take turns in ten rounds, \
            so that a machine that slows down does so for all of them. The rate is the median of \
            the rounds, with the slowest and the fastest one; the latency of a batch is given by \
            its 50th, 90th and 99th percentiles. The stages, inflating, preparing and inferring, \
            are timed once more, each alone and on one thread.

            Between the timings all logits are compared, bit by bit, with those of single images: \
            a fast wrong answer is an error.

            BASELINE
              A rate is faster or slower than in the --baseline if the medians
              differ by more than 2 % and the intervals median ± 1.57 · IQR / √rounds
              do not overlap (the notches of box plots, some 95 % sure); else there
              is no difference. Another processor, kernel or data set is pointed out.

            EXAMPLES
              mnist benchmark --plot
              mnist benchmark --batch-sizes 1,32 --threads 1,2,4 --duration 5
              mnist benchmark --models mnist-sigmoid,mnist-mlp --svg speed.svg
              mnist benchmark --report speed.html
              mnist benchmark --format json >before.json
              mnist benchmark --baseline before.json
            """)

    @OptionGroup(title: "Data options") var images: ImageArguments
    @OptionGroup(title: "Model options") var model: ModelArguments
    @OptionGroup(title: "Model options") var foreign: ForeignModelArguments
    @OptionGroup(title: "Output options") var output: OutputArguments
    @OptionGroup(title: "Output options") var notes: NoteArguments

    @Option(
        help: ArgumentHelp(
            """
            Several networks, each a name or a file, instead of --model. Options for a file \
            without a manifest hold for those that have none.
            """, valueName: "a,b,..."), completion: .networkList)
    var models: NameList?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Numbers of images per batch, 1 to 65536 each.", valueName: "n,..."))
    var batchSizes = NumberList(BenchmarkOptions().batchSizes)

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Numbers of threads, 1 to 256 each.", valueName: "n,..."))
    var threads = NumberList(BenchmarkOptions().threads)

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "How long each combination is timed, 0.01 to 3600 seconds.", valueName: "seconds"))
    var duration = 1.0

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "How long each combination warms up, 0 to 600 seconds.", valueName: "seconds"))
    var warmup = 0.2

    @Option(
        help: ArgumentHelp(
            "Compare with the output of an earlier --format json.", valueName: "file"),
        completion: .file())
    var baseline: String?

    @Flag(help: "Draw the rates as bars below the table.")
    var plot = false

    @Option(
        help: ArgumentHelp(
            "Write a chart of the rates over batch sizes, as an SVG picture.", valueName: "file"),
        completion: .file())
    var svg: String?

    @Option(
        help: ArgumentHelp(
            "Write the report as a page for browsers, with the chart.", valueName: "file"))
    var report: String?

    private var network: NetworkArguments {
        NetworkArguments(model: model.model, foreign: foreign)
    }

    func validate() throws {
        for value in batchSizes.values { try check(value, in: 1...65_536, "--batch-sizes") }
        for value in threads.values { try check(value, in: 1...256, "--threads") }
        try check(duration, in: 0.01...3600, "--duration")
        try check(warmup, in: 0...600, "--warmup")
        try checkPath(svg, "--svg")
        try checkPath(report, "--report")
        try checkPath(baseline, "--baseline")
        if models != nil, network.model != nil {
            throw ValidationError("--model and --models exclude each other")
        }
        if plot, output.format != .text {
            throw ValidationError("--plot draws text: it needs --format text")
        }
    }

    var filesOfRun: FilesOfRun {
        FilesOfRun(
            inputs: images.files + network.foreign.files(of: names)
                + (baseline.map { [$0] } ?? []),
            outputs: [svg, report].compactMap(\.self).map { PlannedOutput($0) })
    }

    private var names: [String] {
        models?.values ?? [network.model ?? images.defaultModel.rawValue]
    }

    func run() throws {
        if models == nil { try images.requireModel(network.model) }
        let classifiers = try network.foreign.classifiers(named: names)
        let subjects = BenchmarkSubjects(classifiers.map(\.model))
        let baseline = try baseline.map { try BenchmarkBaseline(file: $0) }
        try baseline?.check(subjects, threads: threads.values, batchSizes: batchSizes.values)
        let dataset = try images.unlabeled()
        let sample = try ImageSample(dataset, classifiers: classifiers)
        try sample.checkMemory(batchSizes: batchSizes.values)

        let stages = try StageTimes(of: dataset, classifiers: classifiers)
        let figures = BenchmarkReport(
            benchmark: try measure(classifiers, sample), stages: stages, subjects: subjects,
            conditions: BenchmarkConditions(
                images: dataset.images, dataset: images.preset?.name,
                options: dataset.options, imageCount: sample.count),
            shape: classifiers[0].inputShape, baseline: baseline, showsPlot: plot)
        ModelNotes.print(classifiers.map(\.model))
        notes.print(sample.notes + figures.notes)
        _ = NoteArguments.print(sample.remarks)
        let chart = try svg.map {
            try StagedOutput(Array(BenchmarkChart(figures).svg.utf8), for: $0)
        }
        let models = zip(subjects.names, classifiers).map { (name: $0, model: $1.model) }
        let page = try report.map {
            let page = BenchmarkPage(figures, run: try RunFacts.of(models))
            return try StagedOutput(Array(page.html.utf8), for: $0)
        }
        try StandardOutput.write(figures.rendered(as: output.format))
        try chart?.commit()
        try page?.commit()
    }

    private func measure(
        _ classifiers: [Classifier], _ sample: ImageSample
    ) throws -> InferenceBenchmark {
        var progress = ProgressLine()
        defer { progress.clear() }
        return try InferenceBenchmark(of: classifiers, pixels: sample.pixels, options: options) {
            progress.update($0, of: $1)
        }
    }

    private var options: BenchmarkOptions {
        var options = BenchmarkOptions()
        options.batchSizes = batchSizes.values
        options.threads = threads.values
        options.duration = .seconds(duration)
        options.warmup = .seconds(warmup)
        return options
    }
}
