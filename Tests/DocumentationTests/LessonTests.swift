import Foundation
import Testing
import TestSupport

/// The lessons beside their code: figures, the order, and the pages for who reads them in the repository.
@Suite("The lessons")
struct LessonTests {
    private static let catalog = Page.root.appending(path: "docs/Lessons.docc")

    /// What draws each figure; `FILE` stands for the picture where a command writes it to a file.
    private static let figures = [
        "curves": ["plot", "step", "sigmoid", "relu", "--svg"],
        "tanh": ["plot", "tanh", "--svg"],
        "weights": ["plot", "mnist-sigmoid", "--weights", "--units", "0-15", "--svg"],
        "activations": ["plot", "mnist-sigmoid", "--activations", "--index", "0", "--svg"],
        "misread": [
            "classify", "--index", "247", "--model", "mnist-sigmoid", "--explain-svg", "FILE",
        ],
    ]

    @Test("figures are those that the command draws", arguments: figures.keys.sorted())
    func figure(name: String) throws {
        let folder = try TemporaryFolder()
        let (output, file) = (folder.url("output"), folder.url("figure.svg"))
        try Data().write(to: output)
        let process = Process()
        process.executableURL = builtPrograms.appending(path: "mnist")
        process.arguments = Self.figures[name]?.map { $0 == "FILE" ? file.path : $0 }
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        let written = FileManager.default.fileExists(atPath: file.path) ? file : output
        let drawn = try String(contentsOf: written, encoding: .utf8)
        let shown = try String(
            contentsOf: Self.catalog.appending(path: "Resources/\(name).svg"), encoding: .utf8)
        #expect(drawn == shown, "draw it again: mnist \(Self.figures[name] ?? [])")
    }

    @Test("figures are all shown, and all drawn by a command that is known")
    func figuresAreShown() throws {
        let files = try FileManager.default.contentsOfDirectory(
            atPath: Self.catalog.appending(path: "Resources").path)
        #expect(Set(files) == Set(Self.figures.keys.map { "\($0).svg" }))
        let text = try Self.lessons().map(\.text).joined()
        for name in Self.figures.keys { #expect(text.contains("](\(name))"), "\(name)") }
    }

    @Test("each leads to the next, and shows a program of its own name")
    func order() throws {
        let lessons = try Self.lessons()
        #expect(lessons.count == 13)
        for (lesson, next) in zip(lessons, lessons.dropFirst()) {
            #expect(lesson.text.hasSuffix("\nNext: <doc:\(next.name)>\n"), "\(lesson.name)")
        }
        for lesson in lessons {
            #expect(lesson.text.contains("\n### In Python\n"), "\(lesson.name)")
            let page = try Page(path: "docs/Lessons.docc/\(lesson.name).md")
            #expect(Set(page.slices.map { $0.prefix { $0 != "," } }) == [lesson.name[...]])
            #expect(page.blocks.isEmpty, "\(lesson.name): code that is in no program")
        }
    }

    /// All lessons in the order of the first page.
    private static func lessons() throws -> [(name: String, text: String)] {
        let contents = try String(
            contentsOf: catalog.appending(path: "Lessons.md"), encoding: .utf8)
        return try contents.matches(of: /\n- <doc:(\w+)>/).map { match in
            let file = catalog.appending(path: "\(match.1).md")
            return (String(match.1), try String(contentsOf: file, encoding: .utf8))
        }
    }

    @Test("docs/lessons is made of the lessons of today")
    func pages() throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "tools/ci/lesson-pages", "--check"]
        process.currentDirectoryURL = Page.root
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "run tools/ci/lesson-pages")
    }
}
