import Foundation
import Testing
import TestSupport

@Suite("Output")
struct OutputTests {
    @Test(
        "a full disk is an error, once and with status 74",
        arguments: ["evaluate", "classify", "inspect"])
    func fullDisk(command: String) throws {
        let data = try TinyData()
        let result =
            command == "inspect"
            ? try run("inspect", data.images, output: "/dev/full")
            : try data.run(command, output: "/dev/full")
        #expect(result.status == 74)
        #expect(
            result.standardError
                == "mnist: error: standard output: cannot be written: no space left on device\n")
        withExtendedLifetime(data.temporary) {}
    }

    @Test("a reader that is gone ends the command without a word")
    func closedPipe() throws {
        let folder = try TemporaryFolder()
        let errors = folder.url("stderr")
        try Data().write(to: errors)
        let pipe = Pipe()
        try pipe.fileHandleForReading.close()
        let process = Process()
        process.executableURL = commandURL
        process.arguments = ["plot", "relu"]
        process.standardOutput = pipe
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationReason == .uncaughtSignal)
        #expect(process.terminationStatus == SIGPIPE)
        #expect(try Data(contentsOf: errors).isEmpty)
    }

    @Test(
        "no color and no cursor movement reaches a file",
        arguments: ["evaluate", "classify", "benchmark"])
    func plainText(command: String) throws {
        let data = try TinyData()
        var arguments = ["--images", data.images, "--model", data.model]
        arguments += ["--weight-order", "input-output", "--mean", "0"]
        switch command {
        case "evaluate": arguments += ["--labels", data.labels]
        case "classify": arguments += ["--show"]
        default: arguments += ["--duration", "0.01", "--batch-sizes", "1"]
        }
        for environment in [["TERM": "xterm-256color"], ["NO_COLOR": "1"]] {
            let result = try run([command] + arguments, environment: environment)
            #expect(result.status == 0)
            #expect(!result.standardOutput.contains("\u{1B}"))
            #expect(!result.standardOutput.contains("\r"))
            #expect(result.standardError == "")
        }
        withExtendedLifetime(data.temporary) {}
    }

    @Test("a failure late in the file leaves standard output empty")
    func lateFailure() throws {
        let data = try TinyData()
        let labels = try data.temporary.write(idx([6], [0, 1, 2, 3, 0, 4]), to: "late.idx")
        let result = try run(
            "evaluate", "--images", data.images, "--labels", labels, "--model", data.model,
            "--weight-order", "input-output", "--mean", "0")
        #expect(result.status == 65)
        #expect(result.standardOutput == "")
        #expect(
            result.standardError == """
                mnist: error: \(labels): label 4 at index 5 is out of range: the model has 4 \
                classes, 0 to 3

                """)
    }

    @Test("a path with control characters is shown escaped, on one line")
    func hostilePath() throws {
        let result = try run("evaluate", "--images", "a\n\u{1B}[2Jb", "--labels", "c")
        #expect(result.status == 66)
        #expect(
            result.standardError
                == "mnist: error: a\\n\\u{1b}[2Jb: cannot be opened: no such file or directory\n")
    }
}
