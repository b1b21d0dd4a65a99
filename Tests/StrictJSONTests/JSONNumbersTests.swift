import StrictJSON
import Testing

@Suite("Reading arrays of numbers")
struct JSONNumbersTests {
    private func read(
        _ text: String, maximumCount: Int = 100
    ) throws(JSONError) -> (JSONNumbers, [Int]) {
        var reader = JSONReader(Array(text.utf8))
        var numbers = JSONNumbers()
        let extents = try reader.readNumbers(into: &numbers, maximumCount: maximumCount)
        try reader.finish()
        return (numbers, extents)
    }

    @Test("whole numbers from 0 to 255 stay bytes, however they are written")
    func bytes() throws {
        let (numbers, extents) = try read(" [ 0,7 ,42\n, 255 ,1e1, 2.50e2,-0,100.0] ")
        #expect(numbers.areBytes)
        #expect(numbers.bytes == [0, 7, 42, 255, 10, 250, 0, 100])
        #expect(extents == [8])
    }

    @Test(
        "another number makes numbers of all",
        arguments: [("256", 256.0), ("-1", -1), ("0.5", 0.5), ("1000", 1000), ("1e-3", 0.001)])
    func doubles(text: String, value: Double) throws {
        let (numbers, _) = try read("[1,2,\(text),3]")
        #expect(!numbers.areBytes)
        #expect(numbers.doubles == [1, 2, value, 3])
        #expect((0..<numbers.count).map { numbers[$0] } == [1, 2, value, 3])
    }

    @Test("fractions are the nearest numbers, as the standard library reads them")
    func fractions() throws {
        var texts = ["0.1", "-0.3", "0.000000000000001", "99999999999999.9", "999999999999999.5"]
        texts += ["0.30000000000000004", "0.0235294122248888", "123456789.123456789", "1.5e3"]
        for index in 1..<2000 { texts.append("\(index * 7919 % 1000).\(index * 104_729)") }
        let (numbers, _) = try read("[\(texts.joined(separator: " , "))]", maximumCount: 3000)
        #expect(numbers.doubles == texts.map { Double($0) ?? .nan })
    }

    @Test("extents are those of the arrays")
    func extents() throws {
        #expect(try read("[[1,2,3],[4,5,6]]").1 == [2, 3])
        #expect(try read("[[[[1]]]]").1 == [1, 1, 1, 1])
        #expect(try read("[]").1 == [0])
        #expect(try read("[[],[]]").1 == [2, 0])
    }

    @Test(
        "what is no tensor is refused where it stands",
        arguments: [
            ("[1,[2]]", 3), ("[[1],2]", 5), ("[[1],[2,3]]", 5), ("[[[1]],[2]]", 8), ("[1,]", 2),
            ("[1 2]", 3), ("[01]", 2), ("[00]", 2), ("[1", 2), ("[", 1), ("1", 0), ("[-]", 2),
            ("[1.]", 3), ("[.5]", 1), ("[01.5]", 2), ("[1.5.5]", 4), ("[-.5]", 2),
            ("[\"1\"]", 1), ("[true]", 1), ("[1e999]", 1), ("[[[[[[[[[1]]]]]]]]]", 8),
        ])
    func refusals(text: String, offset: Int) {
        let error = #expect(throws: JSONError.self) { try read(text) }
        #expect(error?.offset == offset)
    }

    @Test("more numbers than the limit are refused")
    func limit() throws {
        #expect(try read("[[1,2],[3,4]]", maximumCount: 4).0.count == 4)
        let error = #expect(throws: JSONError.self) {
            try read("[[1,2],[3,4]]", maximumCount: 3)
        }
        #expect(error?.reason == .tooManyNumbers(limit: 3))
    }
}
