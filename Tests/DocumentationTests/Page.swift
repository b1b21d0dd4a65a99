import Foundation
import Testing

/// A Markdown file of the documentation and the Swift code shown in it.
struct Page: CustomTestStringConvertible {
    /// The path from the root of the package.
    let path: String
    let blocks: [CodeBlock]
    /// The slices of snippets that it shows, such as "Softmax, overflow".
    let slices: [String]

    /// The file name without its extension, which names the test of the page.
    var name: String { URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent }
    var testDescription: String { path }

    init(path: String) throws {
        self.path = path
        let text = try String(contentsOf: Page.root.appending(path: path), encoding: .utf8)
        blocks = CodeBlock.blocks(of: "swift", in: text)
        let directive = /@Snippet\(path: "swift-mnist\/Snippets\/(\w+)", slice: "([\w-]+)"\)/
        slices = text.matches(of: directive).map { "\($0.1), \($0.2)" }
    }

    /// The root of the package.
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Makes the root of the package the working folder, where the pages have the reader be.
    static func enterRoot() {
        _ = FileManager.default.changeCurrentDirectoryPath(root.path)
    }

    /// README.md, the notes in `docs` and the pages of every documentation catalog.
    ///
    /// Without `docs/lessons`, which is made of a catalog.
    static func all() throws -> [Page] {
        var paths = ["README.md"]
        for folder in ["docs", "Sources"] {
            let files = FileManager.default.enumerator(atPath: root.appending(path: folder).path)
            while let file = files?.nextObject() as? String {
                guard file.hasSuffix(".md"), !file.hasPrefix("lessons/") else { continue }
                paths.append("\(folder)/\(file)")
            }
        }
        return try paths.sorted()
            .filter { FileManager.default.fileExists(atPath: root.appending(path: $0).path) }
            .map(Page.init)
    }

    /// The page called `name`, whatever the case of its letters.
    static func named(_ name: String) throws -> Page? {
        try all().first { $0.name.lowercased() == name.lowercased() }
    }

    /// The test that compiles and runs the page's code: `WhyNotLinearTests.swift` for
    /// `WhyNotLinear.md`.
    func test() throws -> TestSource? {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let wanted = "\(name)tests.swift".lowercased()
        let file = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .first { $0.lowercased() == wanted }
        return try file.map { try TestSource(file: folder.appending(path: $0)) }
    }
}

/// The lines of a test.
struct TestSource {
    /// Lines that are not blank, without indentation, with their numbers from 1.
    private let lines: [(number: Int, text: String)]

    init(file: URL) throws {
        lines = try String(contentsOf: file, encoding: .utf8)
            .components(separatedBy: "\n").enumerated()
            .map { ($0 + 1, $1.trimmingCharacters(in: .whitespaces)) }
            .filter { !$0.1.isEmpty }
    }

    /// Whether a line contains `text`.
    func contains(_ text: String) -> Bool {
        lines.contains { $0.text.contains(text) }
    }

    /// The line numbers at which a block's lines stand one after the other, if they do.
    ///
    /// Imports stand at the top of a test, apart from the rest.
    func find(_ block: CodeBlock) -> [Int]? {
        let imports = block.lines.prefix { $0.hasPrefix("import ") }
        guard imports.allSatisfy({ wanted in lines.contains { $0.text == wanted } }) else {
            return nil
        }
        let rest = Array(block.lines.dropFirst(imports.count))
        guard
            let start = lines.indices.first(where: { start in
                lines[start...].prefix(rest.count).map(\.text) == rest
            })
        else { return nil }
        return imports.map { _ in 0 } + lines[start...].prefix(rest.count).map(\.number)
    }
}
