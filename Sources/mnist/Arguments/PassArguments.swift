import ArgumentParser
import ImageClassification

/// How to go through a data set.
struct PassArguments: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "The number of images that go through the network at once, 1 to 65536.",
            valueName: "n"))
    var batchSize = 128

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "The number of threads, 1 to 256. (default: one per processor that it may use)",
            valueName: "n"))
    var threads: Int?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            """
            Take only the first images; the files are checked to their end all the same. \
            (default: all)
            """, valueName: "n"))
    var limit: Int?

    func validate() throws {
        try check(batchSize, in: 1...65_536, "--batch-size")
        try check(threads, in: 1...256, "--threads")
        try check(limit, in: 1...Int(UInt32.max), "--limit")
    }

    /// The options of the library that these are.
    var options: EvaluationOptions {
        var options = EvaluationOptions()
        options.batchSize = batchSize
        if let threads { options.threads = threads }
        options.limit = limit
        return options
    }
}
