public import ArgumentParser
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
}
