import IDX
import Testing

@Suite("Carried data")
struct CarriedDataTests {
    @Test("MNIST's test labels begin with 7, 2, 1, 0, 4")
    func labels() throws {
        let labels = try IDXArray(path: Self.path("data/mnist/t10k-labels-idx1-ubyte.gz"))
        #expect(labels.header.elementType == .uint8)
        #expect(labels.header.dimensions == [10000])
        #expect(try labels.integers.prefix(5) == [7, 2, 1, 0, 4])
    }

    private static func path(_ name: String, file: String = #filePath) -> String {
        file.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
            .joined(separator: "/") + "/" + name
    }
}
