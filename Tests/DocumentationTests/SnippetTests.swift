import Foundation
import TestSupport
import Testing

@Suite("Snippets")
struct SnippetTests {
    @Test("print what the comments beside and below each print say", arguments: try Snippet.all())
    func output(snippet: Snippet) throws {
        let claimed = snippet.code.claims.map(\.output).joined(separator: "\n")
        #expect(try snippet.run() == claimed)
    }

    @Test("a program that finds no bundled model says how it is shipped")
    func missingModel() throws {
        let (folder, process, output) = (try TemporaryFolder(), Process(), Pipe())
        process.executableURL = builtPrograms.appending(path: "AMisreadDigit")
        process.environment = ["MNIST_HOME": folder.url.path, "SWIFT_BACKTRACE": "enable=no"]
        process.standardError = output
        try process.run()
        let said = String(
            decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(said.contains("\(folder.url.path)/models/mnist-sigmoid.safetensors: is not there"))
        #expect(said.contains("swift-mnist_BundledModels.resources") && said.contains("MNIST_HOME"))
    }

    @Test("are shown, each slice on a page")
    func slicesAreShown() throws {
        let shown = try Set(Page.all().flatMap(\.slices))
        for snippet in try Snippet.all() {
            for slice in snippet.slices {
                #expect(
                    shown.contains("\(snippet.name), \(slice)"),
                    "no page shows slice \(slice) of Snippets/\(snippet.name).swift")
            }
        }
    }

    @Test("are those that pages name")
    func shownSlicesExist() throws {
        let known = try Snippet.all().flatMap { snippet in
            snippet.slices.map { "\(snippet.name), \($0)" }
        }
        for page in try Page.all() {
            for slice in page.slices {
                #expect(known.contains(slice), "\(page.path) shows \(slice), which is missing")
            }
        }
    }
}
