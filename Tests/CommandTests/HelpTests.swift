import Foundation
import ImageClassification
import Testing

@Suite("Help")
struct HelpTests {
    static let commands = [
        "evaluate", "merge", "compare", "classify", "predict", "benchmark", "inspect", "convert",
        "quantize", "plot",
    ]

    @Test("the version is printed")
    func version() throws {
        let result = try run("--version")
        #expect(result.status == 0)
        #expect(result.standardOutput == "\(SwiftMNIST.version)\n")
    }

    @Test("the first page names the commands and the exit statuses")
    func overview() throws {
        let result = try run("--help")
        #expect(result.status == 0)
        for command in Self.commands { #expect(result.standardOutput.contains("  \(command) ")) }
        for status in ["0 ", "1 ", "64", "65", "66", "73", "74"] {
            #expect(result.standardOutput.contains("\n  \(status)  "))
        }
        #expect(try run().standardOutput == result.standardOutput)
    }

    @Test("the number of bundled networks is the one that help and documentation say")
    func networkCount() throws {
        let number = ["seven", "eight", "nine", "ten", "eleven", "twelve"][
            BundledModel.allCases.count - 7]
        let help = try run("--help").standardOutput.split { $0.isWhitespace }
        #expect(
            help.joined(separator: " ").contains(" and \(number) trained networks come with it"))
        let page = try String(
            contentsOf: packageFolder.appending(
                path: "Sources/ImageClassification/ImageClassification.docc/ImageClassification.md"),
            encoding: .utf8)
        #expect(page.contains(" \(number.capitalized) come with the package"))
    }

    @Test("each command has a page with examples", arguments: commands)
    func page(command: String) throws {
        let result = try run("help", command)
        #expect(result.status == 0)
        #expect(result.standardError == "")
        #expect(result.standardOutput.contains("EXAMPLES\n  mnist \(command)"))
        #expect(try run(command, "--help").standardOutput == result.standardOutput)
        let longest = result.standardOutput.split(separator: "\n").map(\.count).max() ?? 0
        #expect(longest <= 80)
    }

    @Test(
        "help says what holds without an option",
        arguments: [
            ("evaluate", "1 to 65536. (default: 128)"), ("evaluate", "one per processor"),
            ("evaluate", "mnist-mlp; for --dataset fashion-mnist"), ("evaluate", "1/255"),
            ("classify", "(default: 0)"), ("classify", "(default: 3, or all"),
            ("benchmark", "1,10,100,1000,10000"), ("benchmark", "3600 seconds. (default: 1.0)"),
            ("benchmark", "600 seconds. (default: 0.2)"), ("inspect", "default: text"),
        ])
    func defaults(command: String, text: String) throws {
        let words = try run("help", command).standardOutput.split { $0.isWhitespace }
        #expect(words.joined(separator: " ").contains(text))
    }

    @Test("a page that cannot be written is an error")
    func fullDisk() throws {
        #expect(try run("--help", output: "/dev/full").status == 74)
    }
}
