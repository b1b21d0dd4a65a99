import Foundation
import NPZ
import Testing
import WeightSources

/// Files written by NumPy, and the numbers that NumPy says are in them; see
/// `tools/python/make-array-fixtures.py`.
@Suite("Files that NumPy wrote")
struct NumPyFilesTests {
    private struct Expected: Decodable {
        let type: String
        let shape: [Int]
        let values: [Double]
    }

    private static func path(_ name: String) throws -> String {
        try #require(Bundle.module.resourceURL).appending(path: "Fixtures/\(name)").path
    }

    private static func expected() throws -> [String: Expected] {
        let data = try Data(contentsOf: URL(filePath: path("expected.json")))
        return try JSONDecoder().decode([String: Expected].self, from: data)
    }

    @Test(
        "every type in each byte order and order of axes",
        arguments: ["stored.npz", "deflated.npz", "piped.npz"])
    func archives(name: String) throws {
        let file = try NPZFile(path: Self.path(name))
        #expect(file.isArchive)
        let expected = try Self.expected()
        #expect(file.arrays.count == expected.count + 1)
        for array in file.arrays where array.name != "text" {
            let numbers = try #require(expected[array.name])
            #expect(array.type.description == numbers.type)
            #expect(array.shape == numbers.shape)
            let bytes = try file.bytes(of: array)
            let kind = try #require(try NPZFile(bytes: npy(array), source: "f").arrays.first?.type)
            // Safety: bytes have no padding.
            let values = unsafe kind.doubles(bytes.span.bytes)
            #expect(values == numbers.values, "\(array.name)")
            #expect(array.isCompressed == (name != "stored.npz"))
        }
        let text = try #require(file["text"])
        #expect(text.type.description == "text of 16 bytes")
        #expect(!text.type.isNumber)
    }

    /// A file without elements whose type is that of an array, little-endian.
    private func npy(_ array: NPYArray) -> [UInt8] {
        let letter =
            switch array.type.kind {
            case .bool: "b"
            case .signedInteger: "i"
            case .unsignedInteger: "u"
            default: "f"
            }
        let order = array.type.byteCount == 1 ? "|" : "<"
        return NPYFixture.file(
            "{'descr': '\(order)\(letter)\(array.type.byteCount)', "
                + "'fortran_order': False, 'shape': (0,)}",
            [])
    }

    @Test(
        "weights are the nearest Floats, whole or in parts",
        arguments: ["stored.npz", "deflated.npz"])
    func weights(name: String) throws {
        let file = try NPZFile(path: Self.path(name))
        let expected = try Self.expected()
        for tensor in file.weights where !["text", "bool"].contains(tensor.name) {
            let values = try #require(expected[tensor.name]?.values).map { Float($0) }
            #expect(try file.floats(of: tensor) == values, "\(tensor.name)")
            let middle = tensor.elementCount / 3
            #expect(
                try file.floats(of: tensor, elements: 0..<middle)
                    + file.floats(of: tensor, elements: middle..<tensor.elementCount) == values)
        }
        for name in ["text", "bool"] {
            let tensor = try #require(file.weight(named: name))
            #expect(throws: WeightTypeError.self) { try file.floats(of: tensor) }
        }
    }

    @Test("a stream has the order of the file")
    func stream() throws {
        let file = try NPZFile(path: Self.path("deflated.npz"))
        let array = try #require(file["u1/little by columns"])
        let values = try #require(Self.expected()[array.name]).values.map { UInt8($0) }
        // [2, 3, 4] by columns: the first axis varies fastest.
        let columns = (0..<24).map { values[$0 % 2 * 12 + $0 / 2 % 3 * 4 + $0 / 6] }
        let stream = try file.stream(of: array)
        var found: [UInt8] = []
        try stream.skip(2)
        while stream.elementsLeft > 0 {
            var bytes = [UInt8](repeating: 0, count: 5)
            var span = bytes.mutableSpan
            // Safety: every bit pattern is a byte.
            var raw = unsafe span.mutableBytes
            let count = try stream.read(into: &raw)
            found += bytes.prefix(count)
        }
        try stream.finish()
        #expect(found == Array(columns.dropFirst(2)))
    }

    @Test("a single array is called like its file")
    func single() throws {
        let file = try NPZFile(path: Self.path("single.npy"))
        #expect(!file.isArchive)
        let array = try #require(file["single"])
        #expect(array.shape == [3, 4] && array.isFortranOrder && !array.isRowMajor)
        #expect(try file.floats(of: file.weights[0]) == (0..<12).map { Float($0) })
    }

    @Test("the later versions of the format", arguments: ["version2.npy", "version3.npy"])
    func versions(name: String) throws {
        let file = try NPZFile(path: Self.path(name))
        #expect(try file.floats(of: file.weights[0]) == [0, 1, 2, 3])
    }

    @Test("pickled objects are refused by name")
    func objects() throws {
        let path = try Self.path("objects.npy")
        #expect(throws: NPZError.pickledObjects(file: path, array: "objects")) {
            try NPZFile(path: path)
        }
    }
}
