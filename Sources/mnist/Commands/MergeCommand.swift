import ArgumentParser
import FileIO
import PartialResults
import Reports

/// The command `mnist merge`.
struct MergeCommand: FileCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge",
        abstract: "Put partial results together to the report of the whole data set.",
        usage: "mnist merge <part> ... [<options>]",
        discussion: """
            Merges what 'mnist evaluate --partial' has kept of parts of a data set, in any order, \
            and prints the report that evaluating the whole at once would have printed: every \
            figure to the last bit. Times are sums over all parts.

            Each partial result knows its model, its settings, the content of its files and which \
            of their images it has. One of another model or data set, images that would count \
            twice, and images that are missing are errors.

            EXAMPLES
              mnist merge part-*.json
              mnist merge part-*.json --format json --confusion
              mnist merge shard-*.json --files 60
                  The whole is a data set whose images are in 60 files.
              mnist merge part-1.json part-2.json --partial parts-1-2.json
                  A partial result of two, to be merged with others.
            """)

    @Argument(
        help: ArgumentHelp(
            "Partial results, as 'mnist evaluate --partial' writes them.", valueName: "part"),
        completion: .file())
    var parts: [String]

    @OptionGroup(title: "Output options") var output: OutputArguments

    @Flag(help: "Report how often each class was taken for each other.")
    var confusion = false

    @Flag(help: "Report how often answers of each confidence are right.")
    var reliability = false

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "The number of files of images that the data set consists of.", valueName: "n"))
    var files = 1

    @Option(
        help: ArgumentHelp(
            "Instead of a report, write a partial result; images may be missing.",
            valueName: "file"), completion: .file())
    var partial: String?

    func validate() throws {
        try check(files, in: 1...Int(UInt32.max), "--files")
        try checkPath(partial, "--partial")
        for part in parts { try checkPath(part, "merge") }
        if output.format == .csv, confusion, reliability {
            throw ValidationError(
                "--format csv prints one table: --confusion and --reliability exclude each other")
        }
    }

    var filesOfRun: FilesOfRun {
        FilesOfRun(inputs: parts, outputs: partial.map { [PlannedOutput($0)] } ?? [])
    }

    func run() throws {
        var merged = try PartialEvaluation(path: parts[0])
        for part in parts.dropFirst() {
            try merged.merge(PartialEvaluation(path: part), name: part)
        }
        if let partial {
            try merged.require(atMost: files)
            try OutputFile.replace(partial, with: merged.bytes(file: partial))
            return
        }
        try merged.requireWhole(fileCount: files)
        let report = EvaluationReport(
            merged, showsConfusion: confusion, showsReliability: reliability)
        report.remarks.forEach(StandardError.writeNote)
        try StandardOutput.write(report.rendered(as: output.format))
    }
}
