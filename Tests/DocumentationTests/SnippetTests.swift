import Foundation
import Testing

@Suite("Snippets")
struct SnippetTests {
    @Test("print what the comments beside and below each print say", arguments: try Snippet.all())
    func output(snippet: Snippet) throws {
        let claimed = snippet.code.claims.map(\.output).joined(separator: "\n")
        #expect(try snippet.run() == claimed)
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
