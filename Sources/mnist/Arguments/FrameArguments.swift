public import ArgumentParser
public import FrameStreams

extension FrameOptions.Form: ExpressibleByArgument {}
extension FrameOptions.Answers: ExpressibleByArgument {}

/// How frames from standard input are read and answered.
struct FrameArguments: ParsableArguments {
    @Option(
        name: .customLong("frames"),
        help: ArgumentHelp(
            "The form of frames: raw, or jsonl, an object on each line. (default: raw)",
            valueName: "form"))
    var form: FrameOptions.Form?

    @Option(
        help: ArgumentHelp(
            """
            What is answered: labels (of raw frames u8, with more than 256 classes u16), logits or \
            probabilities (of raw frames f32 for each class). (default: labels)
            """, valueName: "what"))
    var answers: FrameOptions.Answers?

    @Flag(
        help: """
            With --frames jsonl, answer a line that is no image by an object that says why, and go \
            on.
            """)
    var keepGoing = false

    @Flag(
        help: """
            Keep answers until there are 64 KiB of them. Without it they are written whenever no more \
            input is there.
            """)
    var buffer = false

    func validate() throws {
        if keepGoing, form != .jsonl { throw ValidationError("--keep-going needs --frames jsonl") }
    }

    /// The first option that is given, if one is.
    var givenOption: String? {
        if form != nil { return "--frames" }
        if answers != nil { return "--answers" }
        if keepGoing { return "--keep-going" }
        return buffer ? "--buffer" : nil
    }

    /// The options of the library that these are.
    func options(threads: Int) -> FrameOptions {
        var options = FrameOptions()
        if let form { options.form = form }
        if let answers { options.answers = answers }
        options.keepsGoing = keepGoing
        options.isBuffered = buffer
        options.threads = threads
        return options
    }
}
