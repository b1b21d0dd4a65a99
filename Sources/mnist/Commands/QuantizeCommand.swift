import ArgumentParser
import Conversion
import FileIO
import ImageClassification
import Reports

/// The command `mnist quantize`.
struct QuantizeCommand: FileCommand {
    static let configuration = CommandConfiguration(
        commandName: "quantize",
        abstract: "Make a network of eight-bit integers, and tell what that costs.",
        discussion: """
            Writes a safetensors file of about a quarter of the size, whose weights are integers of \
            eight bits. It runs with every command. Its sums are exact, so answers have the same \
            bits everywhere, as those of other networks do.

            Values between layers become integers, too. Their range is learned from the images of \
            --calibration, best those that the network was trained with. Without it, the first \
            images are taken of the data set on which both networks are then compared, and the \
            report says so. That is the bundled test set which the network is for, unless data \
            options name another.

            Dense layers, convolutions, poolings and sums of two values can be quantized, with any \
            activation function after dense layers and convolutions. Other networks are refused.

            EXAMPLES
              mnist quantize mnist-mlp --output small.safetensors
              mnist quantize net.safetensors --calibration train.gz -o small.safetensors
              mnist compare mnist-mlp small.safetensors
            """)

    @Argument(
        help: ArgumentHelp(
            "A file of a network, or a bundled network.", valueName: "model"), completion: .networks
    )
    var model: String

    @Option(
        name: .shortAndLong, help: ArgumentHelp("The new file.", valueName: "file"),
        completion: .file())
    var output: String

    @Option(
        help: ArgumentHelp(
            "Images to learn the range of values from. (default: the first of those compared)",
            valueName: "file"), completion: .file())
    var calibration: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "How many of these images are used, the first ones.", valueName: "n"))
    var calibrationCount = 1_000

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            """
            Write nothing, and exit with status 1, if the share of right answers falls by more: \
            such as 0.001 or 0.1%. (default: 0.5%)
            """, valueName: "share"), transform: ShareArgument.init)
    var maxDrop: ShareArgument?

    @Option(
        help: ArgumentHelp(
            "What the new file calls the model. (default: its name with -int8)",
            valueName: "name"))
    var name: String?

    @Flag(help: "Replace the new file if it is there already.")
    var force = false

    @OptionGroup(title: "Data options") var images: ImageArguments
    @OptionGroup(title: "Data options") var labels: LabelArguments
    @OptionGroup(title: "Model options") var foreign: ForeignModelArguments

    @Option(help: "The form of the report: text for people, json for programs.")
    var format = DocumentFormat.text

    private var data: DatasetArguments { DatasetArguments(images: images, labels: labels) }

    func validate() throws {
        try data.validate()
        try checkPath(model, "quantize")
        try checkPath(output, "--output")
        try checkPath(calibration, "--calibration")
        try check(calibrationCount, in: 1...100_000, "--calibration-count")
    }

    var filesOfRun: FilesOfRun {
        FilesOfRun(
            inputs: foreign.files(of: [model]) + data.files + (calibration.map { [$0] } ?? [])
                + (images.preset == nil ? [] : DatasetPreset.allCases.map(\.testSet.images)),
            outputs: [PlannedOutput(output, mayReplace: force)])
    }

    /// The images to compare on: those of the options, else the test set that the model is for.
    private func dataset(for model: Model) throws -> LabeledImages {
        guard data.givenOption == nil, let preset = model.manifest.dataset else {
            return try data.labeledImages()
        }
        return preset.testSet
    }

    func run() throws {
        let path = try ForeignModelArguments.path(of: model)
        let options = try foreign.options()
        let dataset = try dataset(for: Model(path: path, options: options))
        let source = calibration.map { LabeledImages(images: $0) } ?? dataset
        let quantization = try ModelQuantization(
            path: path, options: options, calibration: source, count: calibrationCount,
            name: name, output: output)
        var progress = ProgressLine()
        defer { progress.clear() }
        let result = try quantization.original.compare(
            with: quantization.quantized, on: dataset
        ) { progress.update($0, of: $1) }
        progress.clear()
        let comparison = result.comparison
        let allowed = maxDrop?.share ?? 0.005
        let lost = comparison.firstCorrect - comparison.secondCorrect
        if Double(lost) > allowed * Double(comparison.total) {
            throw ConversionError.accuracyDrops(
                file: path, allowed: allowed, before: comparison.firstCorrect,
                after: comparison.secondCorrect, images: comparison.total)
        }
        let file = try StagedOutput(quantization.bytes, for: output, mayReplace: force)
        let report = QuantizationReport(
            quantization: quantization, comparison: comparison,
            change: try quantization.logitChange(on: dataset), calibration: source,
            dataset: dataset, output: output)
        ModelNotes.print([quantization.original.model])
        try StandardOutput.write(report.rendered(as: format))
        try file.commit()
    }
}
