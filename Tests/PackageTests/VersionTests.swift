import Foundation
import ImageClassification
import Testing

@Suite("The version")
struct VersionTests {
    private static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The headings of CHANGELOG's versions, newest first, such as `[0.1.0] - 2026-11-25`.
    private static func headings() throws -> [String] {
        let text = try String(contentsOf: root.appending(path: "CHANGELOG.md"), encoding: .utf8)
        return text.split(separator: "\n").filter { $0.hasPrefix("## ") }
            .map { String($0.dropFirst(3)) }
    }

    @Test("is that of the newest release in CHANGELOG")
    func newestRelease() throws {
        let released = try Self.headings().filter { $0 != "[Unreleased]" }
        let newest = try #require(released.first)
        #expect(newest.hasPrefix("[\(SwiftMNIST.version)] - "), "\(newest)")
    }

    @Test("is that of the Python package")
    func python() throws {
        let text = try String(
            contentsOf: Self.root.appending(path: "Python/pyproject.toml"), encoding: .utf8)
        #expect(text.contains("\nversion = \"\(SwiftMNIST.version)\"\n"))
    }

    @Test("has three numbers, and CHANGELOG's headings are of one form")
    func form() throws {
        #expect(SwiftMNIST.version.wholeMatch(of: /\d+\.\d+\.\d+/) != nil)
        let headings = try Self.headings()
        #expect(headings.first == "[Unreleased]")
        for heading in headings.dropFirst() {
            #expect(
                heading.wholeMatch(of: /\[\d+\.\d+\.\d+\] - \d{4}-\d{2}-\d{2}/) != nil,
                "\(heading)")
        }
    }
}
