import ArgumentParser
import FileIO
import ImageClassification
import TensorCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The command `mnist`.
@main
struct MnistCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mnist",
        abstract: "Evaluate and run image classifiers of the MNIST kind.",
        discussion: """
            Reads images and labels as IDX, NumPy's files, CSV and folders of pictures, and networks \
            as safetensors, ONNX, NumPy's files and GGUF. The test sets of MNIST and Fashion-MNIST \
            and eight trained networks come with it; nothing has to be downloaded.

            EXAMPLES
              mnist evaluate
                  To begin with: MNIST's test set with the default network.
              mnist evaluate --dataset fashion-mnist --confusion
              mnist compare mnist-mlp mnist-sigmoid
              mnist classify --index 0-4 --show
              mnist benchmark --batch-sizes 1,100 --threads 1,2
              mnist inspect model.safetensors

            OUTPUT
              Results go to standard output, all else to standard error. The keys
              of --format json and the columns of --format csv are documented in
              docs/command.md and stay as they are.

            EXIT STATUS
              0   success
              1   evaluate: the accuracy is below --min-accuracy;
                  convert: more predictions change than --max-changed allows
                  quantize: more right answers are lost than --max-drop allows
              64  wrong usage
              65  wrong data: a file is damaged or does not fit
              66  a file cannot be opened or read
              70  an error that the command does not know: please report it
              73  output cannot be created
              74  output cannot be written

            ENVIRONMENT
              MNIST_HOME     the folder that holds the bundled `data` and `models`
              MNIST_KERNELS  the best kernel variant to use, such as portable or avx2
            """,
        version: SwiftMNIST.version,
        subcommands: commands)

    /// All of them say which files they work on.
    private static let commands: [any FileCommand.Type] = [
        EvaluateCommand.self, MergeCommand.self, CompareCommand.self, ClassifyCommand.self,
        PredictCommand.self, BenchmarkCommand.self, InspectCommand.self, ConvertCommand.self,
        QuantizeCommand.self, PlotCommand.self,
    ]

    static func main() {
        // A reader that closes the pipe, such as `head`, ends the command without an error.
        _ = signal(SIGPIPE, SIG_DFL)
        StandardStreams.keepClosed()
        MemoryExhaustion.endsWithSentence()
        // A file above the limit of sizes is then an error of writing, as on a full disk.
        _ = signal(SIGXFSZ, SIG_IGN)
        do {
            try TextArguments.check()
            try checkCommand()
            var command = try parseAsRoot()
            try checkKernels()
            try (command as? any FileCommand)?.filesOfRun.check()
            try command.run()
        } catch {
            exit(withError: ExitCode(report(error)))
        }
    }

    /// Refuses a misspelled command, and says which one is meant.
    private static func checkCommand() throws(CommandFailure) {
        let words = CommandLine.arguments.dropFirst()
        guard let word = words.first == "help" ? words.dropFirst().first : words.first,
            !word.hasPrefix("-"), word != "help", !commandNames.contains(word)
        else { return }
        if ["serve", "page"].contains(word) {
            throw .usage(
                "\(word): is no part of this program; in a clone of the package, "
                    + "'tools/mnist \(word)' builds it")
        }
        throw .usage(
            "\(word): expected a command, one of \(commandNames.joined(separator: ", "))"
                + suggestion(for: word, among: commandNames))
    }

    private static var commandNames: [String] {
        configuration.subcommands.compactMap { $0.configuration.commandName }
    }

    /// Refuses a misspelled variant, which the kernels themselves would pass over in silence.
    private static func checkKernels() throws(CommandFailure) {
        guard let name = environment("MNIST_KERNELS"), !name.isEmpty,
            !KernelVariant.knownNames.contains(name)
        else { return }
        throw .usage(
            "MNIST_KERNELS: expected one of "
                + "\(KernelVariant.knownNames.joined(separator: ", ")), found \(name)")
    }

    /// Says what happened, on the stream where it belongs.
    ///
    /// - Returns: The exit status.
    private static func report(_ error: any Error) -> Int32 {
        if let status = CommandFailure.status(of: error) {
            StandardError.writeError(CommandFailure.sentence(of: error))
            if status == ExitCode.validationFailure.rawValue { explainUsage() }
            return status
        }
        if let exitCode = error as? ExitCode { return exitCode.rawValue }
        guard exitCode(for: error) != .success else {
            return printing(fullMessage(for: error))
        }
        guard exitCode(for: error) != .failure else {
            StandardError.writeError(CommandFailure.sentence(of: error))
            return CommandFailure.unforeseen
        }
        let problem = message(for: error)
        StandardError.writeError(
            problem.prefix(1).lowercased() + problem.dropFirst()
                + UsageHint.end(
                    of: problem, arguments: Array(CommandLine.arguments.dropFirst()),
                    commands: commandNames))
        explainUsage()
        return exitCode(for: error).rawValue
    }

    /// Prints a help text, or the version.
    private static func printing(_ text: String) -> Int32 {
        do {
            try StandardOutput.write(text.hasSuffix("\n") ? text : text + "\n")
            return ExitCode.success.rawValue
        } catch {
            return report(error)
        }
    }

    /// Names the command line that explains the subcommand in use.
    private static func explainUsage() {
        let subcommand = CommandLine.arguments.dropFirst().first { commandNames.contains($0) }
        StandardError.write("See 'mnist \(subcommand.map { "help \($0)" } ?? "--help")'.\n")
    }
}
