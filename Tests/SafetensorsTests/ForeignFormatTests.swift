import FileIO
import Safetensors
import Testing

@Suite("Files of other formats")
struct ForeignFormatTests {
    /// First bytes as the formats' own writers make them.
    static let samples: [([UInt8], FileKind)] = [
        ([0x80, 0x02, 0x7D, 0x71, 0x00, 0x58, 0x02, 0x00, 0x00, 0x00], .pickle),
        ([0x80, 0x04, 0x95, 0x1A, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x7D], .pickle),
        ([0x80, 0x05, 0x2E], .pickle),
        (zip(firstMember: "archive/data.pkl"), .pyTorchArchive),
        (zip(firstMember: "W1.npy"), .numPyArchive),
        (zip(firstMember: "metadata.json"), .kerasArchive),
        (zip(firstMember: "readme"), .zipArchive),
        ([0x50, 0x4B, 0x05, 0x06] + [UInt8](repeating: 0, count: 18), .zipArchive),
        ([0x93] + Array("NUMPY\u{1}\0v\0{'descr': '<f4'".utf8), .numPyArray),
        ([0x89] + Array("HDF\r\n\u{1A}\n\0\0\0\0".utf8), .hdf5),
        (Array("GGUF\u{3}\0\0\0\0\0\0\0".utf8), .gguf),
        ([0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03], .gzip),
        ([0, 0, 0x08, 0x03, 0, 0, 0x27, 0x10, 0, 0, 0, 28, 0, 0, 0, 28], .idx),
        ([0, 0, 0x0C, 0x01, 0, 0, 0, 2, 0, 0, 0, 7, 0, 0, 0, 1], .idx),
        ([0x08, 0x08, 0x12, 0x07] + Array("pytorch".utf8), .onnx),
        ([0x08, 0x07, 0x3A, 0xFF, 0x01, 0x0A, 0x10, 0x0A, 0x01], .onnx),
        (Array("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a".utf8), .gitLFSPointer),
        (Array("<!DOCTYPE html><html>".utf8), .webPage),
        (Array("\n  <html lang=\"en\">".utf8), .webPage),
        (Array("<?xml version=\"1.0\"?><Error>".utf8), .xml),
        (Array("{\n  \"weight_map\": {}\n}".utf8), .json),
    ]

    private static func zip(firstMember name: String) -> [UInt8] {
        let header: [UInt8] =
            [0x50, 0x4B, 0x03, 0x04] + [UInt8](repeating: 0, count: 22)
            + [UInt8(name.utf8.count), 0, 0, 0]
        return header + Array(name.utf8) + [0x80, 0x02]
    }

    @Test("each is refused by its own name", arguments: samples)
    func recognizes(bytes: [UInt8], kind: FileKind) {
        #expect(throws: SafetensorsError.foreignFormat(file: "f", kind: kind)) {
            try SafetensorsFile(bytes: bytes, source: "f")
        }
    }

    @Test("the oldest pickles have no mark, so their names tell")
    func oldPickle() {
        let bytes = Array("(dp0\nS'W1'\np1\n".utf8)
        #expect(throws: SafetensorsError.foreignFormat(file: "w.PKL", kind: .pickle)) {
            try SafetensorsFile(bytes: bytes, source: "w.PKL")
        }
        #expect(throws: SafetensorsError.self) { try SafetensorsFile(bytes: bytes, source: "w") }
    }

    @Test("a header whose length looks like another format's mark is read all the same")
    func lookalike() throws {
        // 0x0280 is the length of this header, and 80 02 how a pickle begins.
        let header = Array("{}".utf8) + [UInt8](repeating: 0x20, count: 0x0280 - 2)
        let file = try SafetensorsFile(
            bytes: [0x80, 0x02, 0, 0, 0, 0, 0, 0] + header, source: "w.pkl")
        #expect(file.tensors.isEmpty)
    }

    @Test("every format comes with a way out", arguments: samples)
    func advice(bytes: [UInt8], kind: FileKind) {
        let text = SafetensorsError.foreignFormat(file: "f", kind: kind).description
        #expect(text.hasPrefix("f: wrong format at byte 0: expected safetensors, found "))
        #expect(text.count > 90 && text.contains("; ") && !text.contains("\n"))
    }

    @Test("a web page is called so in XML too")
    func xml() {
        #expect(
            SafetensorsError.foreignFormat(file: "f", kind: .xml).description
                == SafetensorsError.foreignFormat(file: "f", kind: .webPage).description)
    }

    @Test("what is hardly ever mistaken for weights is refused by the bytes that are wrong")
    func unnamed() {
        #expect(
            throws: SafetensorsError.wrongHeaderLength(
                file: "f", limit: 100_000_000, found: 0x0A1A_0A0D_474E_5089)
        ) {
            try SafetensorsFile(
                bytes: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0], source: "f")
        }
    }
}
