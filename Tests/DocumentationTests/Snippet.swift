import Foundation
import Testing
import TestSupport

/// A program of `Snippets/`, whose code the documentation shows.
struct Snippet: CustomTestStringConvertible {
    let name: String
    /// Its lines without those that mark slices.
    let code: CodeBlock
    /// The names of its slices.
    let slices: Set<String>

    var testDescription: String { name }

    init(file: URL) throws {
        name = file.deletingPathExtension().lastPathComponent
        let lines = try String(contentsOf: file, encoding: .utf8)
            .components(separatedBy: "\n")
            .map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { !$0.isEmpty }
        let marker = "// snippet."
        code = CodeBlock(lines: lines.filter { !$0.hasPrefix(marker) })
        slices = Set(
            lines.filter { $0.hasPrefix(marker) }.map { String($0.dropFirst(marker.count)) }
        )
        .subtracting(["end", "hide", "show"])
    }

    /// All of them, by name.
    static func all() throws -> [Snippet] {
        try FileManager.default
            .contentsOfDirectory(
                at: Page.root.appending(path: "Snippets"), includingPropertiesForKeys: nil
            )
            .filter { $0.pathExtension == "swift" }
            .map(Snippet.init)
            .sorted { $0.name < $1.name }
    }

    /// Runs the program in the package's folder, where the pages have the reader be.
    ///
    /// - Returns: What it prints, without the last line break.
    func run() throws -> String {
        let folder = try TemporaryFolder()
        let output = folder.url("output")
        try Data().write(to: output)
        let process = Process()
        process.executableURL = builtPrograms.appending(path: name)
        process.currentDirectoryURL = Page.root
        process.standardOutput = try FileHandle(forWritingTo: output)
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationReason == .exit && process.terminationStatus == 0)
        let text = try String(contentsOf: output, encoding: .utf8)
        return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }
}
