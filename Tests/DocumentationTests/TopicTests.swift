import Foundation
import Testing

/// The first page of each library beside its declarations.
@Suite("Topics")
struct TopicTests {
    @Test("name every public type of the library", arguments: try TopicTests.libraries())
    func types(library: String) throws {
        let sources = Page.root.appending(path: "Sources/\(library)")
        let files = FileManager.default.enumerator(atPath: sources.path)?.compactMap {
            $0 as? String
        }
        var (pages, types) = ("", Set<String>())
        for file in files ?? [] {
            let path = sources.appending(path: file)
            if file.hasSuffix(".md") { pages += try String(contentsOf: path, encoding: .utf8) }
            guard file.hasSuffix(".swift") else { continue }
            // Types of other types are indented, and stand on the pages of those.
            let declaration =
                /^(?:@\w+ )*public (?:final |indirect )?(?:struct|enum|class|protocol) (\w+)/
            for line in try String(contentsOf: path, encoding: .utf8).split(separator: "\n") {
                if let match = line.prefixMatch(of: declaration) { types.insert(String(match.1)) }
            }
        }
        let named = Set(pages.matches(of: /`{2}([\w\/]+)/).flatMap { $0.1.split(separator: "/") })
        let missing = types.filter { !named.contains($0[...]) }
        #expect(missing.sorted() == [], "to be named in Sources/\(library)/\(library).docc")
    }

    /// Those with documentation.
    private static func libraries() throws -> [String] {
        try FileManager.default.contentsOfDirectory(
            atPath: Page.root.appending(path: "Sources").path
        ).filter { name in
            FileManager.default.fileExists(
                atPath: Page.root.appending(path: "Sources/\(name)/\(name).docc").path)
        }.sorted()
    }

    @Test("there are libraries with documentation")
    func found() throws {
        #expect(try Self.libraries().count > 20)
    }
}
