import Foundation
import Testing

@Suite("mnist evaluate")
struct EvaluateTests {
    @Test("the report of a tiny data set says what can be worked out by hand")
    func report() throws {
        let result = try TinyData().run("evaluate")
        #expect(result.status == 0)
        #expect(result.standardError == "")
        #expect(result.standardOutput.contains("images    6\ncorrect   5\naccuracy  83.33 %"))
    }
}
