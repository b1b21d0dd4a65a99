import Safetensors
import TestSupport
import Testing

@Suite("Limits on headers")
struct LimitTests {
    private func header(tensors count: Int) -> String {
        let entries = (0..<count).map {
            #""\#($0)":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}"#
        }
        return "{" + entries.joined(separator: ",") + "}"
    }

    @Test("a million tensors are refused, though they take no bytes")
    func aMillion() {
        // What follows the entry that is one too many is not read, so it need not be there.
        let bytes = SafetensorsFixture.bytes(header: header(tensors: 100_001).dropLast() + ",")
        #expect(throws: SafetensorsError.tooManyEntries(file: "f", limit: 100_000)) {
            try SafetensorsFile(bytes: bytes, source: "f")
        }
    }

    @Test("tensors and metadata count together, and the limit itself is allowed")
    func entries() throws {
        let metadata = #"{"__metadata__":{"a":"","b":""},"#
        let bytes = SafetensorsFixture.bytes(header: metadata + header(tensors: 3).dropFirst())
        let file = try SafetensorsFile(bytes: bytes, source: "f", limits: .init(entries: 5))
        #expect(file.tensors.count == 3)
        for limit in 0...4 {
            #expect(throws: SafetensorsError.tooManyEntries(file: "f", limit: limit)) {
                try SafetensorsFile(bytes: bytes, source: "f", limits: .init(entries: limit))
            }
        }
    }

    @Test("a header may be as long as the limit, and not a byte longer")
    func headerBytes() throws {
        let bytes = SafetensorsFixture.bytes(header: "{}        ")
        _ = try SafetensorsFile(bytes: bytes, source: "f", limits: .init(headerBytes: 10))
        #expect(throws: SafetensorsError.wrongHeaderLength(file: "f", limit: 9, found: 10)) {
            try SafetensorsFile(bytes: bytes, source: "f", limits: .init(headerBytes: 9))
        }
    }

    @Test("32 axes are allowed")
    func axes() throws {
        let shape = [Int](repeating: 1, count: 32)
        let bytes = SafetensorsFixture.bytes(floats: [("a", shape, [1.5])])
        #expect(try SafetensorsFile(bytes: bytes, source: "f").floats(of: "a") == [1.5])
    }
}
