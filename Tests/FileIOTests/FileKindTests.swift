import FileIO
import Testing

@Suite("Kinds of files")
struct FileKindTests {
    private static func zip(firstMember name: String) -> [UInt8] {
        Array("PK\u{3}\u{4}".utf8) + [UInt8](repeating: 0, count: 22)
            + [UInt8(name.utf8.count), 0, 0, 0] + Array(name.utf8)
    }

    private static func text(_ text: String) -> [UInt8] { Array(text.utf8) }

    /// First bytes as the formats' specifications have them.
    static let samples: [(FileKind, [UInt8])] = [
        (.idx, [0, 0, 8, 3, 0, 0, 0x27, 0x10]),
        (.safetensors, [0x58, 1, 0, 0, 0, 0, 0, 0] + text("{\"W1\":")),
        (.numPyArray, [0x93] + text("NUMPY\u{1}\0")),
        (.numPyArchive, zip(firstMember: "W1.npy")),
        (.pyTorchArchive, zip(firstMember: "archive/data.pkl")),
        (.kerasArchive, zip(firstMember: "metadata.json")),
        (.hdf5, [0x89] + text("HDF\r\n\u{1A}\n")),
        (.onnx, [0x08, 0x08, 0x12, 0x07] + text("pytorch")),
        (.gguf, text("GGUF\u{3}\0\0\0")),
        (.pickle, [0x80, 0x04, 0x95]),
        (.gzip, [0x1F, 0x8B, 0x08, 0]),
        (.zlib, [0x78, 0x9C, 0x63]),
        (.compress, [0x1F, 0x9D, 0x90]),
        (.bzip2, text("BZh91AY&SY")),
        (.xz, [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00, 0, 4]),
        (.zstandard, [0x28, 0xB5, 0x2F, 0xFD, 4]),
        (.sevenZip, [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C, 0]),
        (.zipArchive, zip(firstMember: "t10k-images-idx3-ubyte")),
        (.png, [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A]),
        (.jpeg, [0xFF, 0xD8, 0xFF, 0xE0]),
        (.netpbm, text("P5\n28 28\n255\n")),
        (.pam, text("P7\nWIDTH 28\n")),
        (.bmp, text("BM") + [0x36, 0, 0, 0]),
        (.gif, text("GIF89a")),
        (.webP, text("RIFF") + [9, 9, 0, 0] + text("WEBPVP8 ")),
        (.tiff, text("II*\0")),
        (.heic, [0, 0, 0, 0x18] + text("ftypheic")),
        (.avif, [0, 0, 0, 0x20] + text("ftypavif")),
        (.pdf, text("%PDF-1.7")),
        (.webPage, text("\n <!DOCTYPE html>")),
        (.xml, text("<?xml version=\"1.0\"?>")),
        (.gitLFSPointer, text("version https://git-lfs.github.com/spec/v1\n")),
        (.json, text("{\n  \"weight_map\": {}")),
        (.tar, [UInt8](repeating: 0x61, count: 257) + text("ustar\u{0}00")),
        (.csv, text("label,pixel0,pixel1\n")),
        (.parquet, text("PAR1") + [0x15, 4]),
        (.matlab, text("MATLAB 5.0 MAT-file, Platform: GLNXA64")),
    ]

    /// Other ways in which files of these kinds begin.
    static let others: [(FileKind, [UInt8])] = [
        (.zipArchive, text("PK\u{5}\u{6}") + [UInt8](repeating: 0, count: 18)),
        (.kerasArchive, zip(firstMember: "config.json")),
        (.tiff, text("MM\0*")),
        (.heic, [0, 0, 0, 0x18] + text("ftypmif1")),
        (.netpbm, text("P1#comment")),
        (.xml, text("<svg width=\"28\">")),
        (.webPage, text("<body>")),
        (.json, text("[1, 2]")),
        (.csv, text("5,0,0,0,0\r\n")),
        (.csv, [0xEF, 0xBB, 0xBF] + text("\"größe\", 1.0e+02,-3\n")),
        (.onnx, [0x08, 0x07, 0x3A, 0xFF, 0x01]),
        // A header of 0x0280 bytes begins as a pickle does.
        (.safetensors, [0x80, 0x02, 0, 0, 0, 0, 0, 0, UInt8(ascii: "{")]),
        // One of 17,301,504 bytes, as an array of rank 1 without items does.
        (.safetensors, [0, 0, 8, 1, 0, 0, 0, 0, UInt8(ascii: "{")]),
    ]

    @Test("each is recognized by its first bytes", arguments: samples + others)
    func recognized(kind: FileKind, bytes: [UInt8]) {
        #expect(FileKind(firstBytes: bytes) == kind)
    }

    @Test("there is a sample of every kind")
    func complete() {
        #expect(Set(Self.samples.map(\.0)) == Set(FileKind.allCases))
    }

    @Test(
        "what only resembles a kind is none",
        arguments: [
            [], [0x1F], text("PK"), text("P5"), text("P8 "), text("RIFF....WAVE"),
            // A header of more than 100 MB, and one that does not begin with a brace.
            [0, 0, 0, 0, 1, 0, 0, 0, UInt8(ascii: "{")], [2, 0, 0, 0, 0, 0, 0, 0, 0x20],
            // No code of an element type, and no rank.
            [0, 0, 0x0A, 3, 0, 0, 0, 1], [0, 0, 8, 0, 0, 0, 0, 1], [0, 0, 8, 9, 0, 0, 0, 1],
            // No protocol of pickles, no level of zlib, no field of a model.
            [0x80, 6], [0x78, 0x9D], [0x08, 0x08, 0x10], text("version https://example.com"),
            text("one, two\n"), text("a,b,c;d\n"), [0x31, 0x2C, 0x32, 0x2C, 0x00, 0x33],
        ])
    func unknown(bytes: [UInt8]) {
        #expect(FileKind(firstBytes: bytes) == nil)
    }

    @Test("no two kinds have one name")
    func names() {
        #expect(Set(FileKind.allCases.map(\.description)).count == FileKind.allCases.count)
    }
}
