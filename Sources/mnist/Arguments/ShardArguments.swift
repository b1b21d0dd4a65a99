import ArgumentParser
import PartialResults

/// Positions of images from one to before another: `0..<5000`.
struct RangeArgument: ExpressibleByArgument {
    let range: Range<Int>

    init?(argument: String) {
        let ends = argument.split(separator: ".", omittingEmptySubsequences: false)
        guard ends.count == 3, ends[1].isEmpty, ends[2].first == "<",
            let first = UInt32(ends[0]), let last = UInt32(ends[2].dropFirst()), first < last
        else { return nil }
        range = Int(first)..<Int(last)
    }
}

/// Which part of a data set to evaluate, and where its result is kept.
struct ShardArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            Evaluate only these images, counted from 0, such as 0..<5000; the files are read and \
            checked to their end all the same. (default: all)
            """, valueName: "first..<last"))
    var range: RangeArgument?

    @Option(
        help: ArgumentHelp(
            """
            Keep what was counted in a file as well; from those of all parts 'mnist merge' makes \
            the report of the whole.
            """, valueName: "file"), completion: .file())
    var partial: String?

    func validate() throws { try checkPath(partial, "--partial") }

    /// Refuses options that parts of a data set cannot have.
    func check(limit: Int?, corrections: String?, misclassified: Int) throws {
        let given = range != nil ? "--range" : partial != nil ? "--partial" : nil
        guard let given else { return }
        if limit != nil { throw ValidationError("\(given) and --limit exclude each other") }
        if corrections != nil {
            throw ValidationError("\(given) and --corrections exclude each other")
        }
        if partial != nil, misclassified > PartialEvaluation.mostMistakes {
            throw ValidationError(
                "--misclassified: expected at most \(PartialEvaluation.mostMistakes) with "
                    + "--partial, found \(misclassified)")
        }
    }
}
