import Foundation
import ImageClassification
import Testing
import TestSupport

@Suite("docs/command.md")
struct DocumentationTests {
    @Test("every key that a command prints is documented")
    func keys() throws {
        let page = try String(
            contentsOf: packageFolder.appendingPathComponent("docs/command.md"), encoding: .utf8)
        let data = try TinyData()
        let model = packageFolder.appendingPathComponent("models/mnist-sigmoid.safetensors").path
        let picture = try data.temporary.write(
            Array("P1 9 9\n".utf8) + (0..<81).map { $0 % 9 == 4 ? 0x31 : 0x30 }, to: "one.pbm")
        let results = [
            try data.run(
                "evaluate", "--format", "json", "--confusion", "--misclassified", "9"),
            try data.run("classify", "--format", "json"),
            try run(
                "benchmark", "--images", data.images, "--model", data.model, "--weight-order",
                "input-output", "--duration", "0.01", "--batch-sizes", "1", "--format", "json"),
            try run("inspect", data.images, data.labels, model, picture, "--format", "json"),
            try run("classify", picture, "--format", "json"),
            try run("classify", picture, "--each", "--format", "json"),
        ]
        for result in results {
            #expect(result.status == 0)
            let keys = Self.keys(of: try result.json)
            #expect(!keys.isEmpty)
            for key in keys { #expect(page.contains("`\(key)`"), "\(key)") }
        }
    }

    @Test("every command is in the table, and in README", arguments: HelpTests.commands)
    func commands(name: String) throws {
        for (file, text) in [
            ("docs/command.md", "| `mnist \(name)` |"), ("README.md", "mnist \(name) "),
        ] {
            let page = try String(
                contentsOf: packageFolder.appendingPathComponent(file), encoding: .utf8)
            #expect(page.contains(text), "\(file)")
        }
    }

    @Test("README's lines of the command can be parsed, and its options exist")
    func readmeCommands() throws {
        let page = try String(
            contentsOf: packageFolder.appendingPathComponent("README.md"), encoding: .utf8)
        let lines = page.components(separatedBy: "\n").filter { $0.hasPrefix("    mnist ") }
        #expect(lines.count > 15)
        for line in lines {
            let words = line.prefix { $0 != "#" }.split(separator: " ").map(String.init)
            let help = try run("help", words[1]).standardOutput
            for option in words where option.hasPrefix("--") {
                #expect(help.contains(option), "\(line)")
            }
        }
    }

    @Test(
        "README's table says of each bundled network what it is", arguments: BundledModel.allCases)
    func models(model: BundledModel) throws {
        let page = try String(
            contentsOf: packageFolder.appendingPathComponent("README.md"), encoding: .utf8)
        let dataset = model.rawValue.hasPrefix("fashion") ? "fashion-mnist" : "mnist"
        let report = try run("evaluate", "--model", model.rawValue, "--dataset", dataset)
            .standardOutput
        /// The number after a word of the report, up to a space.
        func number(after word: String) -> Substring {
            report.firstRange(of: word).map {
                report[$0.upperBound...].prefix { $0 != " " && $0 != "\n" }
            }
                ?? ""
        }
        let parameters = number(after: "model     \(model.rawValue), ")
        let correct = number(after: "correct   ")
        let row = page.components(separatedBy: "\n").first {
            $0.hasPrefix("| `\(model.rawValue)` |")
        }
        #expect(row?.contains("| \(parameters) |") == true, "\(parameters)")
        #expect(row?.contains("| \(correct) |") == true, "\(correct)")
    }

    /// All keys, at any depth.
    private static func keys(of json: Any) -> Set<String> {
        switch json {
        case let object as [String: Any]:
            object.reduce(into: Set(object.keys)) { $0.formUnion(keys(of: $1.value)) }
        case let array as [Any]: array.reduce(into: []) { $0.formUnion(keys(of: $1)) }
        default: []
        }
    }
}
