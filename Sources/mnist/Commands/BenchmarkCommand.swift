import ArgumentParser
import ImageClassification

/// The command `mnist benchmark`.
struct BenchmarkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "benchmark",
        abstract: "Measure how fast images are classified.",
        discussion: """
            Times inference alone, from pixels in memory to logits, for each number of threads and \
            each batch size. Each combination runs for the warm-up, then for the duration, in ten \
            rounds. The rate is the median of the rounds, with the slowest and the fastest one; \
            the latency of a batch is given by its 50th, 90th and 99th percentiles.

            Between the timings all logits are compared, bit by bit, with those of single images: \
            a fast wrong answer is an error.

            EXAMPLES
              mnist benchmark
              mnist benchmark --batch-sizes 1,32 --threads 1,2,4 --duration 5
              mnist benchmark --model net.safetensors --format csv >speed.csv
            """)

    @OptionGroup(title: "Data options") var images: ImageArguments
    @OptionGroup(title: "Model options") var network: ModelArguments
    @OptionGroup(title: "Output options") var output: OutputArguments
    @OptionGroup(title: "Output options") var notes: NoteArguments

    @Option(
        help: ArgumentHelp("Numbers of images per batch, 1 to 65536 each.", valueName: "n,..."))
    var batchSizes = NumberList(BenchmarkOptions().batchSizes)

    @Option(help: ArgumentHelp("Numbers of threads, 1 to 256 each.", valueName: "n,..."))
    var threads = NumberList(BenchmarkOptions().threads)

    @Option(
        help: ArgumentHelp(
            "How long each combination is timed, 0.01 to 3600 seconds.", valueName: "seconds"))
    var duration = 1.0

    @Option(
        help: ArgumentHelp(
            "How long each combination runs before, 0 to 600 seconds.", valueName: "seconds"))
    var warmup = 0.2

    func validate() throws {
        for value in batchSizes.values { try check(value, in: 1...65_536, "--batch-sizes") }
        for value in threads.values { try check(value, in: 1...256, "--threads") }
        try check(duration, in: 0.01...3600, "--duration")
        try check(warmup, in: 0...600, "--warmup")
    }

    func run() throws {
        let classifier = try network.classifier(default: images.defaultModel)
        let sample = try ImageSample(images.file, classifier: classifier)
        try sample.checkMemory(batchSizes: batchSizes.values)
        var progress = ProgressLine()
        defer { progress.clear() }
        var results: [BenchmarkResult] = []
        let total = batchSizes.values.count * threads.values.count
        try classifier.benchmark(pixels: sample.pixels, options: options) { result in
            results.append(result)
            progress.update(results.count, of: total)
        }
        progress.clear()
        notes.print(sample.notes)
        let report = BenchmarkReport(
            results: results, model: classifier.model, preset: images.preset,
            imagesFile: images.file, imageCount: sample.count, shape: classifier.inputShape)
        try StandardOutput.write(report.rendered(as: output.format))
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
