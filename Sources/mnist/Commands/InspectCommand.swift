import ArgumentParser
import FileIO
import ImageClassification
import Inspection
import Reports

/// The command `mnist inspect`.
struct InspectCommand: FileCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Say what files are and what they hold.",
        discussion: """
            Tells files by their content: IDX and CSV, compressed by gzip or not, NumPy's, \
            safetensors, ONNX, GGUF, and pictures. Reads them to their last byte, and prints types, \
            shapes, checksums and statistics. Of IDX files it says whether they are a published \
            test set; of files of weights, which network they make, or why they make none; of \
            pictures, where in them digits are found. The name of a bundled network stands for its \
            file.

            A file that cannot be inspected is reported on standard error, and does not keep the \
            others from being inspected; the exit status is then that of the first failure.

            With --draft-architecture, a draft of an architecture file is written for a network \
            whose layers cannot be told from names and shapes; what is open stands in it as a \
            question, to be answered by you. With --probe, a network without a manifest is \
            evaluated under each plausible range of pixels.

            EXAMPLES
              mnist inspect t10k-images-idx3-ubyte.gz t10k-labels-idx1-ubyte.gz
              mnist inspect mnist-cnn
              mnist inspect model.safetensors --format json
              mnist inspect cnn.safetensors --draft-architecture cnn.json
              mnist inspect net.safetensors --probe --hidden-activation tanh
            """)

    @Argument(
        help: ArgumentHelp("Files, or names of bundled networks.", valueName: "file"),
        completion: .networks)
    var files: [String]

    @Option(help: "The form of the result: text for people, json for programs.")
    var format = DocumentFormat.text

    @Option(
        help: ArgumentHelp(
            "Write a draft of an architecture file for the network in the one file.",
            valueName: "file"), completion: .file())
    var draftArchitecture: String?

    @Flag(
        help: """
            Evaluate the network in the one file, which has no manifest, under each plausible \
            range of pixels. Data and model options are for this alone.
            """)
    var probe = false

    @OptionGroup(title: "Data options") var images: ImageArguments
    @OptionGroup(title: "Data options") var labels: LabelArguments
    @OptionGroup(title: "Model options") var foreign: ForeignModelArguments

    private var data: DatasetArguments { DatasetArguments(images: images, labels: labels) }

    func validate() throws {
        try data.validate()
        for file in files { try checkPath(file, "inspect") }
        try checkPath(draftArchitecture, "--draft-architecture")
        if probe, draftArchitecture != nil {
            throw ValidationError("--probe and --draft-architecture exclude each other")
        }
        if probe || draftArchitecture != nil, files.count != 1 {
            throw ValidationError(
                "\(probe ? "--probe" : "--draft-architecture") takes one file, found \(files.count)"
            )
        }
        if !probe, let option = foreign.givenOption ?? data.givenOption {
            throw ValidationError("\(option) needs --probe")
        }
    }

    var filesOfRun: FilesOfRun {
        FilesOfRun(
            inputs: (probe ? data.files : []) + foreign.files(of: files),
            outputs: draftArchitecture.map { [PlannedOutput($0)] } ?? [])
    }

    func run() throws {
        if probe { return try runProbe() }
        if let draftArchitecture { return try writeDraft(to: draftArchitecture) }
        var inspections: [FileInspection] = []
        var firstFailure: Int32?
        for file in files {
            do {
                inspections.append(
                    try FileInspection(path: BundledModel(rawValue: file)?.path ?? file))
            } catch {
                guard let status = CommandFailure.status(of: error) else { throw error }
                let names = BundledModel.allCases.map(\.rawValue)
                StandardError.writeError(
                    CommandFailure.sentence(of: error)
                        + (status == CommandFailure.noInput
                            ? suggestion(for: file, among: names) : ""))
                firstFailure = firstFailure ?? status
            }
        }
        let report = InspectionReport(inspections: inspections)
        if !inspections.isEmpty {
            try StandardOutput.write(
                report.rendered(as: format, naming: SettingOptions.name))
        }
        if let firstFailure { throw ExitCode(firstFailure) }
    }

    private func runProbe() throws {
        var progress = ProgressLine()
        defer { progress.clear() }
        let probe = try PixelProbe(
            path: ForeignModelArguments.path(of: files[0]), options: foreign.options(),
            dataset: data.labeledImages()
        ) { progress.update($0, of: $1) }
        progress.clear()
        for note in probe.model.origins?.notes ?? [] {
            StandardError.writeNote("\(files[0]): \(note)")
        }
        try StandardOutput.write(ProbeReport(probe).rendered(as: format))
    }

    private func writeDraft(to path: String) throws {
        let draft = try ArchitectureDraft(path: ForeignModelArguments.path(of: files[0]))
        let output = try StagedOutput(Array(draft.text.utf8), for: path)
        let questions = draft.questionCount == 1 ? "1 question" : "\(draft.questionCount) questions"
        try StandardOutput.write(
            "\(terminalSafe(path)): a draft with \(questions) to answer; "
                + "give it to --architecture then\n")
        try output.commit()
    }
}
