import IDX
import TestSupport
import Testing

@Suite("Writing IDX")
struct WriterTests {
    // By hand, from the description of the format.
    private static let labels: [UInt8] = [0, 0, 8, 1, 0, 0, 0, 3, 7, 2, 1]

    @Test("gives the bytes of the format, and the array again")
    func bytes() throws {
        let array = try IDXArray(.uint8, dimensions: [3], bytes: [7, 2, 1])
        #expect(array.fileBytes() == Self.labels)
        let compressed = array.fileBytes(compresses: true)
        #expect(compressed.starts(with: [0x1F, 0x8B]))
        #expect(try IDXArray(bytes: compressed, source: "a").bytes == [7, 2, 1])
        let folder = try TemporaryFolder()
        let path = folder.path("labels.gz")
        try array.write(to: path, compresses: true)
        #expect(try IDXArray(path: path).integers == [7, 2, 1])
        #expect(throws: (any Error).self) { try array.write(to: "\(path)/below") }
    }

    @Test("part by part gives the same bytes")
    func parts() throws {
        var writer = try IDXWriter(type: .uint8, dimensions: [3], compresses: false)
        let first = try writer.encode([7])
        let second = try writer.encode([2, 1])
        #expect(try first + second + writer.finish() == Self.labels)
        #expect(throws: IDXError.self) { try writer.encode([1]) }
        var cut = try IDXWriter(type: .int32, dimensions: [2], compresses: true)
        _ = try cut.encode([0, 0, 0, 1])
        #expect(throws: IDXError.self) { try cut.finish() }
    }

    @Test("refuses dimensions that no file has, and elements that do not fill them")
    func refusals() {
        for dimensions in [[], [-1], [1 << 32], Array(repeating: 1, count: 9)] {
            #expect(throws: IDXError.self) {
                try IDXWriter(type: .uint8, dimensions: dimensions, compresses: false)
            }
            #expect(throws: IDXError.self) { try IDXHeader(.uint8, dimensions: dimensions) }
        }
        let large = Array(repeating: Int(UInt32.max), count: 3)
        #expect(throws: IDXError.self) { try IDXHeader(.float64, dimensions: large) }
        for bytes in [[], [1], [1, 2, 3]] as [[UInt8]] {
            #expect(throws: IDXError.self) {
                try IDXArray(.uint8, dimensions: [2], bytes: bytes)
            }
        }
    }
}
