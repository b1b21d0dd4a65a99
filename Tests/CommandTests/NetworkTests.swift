import Foundation
import Testing
import TestSupport

/// The command's system calls, watched by strace where that is installed and permitted.
@Suite(
    "No network",
    .enabled(if: (try? networkCalls(of: ["--version"])) != nil, "strace cannot watch the command"))
struct NetworkTests {
    @Test("no command opens a socket")
    func none() throws {
        let data = try TinyData()
        for arguments in [
            data.arguments("evaluate"), data.arguments("classify") + ["--index", "0"],
            ["inspect", data.images, data.labels, data.model], ["plot", "relu"],
            ["evaluate", "--limit", "10"], ["evaluate", "--model", "missing"],
        ] {
            #expect(try networkCalls(of: arguments) == "", "\(arguments)")
        }
    }

    @Test("strace would see one")
    func seen() throws {
        #expect(
            try networkCalls(of: ["-c", "exec 3<>/dev/tcp/127.0.0.1/1"], program: "/bin/bash")
                .contains("AF_INET"))
    }
}

/// What strace writes of the network calls of a command and its threads.
private func networkCalls(
    of arguments: [String], program: String = commandURL.path
) throws -> String {
    let temporary = try TemporaryFolder()
    let log = temporary.url("calls")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments =
        ["strace", "-qq", "-f", "-e", "trace=%network", "-o", log.path, program] + arguments
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    // The last line tells how the command ended where the option -qq does not keep it quiet.
    let lines = try String(contentsOf: log, encoding: .utf8).split(separator: "\n")
    return lines.filter { !$0.contains("+++ exited") && !$0.contains("--- SIG") }
        .joined(separator: "\n")
}
