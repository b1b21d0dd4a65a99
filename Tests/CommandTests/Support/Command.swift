import Foundation
import TestSupport

/// What a run of the command left behind.
struct CommandResult {
    let standardOutput: String
    let standardError: String
    /// The exit status; `nil` when a signal ended the command.
    let status: Int32?
    /// The signal that ended the command, if one did.
    let signal: Int32?

    /// The lines on standard error.
    var errorLines: [Substring] { standardError.split(separator: "\n") }

    /// Standard output as JSON.
    var json: Any {
        get throws { try JSONSerialization.jsonObject(with: Data(standardOutput.utf8)) }
    }
}

/// Runs the command that was built with the tests and waits for it to end.
///
/// - Parameters:
///   - arguments: What follows `mnist` on the command line.
///   - environment: Variables to set, beside those of the tests; `MNIST_…` and `NO_COLOR` are
///     not handed on unless given here.
///   - folder: The folder to run in.
///   - output: A file to write standard output to, such as `/dev/full`; it is then not returned.
///   - memory: The megabytes of memory that the command can get; with less it fails.
///   - shell: A script that starts the command, which with its arguments is `"$@"`.
func run(
    _ arguments: String..., environment: [String: String] = [:], in folder: URL? = nil,
    output: String? = nil, memory: Int? = nil, shell: String? = nil
) throws -> CommandResult {
    try run(
        arguments, environment: environment, in: folder, output: output, memory: memory,
        shell: shell)
}

/// Runs the command with its arguments in an array.
func run(
    _ arguments: [String], environment: [String: String] = [:], in folder: URL? = nil,
    output: String? = nil, memory: Int? = nil, shell: String? = nil
) throws -> CommandResult {
    let temporary = try TemporaryFolder()
    let outputFile = output.map { URL(fileURLWithPath: $0) } ?? temporary.url("stdout")
    let errorFile = temporary.url("stderr")
    let process = Process()
    process.executableURL = commandURL
    process.arguments = arguments
    // The address space is limited, which holds more than what is resident. The peak of that
    // cannot be asked for: a process inherits the one of the process that started it.
    if let script = shell ?? memory.map({ "ulimit -v \($0 * 1024) && exec \"$@\"" }) {
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", script, "sh", commandURL.path] + arguments
    }
    process.currentDirectoryURL = folder ?? temporary.url
    process.environment = inheritedEnvironment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    // Files and not pipes: nobody has to empty them while the command runs.
    if output == nil { try Data().write(to: outputFile) }
    try Data().write(to: errorFile)
    process.standardOutput = try FileHandle(forWritingTo: outputFile)
    process.standardError = try FileHandle(forWritingTo: errorFile)
    try process.run()
    // A command that hangs is a failure, which must not become one of the whole run.
    let watchdog = DispatchWorkItem { [pid = process.processIdentifier] in kill(pid, SIGKILL) }
    DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(120), execute: watchdog)
    process.waitUntilExit()
    watchdog.cancel()
    let hasExited = process.terminationReason == .exit
    return CommandResult(
        standardOutput: output == nil ? try String(contentsOf: outputFile, encoding: .utf8) : "",
        standardError: try String(contentsOf: errorFile, encoding: .utf8),
        status: hasExited ? process.terminationStatus : nil,
        signal: hasExited ? nil : process.terminationStatus)
}

/// The command lies beside the tests.
let commandURL =
    ProcessInfo.processInfo.environment["MNIST_TEST_COMMAND"].map { URL(fileURLWithPath: $0) }
    ?? builtPrograms.appendingPathComponent("mnist")

/// The folder of the package.
let packageFolder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// A command that traps must fail its test; Swift's report of a trap can wait for ever instead when
/// several threads run.
private let inheritedEnvironment = ProcessInfo.processInfo.environment.filter { name, _ in
    !name.hasPrefix("MNIST_") && name != "NO_COLOR"
}.merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }
