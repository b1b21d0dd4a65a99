import ArgumentParser
import Conversion
import FileIO
import ImageClassification
import Reports
import Safetensors

/// The command `mnist convert`.
struct ConvertCommand: FileCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert",
        abstract: "Write a network, or a data set, to a file that needs no options.",
        discussion: """
            Reads a network from any file that the other commands read, and writes a safetensors \
            file whose manifest says what the model options said, with all weights in another \
            type if --dtype is given: half the size as f16 or bf16. Where the name of the new file \
            ends in .onnx, it is an ONNX file, to be run by others, such as ONNX Runtime.

            Before a safetensors file is written, it is read back and its answers compared with those \
            of the original: on the bundled test set that the model was trained on, or MNIST's, \
            if its images have the size, and on 1,000 random images otherwise. Where no weight \
            has changed, all logits must be equal, bit by bit. Where weights are rounded (to the \
            nearest, ties to even), the report says by how much logits differ and how many \
            predictions change. A weight that would become infinite is refused.

            Without a network, images are converted to an IDX file, and with --output-labels \
            their labels to another one: as the other commands read them, so that the new files \
            need no options. Names that end in .gz are compressed.

            EXAMPLES
              mnist convert net.safetensors --mean 0.1307 --std 0.3081 --output my.safetensors
              mnist convert mnist-sigmoid --dtype bf16 --output small.safetensors
              mnist convert mnist-cnn --output mnist-cnn.onnx
              mnist convert --images letters.gz --transpose --output upright.idx.gz
            """)

    @Argument(
        help: ArgumentHelp("A file of a network, or a bundled network.", valueName: "input"),
        completion: .networks)
    var input: String?

    @OptionGroup(title: "Data options") var images: ImageArguments
    @OptionGroup(title: "Data options") var labels: LabelArguments

    @Option(
        help: ArgumentHelp("The new file of labels, with a data set.", valueName: "file"),
        completion: .file())
    var outputLabels: String?

    @Option(
        name: .shortAndLong, help: ArgumentHelp("The new file.", valueName: "file"),
        completion: .file())
    var output: String

    @Option(
        help: ArgumentHelp(
            "The type of all weights in the new file. (default: each keeps its own)",
            valueName: "type"))
    var dtype: WeightType?

    @Option(
        help: ArgumentHelp(
            """
            What the input of an ONNX file takes: raw pixels, 0…255, which its graph normalizes, \
            or normalized ones. (default: raw)
            """, valueName: "pixels"))
    var onnxPixels: PixelArgument?

    @Option(
        help: ArgumentHelp(
            """
            The type of weights of eight bits in an ONNX file: uint8 is right in ONNX Runtime on \
            every processor, int8 faster, and right where there is VNNI. (default: uint8)
            """, valueName: "type"))
    var onnxWeights: IntegerWeightArgument?

    @Option(
        help: ArgumentHelp(
            """
            What the new file calls the model. (default: the name in the manifest; without one, \
            that of the file)
            """, valueName: "name"))
    var name: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            """
            Write nothing, and exit with status 1, if more predictions change: a share such as \
            0.01 or 1%. (default: 1%)
            """, valueName: "share"), transform: ShareArgument.init)
    var maxChanged: ShareArgument?

    @Flag(help: "Replace the new file if it is there already.")
    var force = false

    @OptionGroup(title: "Model options") var foreign: ForeignModelArguments

    @Option(help: "The form of the report: text for people, json for programs.")
    var format = DocumentFormat.text

    /// The types of weights that can be asked for.
    enum WeightType: String, CaseIterable, ExpressibleByArgument {
        case f32, f16, bf16

        var dtype: DType {
            switch self {
            case .f32: .f32
            case .f16: .f16
            case .bf16: .bf16
            }
        }
    }

    /// The type of weights of eight bits in an ONNX file.
    enum IntegerWeightArgument: String, CaseIterable, ExpressibleByArgument {
        case uint8, int8

        var type: ONNXExport.IntegerWeights {
            switch self {
            case .uint8: .uint8
            case .int8: .int8
            }
        }
    }

    /// What the pixels of an ONNX file are.
    enum PixelArgument: String, CaseIterable, ExpressibleByArgument {
        case raw, normalized

        var pixels: ONNXExport.Pixels {
            switch self {
            case .raw: .raw
            case .normalized: .normalized
            }
        }
    }

    /// Whether the new file is to be ONNX; nothing else tells, as it is not there yet.
    private var writesONNX: Bool { output.lowercased().hasSuffix(".onnx") }

    private var data: DatasetArguments { DatasetArguments(images: images, labels: labels) }

    func validate() throws {
        try data.validate()
        try checkPath(input, "convert")
        try checkPath(output, "--output")
        try checkPath(outputLabels, "--output-labels")
        let hasData =
            data.images.images != nil || data.images.dataset != nil
        if input == nil, !hasData {
            throw ValidationError("convert needs a network, or --images or --dataset")
        }
        if input != nil, hasData || outputLabels != nil {
            throw ValidationError("a network and a data set exclude each other")
        }
        if writesONNX {
            for (option, isGiven) in [
                ("--dtype", dtype != nil), ("--max-changed", maxChanged != nil),
            ] where isGiven {
                throw ValidationError("\(option) does not apply to an --output of .onnx.")
            }
        } else if onnxPixels != nil {
            throw ValidationError("--onnx-pixels applies to an --output of .onnx alone.")
        } else if onnxWeights != nil {
            throw ValidationError("--onnx-weights applies to an --output of .onnx alone.")
        }
    }

    private var converter: DataConverter {
        DataConverter(data: data, output: output, outputLabels: outputLabels, force: force)
    }

    var filesOfRun: FilesOfRun {
        guard let input else { return converter.filesOfRun }
        return FilesOfRun(
            // The answers may be compared on any bundled test set; the file says on which.
            inputs: foreign.files(of: [input]) + DatasetPreset.allCases.map(\.testSet.images),
            outputs: [PlannedOutput(output, mayReplace: force)])
    }

    func run() throws {
        guard let input else {
            return try StandardOutput.write(converter.run(format: format))
        }
        let path = try ForeignModelArguments.path(of: input)
        guard !writesONNX else { return try export(path) }
        let conversion = try ModelConversion(
            path: path, options: foreign.options(), dtype: dtype?.dtype, name: name,
            output: output)
        var progress = ProgressLine()
        defer { progress.clear() }
        let check = try conversion.check { progress.update($0, of: $1) }
        progress.clear()
        let allowed = maxChanged?.share ?? 0.01
        if check.changedShare > allowed {
            throw ConversionError.predictionsChange(file: path, allowed: allowed, check: check)
        }
        let file = try StagedOutput(conversion.bytes, for: output, mayReplace: force)
        let report = ConversionReport(conversion: conversion, check: check, output: output)
        ModelNotes.print([conversion.original.model])
        try StandardOutput.write(report.rendered(as: format))
        try file.commit()
    }

    private func export(_ path: String) throws {
        let export = try ONNXExport(
            path: path, options: foreign.options(), pixels: onnxPixels?.pixels ?? .raw,
            integerWeights: onnxWeights?.type ?? .uint8, name: name, output: output)
        let file = try StagedOutput(export.bytes, for: output, mayReplace: force)
        let report = ONNXExportReport(export: export, output: output)
        try StandardOutput.write(report.rendered(as: format))
        try file.commit()
    }
}
