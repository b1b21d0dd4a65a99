import Testing

/// Takes the place of `print` in a test and keeps what is printed, line of source by line.
///
///     let print = Printout()
///     print(1 + 1)  // 2
///     try print.check("Page")
final class Printout {
    private var outputs: [Int: [String]] = [:]

    func callAsFunction(_ items: Any..., line: Int = #line) {
        outputs[line, default: []].append(items.map { "\($0)" }.joined(separator: " "))
    }

    /// Requires that what was printed is what the comments on a page claim.
    func check(_ name: String) throws {
        let page = try #require(try Page.named(name), "there is no page \(name).md")
        let test = try #require(try page.test())
        for block in page.blocks {
            guard let numbers = test.find(block) else { continue }
            for claim in block.claims {
                let printed = outputs[numbers[claim.line]]?.joined(separator: "\n")
                #expect(printed == claim.output, "\(page.path): \(block.lines[claim.line])")
            }
        }
    }
}
