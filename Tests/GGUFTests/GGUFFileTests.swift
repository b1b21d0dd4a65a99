import Foundation
import GGUF
import Testing
import WeightSources

/// Files written by ggml's own package, and the numbers that it says are in them; see
/// `tools/python/make-gguf-fixtures.py`.
@Suite("Files of ggml's package")
struct GGUFFileTests {
    private struct Expected: Decodable {
        let type: String
        let shape: [Int]
        let values: [Double]
    }

    private static func url(_ name: String) throws -> URL {
        try #require(Bundle.module.resourceURL).appending(path: "Fixtures/\(name)")
    }

    @Test("tensors have the type, the shape and the numbers that were written")
    func reads() throws {
        let file = try GGUFFile(path: Self.url("types.gguf").path)
        let expected = try JSONDecoder().decode(
            [String: Expected].self, from: Data(contentsOf: Self.url("expected.json")))
        #expect(Set(file.tensors.map(\.name)) == Set(expected.keys))
        for tensor in file.weights {
            let numbers = try #require(expected[tensor.name])
            #expect(file[tensor.name]?.type.description == numbers.type)
            #expect(tensor.shape == numbers.shape)
            if tensor.name == "counter" {
                #expect(throws: WeightTypeError.self) { try file.floats(of: tensor) }
                #expect(try file.bytes(of: tensor, elements: 0..<1) == [5, 0, 0, 0])
                continue
            }
            let values = try file.floats(of: tensor)
            #expect(values == numbers.values.map { Float($0) }, "\(tensor.name)")
            for cut in [0, 1, tensor.elementCount / 2 + 1] where cut <= tensor.elementCount {
                #expect(
                    try file.floats(of: tensor, elements: 0..<cut)
                        + file.floats(of: tensor, elements: cut..<tensor.elementCount) == values)
            }
        }
    }

    @Test("values under keys are texts")
    func metadata() throws {
        let metadata = try GGUFFile(path: Self.url("types.gguf").path).metadata
        #expect(metadata["general.architecture"] == "mnist-fc")
        #expect(metadata["title"] == "A test")
        #expect(metadata["count"] == "7")
        #expect(metadata["flag"] == "true")
        #expect(metadata["rate"] == "0.5")
        #expect(metadata["names"] == "a list of 2")
        #expect(metadata["numbers"] == "a list of 3")
    }

    @Test("other types are refused by ggml's name")
    func fourBits() throws {
        let path = try Self.url("four-bits.gguf").path
        #expect(
            throws: GGUFError.unsupportedType(file: path, tensor: "fc1.weight", found: "Q4_0")
        ) {
            try GGUFFile(path: path)
        }
    }

    /// All that a file holds.
    private func content(_ bytes: [UInt8]) throws -> [String: [UInt8]] {
        let file = try GGUFFile(bytes: bytes, source: "f")
        return try Dictionary(
            uniqueKeysWithValues: file.weights.map {
                ($0.name, try file.bytes(of: $0, elements: 0..<$0.elementCount))
            })
    }

    @Test("a file that is cut before its last tensor ends is refused")
    func cut() throws {
        let bytes = Array(try Data(contentsOf: Self.url("small.gguf")))
        let file = try GGUFFile(bytes: bytes, source: "f")
        let end = try #require(file.tensors.last).byteRange.upperBound
        for count in 0..<end {
            #expect(throws: GGUFError.self, "\(count) bytes") {
                try content(Array(bytes.prefix(count)))
            }
        }
        #expect(try content(Array(bytes.prefix(end))) == content(bytes))
        #expect(throws: GGUFError.self) { try content(bytes + [UInt8](repeating: 0, count: 32)) }
        #expect(throws: GGUFError.self) { try content(Array(bytes.prefix(end)) + [1]) }
    }

    @Test("with any byte changed it is refused with a sentence, or read")
    func damage() throws {
        let bytes = Array(try Data(contentsOf: Self.url("small.gguf")))
        for index in bytes.indices {
            for mask in [0x01, 0x80, 0xFF] as [UInt8] {
                var damaged = bytes
                damaged[index] ^= mask
                do {
                    _ = try content(damaged)
                } catch {
                    #expect(error is GGUFError, "byte \(index): \(error)")
                    #expect(!"\(error)".contains("\n") && "\(error)".hasPrefix("f: "))
                }
            }
        }
    }

    @Test("a tensor that occurs twice, and one that lies on another")
    func names() throws {
        var bytes = Array(try Data(contentsOf: Self.url("small.gguf")))
        let place = try #require(
            bytes.indices.dropLast(9).first {
                bytes[$0..<$0 + 9].elementsEqual([1, 0, 0, 0, 0, 0, 0, 0, UInt8(ascii: "b")])
            })
        bytes[place + 8] = UInt8(ascii: "a")
        #expect(
            throws: GGUFError.tensor(
                file: "f", tensor: "a", expected: "each tensor once", found: "it twice")
        ) { try content(bytes) }
        bytes[place + 8] = UInt8(ascii: "b")
        // Name, number of axes, two extents and a type come before the offset.
        bytes[place + 9 + 4 + 16 + 4] = 0
        #expect {
            try content(bytes)
        } throws: { error in
            if case .tensor? = error as? GGUFError { true } else { false }
        }
    }

    @Test("the other byte order, and versions that do not exist")
    func versions() {
        for (version, found) in [
            ([0, 0, 0, 3] as [UInt8], "version 3, the highest byte first"), ([1, 0, 0, 0], "1"),
            ([4, 0, 0, 0], "4"),
        ] {
            #expect(
                throws: GGUFError.header(
                    file: "f", offset: 4, expected: "version 2 or 3, the lowest byte first",
                    found: found)
            ) { try content(Array("GGUF".utf8) + version) }
        }
        #expect(throws: GGUFError.empty(file: "f")) { try content([]) }
    }
}
