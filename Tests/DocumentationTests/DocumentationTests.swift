import Testing

@Suite("The code in the documentation")
struct DocumentationTests {
    @Test(
        "every Swift block stands, line by line, in the test of its page", arguments: try Page.all()
    )
    func blocksAreTested(page: Page) throws {
        guard !page.blocks.isEmpty else { return }
        let test = try #require(try page.test(), "\(page.name)Tests.swift is missing")
        if page.blocks.contains(where: { !$0.claims.isEmpty }) {
            #expect(
                test.contains("print.check(\"\(page.name)\")"),
                "the test of \(page.path) does not compare what is printed")
        }
        for block in page.blocks {
            #expect(
                test.find(block) != nil,
                "\(page.path): the block that begins “\(block.lines.first ?? "")” is not in the test"
            )
        }
    }

    @Test("the pages are found")
    func pagesAreFound() throws {
        #expect(try Page.named("ThreeLayersByHand")?.slices.isEmpty == false)
        #expect(try Page.named("README")?.blocks.isEmpty == false)
    }

    @Test("claims are read beside a print, below it, and below a loop")
    func claims() throws {
        let text = """
            ```swift
            print(a)  // 1
            print(b)
            // [[1, 2],
            //  [3, 4]]
            for c in d {
                print(c)
            }
            // x
            print(e)
            ```
            """
        let block = try #require(CodeBlock.blocks(of: "swift", in: text).first)
        #expect(block.claims.map(\.output) == ["1", "[[1, 2],\n [3, 4]]", "x"])
    }
}
