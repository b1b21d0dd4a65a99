public import ArgumentParser
import Datasets
public import Reports

extension OutputFormat: ExpressibleByArgument {}
extension DocumentFormat: ExpressibleByArgument {}

/// How a result is printed.
struct OutputArguments: ParsableArguments {
    @Option(help: "The form of the result: text for people, json or csv for programs.")
    var format = OutputFormat.text
}

/// Whether to tell what was unusual about files that were accepted.
struct NoteArguments: ParsableArguments {
    @Flag(name: .shortAndLong, help: "Say on standard error what was unusual about the files.")
    var verbose = false

    /// Prints notes, if they were asked for.
    func print(_ notes: [String]) {
        if verbose { notes.forEach(StandardError.writeNote) }
    }

    /// Prints what answers depend on, whether it was asked for or not.
    ///
    /// - Returns: The sentences, for the report.
    static func print(_ remarks: [DataRemark]) -> [String] {
        let sentences = remarks.map { $0.sentence(naming: SettingOptions.name) }
        sentences.forEach(StandardError.writeNote)
        return sentences
    }
}
