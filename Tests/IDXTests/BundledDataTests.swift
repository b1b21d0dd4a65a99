import IDX
import Checksums
import ImageClassification
import Testing

/// The test sets in `data/`, told by the published digests of their decompressed content.
@Suite("Bundled data")
struct BundledDataTests {
    @Test(
        "MNIST's test set has its published content",
        arguments: [
            (
                "t10k-images-idx3-ubyte.gz", [10000, 28, 28],
                "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"
            ),
            (
                "t10k-labels-idx1-ubyte.gz", [10000],
                "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"
            ),
        ])
    func mnist(name: String, dimensions: [Int], digest: String) throws {
        let reader = try IDXReader(path: Self.path("data/mnist/\(name)"))
        #expect(reader.header.elementType == .uint8)
        #expect(reader.header.dimensions == dimensions)
        #expect(reader.isCompressed)

        var hash = SHA256()
        hash.update(unsafe reader.header.encodedBytes.span.bytes)
        var buffer = [UInt8](repeating: 0, count: 100_000)
        while true {
            var span = buffer.mutableSpan
            // Safety: every bit pattern is a valid byte.
            var raw = unsafe span.mutableBytes
            let count = try reader.readItems(into: &raw)
            if count == 0 { break }
            hash.update(raw.bytes.extracting(first: count * reader.header.bytesPerItem))
        }
        #expect(hash.hexadecimalDigest() == digest)
        #expect(reader.notes == [])
    }

    @Test("MNIST's test labels begin with 7, 2, 1, 0, 4")
    func labels() throws {
        let labels = try IDXArray(path: Self.path("data/mnist/t10k-labels-idx1-ubyte.gz"))
        #expect(try labels.integers.prefix(5) == [7, 2, 1, 0, 4])
    }

    private static func path(_ name: String, file: String = #filePath) -> String {
        file.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
            .joined(separator: "/") + "/" + name
    }
}
