import ArgumentParser
import ImageClassification
import Inspection
import Reports

/// The command `mnist inspect`.
struct InspectCommand: FileCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Say what files are and what they hold.",
        discussion: """
            Tells IDX files, compressed by gzip or not, safetensors and ONNX files and pictures by \
            their content, reads them to their last byte, and prints types, shapes, checksums and \
            statistics. Of IDX files it says whether they are a published test set; of safetensors \
            and ONNX files, which network they make, or why they make none; of pictures, where in \
            them digits are found.

            A file that cannot be inspected is reported on standard error, and does not keep the \
            others from being inspected; the exit status is then that of the first failure.

            EXAMPLES
              mnist inspect t10k-images-idx3-ubyte.gz t10k-labels-idx1-ubyte.gz
              mnist inspect model.safetensors --format json
            """)

    @Argument(help: ArgumentHelp("The files.", valueName: "file"))
    var files: [String]

    @Option(help: "The form of the result: text for people, json for programs.")
    var format = DocumentFormat.text

    func validate() throws {
        for file in files { try checkPath(file, "inspect") }
    }

    var filesOfRun: FilesOfRun { FilesOfRun(inputs: files) }

    func run() throws {
        var inspections: [FileInspection] = []
        var firstFailure: Int32?
        for file in files {
            do {
                inspections.append(try FileInspection(path: file))
            } catch {
                guard let status = CommandFailure.status(of: error) else { throw error }
                StandardError.writeError(CommandFailure.sentence(of: error))
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
}
