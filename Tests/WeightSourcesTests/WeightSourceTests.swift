import FileIO
import Testing
import WeightSources

/// A source that keeps bytes, and notes how many elements it was asked for.
private final class Source: WeightSource {
    let source = "s"
    let weights: [WeightTensor]
    private let stored: [UInt8]

    init(_ tensor: WeightTensor..., bytes: [UInt8]) {
        weights = tensor
        stored = bytes
    }

    func bytes(of tensor: WeightTensor, elements: Range<Int>) -> [UInt8] {
        // No more than a piece of 64 Ki elements is asked for at once.
        precondition(elements.count <= 1 << 16)
        let size = stored.count / tensor.elementCount
        return Array(stored[elements.lowerBound * size..<elements.upperBound * size])
    }
}

@Suite("Sources of weights")
struct WeightSourceTests {
    /// 1, -2 and 0.5, little-endian, as the formats' definitions have them.
    static let samples: [(WeightType, [UInt8])] = [
        (.f16, [0x00, 0x3C, 0x00, 0xC0, 0x00, 0x38]),
        (.bf16, [0x80, 0x3F, 0x00, 0xC0, 0x00, 0x3F]),
        (.f32, [0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0, 0, 0, 0, 0x3F]),
        (
            .f64,
            [0, 0, 0, 0, 0, 0, 0xF0, 0x3F] + [0, 0, 0, 0, 0, 0, 0, 0xC0]
                + [0, 0, 0, 0, 0, 0, 0xE0, 0x3F]
        ),
    ]

    @Test("numbers of every type are converted from their bytes", arguments: samples)
    func conversion(type: WeightType, bytes: [UInt8]) throws {
        let tensor = WeightTensor(name: "w", type: type, shape: [3])
        let source = Source(tensor, bytes: bytes)
        #expect(try source.floats(of: tensor) == [1, -2, 0.5])
        #expect(try source.floats(of: tensor, elements: 1..<3) == [-2, 0.5])
        #expect(try source.floats(of: tensor, elements: 2..<2) == [])
    }

    @Test("a large array is read in pieces")
    func pieces() throws {
        let count = 1 << 17 + 3
        let tensor = WeightTensor(name: "w", type: .bf16, shape: [count])
        let patterns = (0..<count).map { UInt16(truncatingIfNeeded: $0 % 0x7F80) }
        let bytes = patterns.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
        let found = try Source(tensor, bytes: bytes).floats(of: tensor)
        #expect(found.map(\.bitPattern) == patterns.map { UInt32($0) << 16 })
    }

    @Test("a type without numbers is refused by its name")
    func other() {
        let tensor = WeightTensor(name: "w", type: .other("I8"), shape: [1])
        let error = WeightTypeError(file: "s", tensor: "w", type: .other("I8"))
        #expect(throws: error) { try Source(tensor, bytes: [1]).floats(of: tensor) }
        #expect(
            error.description
                == "s: unsupported type I8 for tensor w: expected f32, f16, bf16 or f64, "
                + "whose elements are numbers")
    }

    @Test("names are compared byte by byte")
    func names() {
        let composed = WeightTensor(name: "\u{E9}", type: .f32, shape: [])
        let combined = WeightTensor(name: "e\u{301}", type: .f16, shape: [])
        let source = Source(composed, combined, bytes: [])
        #expect(source.weight(named: "e\u{301}") == combined)
        #expect(source.weight(named: "\u{E9}") == composed)
        #expect(source.weight(named: "e") == nil)
        #expect(source.metadata.isEmpty)
    }

    @Test("elements are counted and found along the axes")
    func shapes() {
        #expect(WeightTensor(name: "w", type: .f32, shape: []).elementCount == 1)
        #expect(WeightTensor(name: "w", type: .f32, shape: [5, 0, 7]).elementCount == 0)
        let tensor = WeightTensor(name: "w", type: .f32, shape: [2, 3, 4])
        #expect(tensor.elementCount == 24)
        #expect(tensor.position(of: 0) == [0, 0, 0])
        #expect(tensor.position(of: 17) == [1, 1, 1])
    }
}
