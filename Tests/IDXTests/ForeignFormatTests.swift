import FileIO
import IDX
import Testing
import TestSupport

@Suite("Files in other formats")
struct ForeignFormatTests {
    /// The signatures are those of the formats' specifications.
    static let files: [([UInt8], FileKind, String)] = [
        (Array("<!DOCTYPE html>".utf8), .webPage, "looks like a web page"),
        (Array("<html><body>".utf8), .webPage, "download it again"),
        (Array("<?xml version".utf8), .xml, "looks like a web page"),
        (
            Array("version https://git-lfs.github.com/spec/v1".utf8), .gitLFSPointer,
            "`git lfs pull`"
        ),
        ([0x50, 0x4B, 0x03, 0x04, 20, 0], .zipArchive, "`unzip`"),
        ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00, 0, 4], .xz, "`unxz`"),
        ([0x28, 0xB5, 0x2F, 0xFD, 4], .zstandard, "`unzstd`"),
        ([0x1F, 0x9D, 0x90], .compress, "`uncompress`"),
        (Array("BZh91AY&SY".utf8), .bzip2, "`bunzip2`"),
        ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C, 0], .sevenZip, "`7z x`"),
        ([0x78, 0x9C, 0x63, 0], .zlib, "zlib stream"),
        ([0x93] + Array("NUMPY".utf8), .numPyArray, "NumPy"),
        ([UInt8](repeating: 0x61, count: 257) + Array("ustar".utf8), .tar, "`tar xf`"),
        (zip("archive/data.pkl"), .pyTorchArchive, "weights_only=True"),
        (zip("config.json"), .kerasArchive, "a network"),
        ([0x89] + Array("HDF\r\n\u{1A}\n".utf8), .hdf5, "h5py.File"),
        (Array("MATLAB 5.0 MAT-file".utf8), .matlab, "scipy.io.loadmat"),
        (Array("PAR1".utf8), .parquet, "pandas.read_parquet"),
        (zip("x_test.npy"), .numPyArchive, "NumPy"),
        ([0x80, 0x04, 0x95], .pickle, "pickles are never read"),
        ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A], .png, "PNG"),
        ([0xFF, 0xD8, 0xFF, 0xE0], .jpeg, "JPEG"),
        ([0x58, 1, 0, 0, 0, 0, 0, 0] + Array("{\"W1\":".utf8), .safetensors, "safetensors"),
    ]

    private static func zip(_ member: String) -> [UInt8] {
        Array("PK\u{3}\u{4}".utf8) + [UInt8](repeating: 0, count: 22)
            + [UInt8(member.utf8.count), 0, 0, 0] + Array(member.utf8)
    }

    @Test("other formats are called by their names, also inside gzip", arguments: files)
    func recognized(content: [UInt8], format: FileKind, words: String) {
        for file in [content, GzipFixture.member(content)] {
            let error = errorReading(file)
            #expect(error == .foreignFormat(file: "f.gz", format))
            #expect(error?.description.hasPrefix("f.gz: ") == true)
            #expect(error?.description.contains(words) == true)
        }
    }

    @Test("a gzip file inside a gzip file is recognized")
    func twice() {
        let twice = GzipFixture.member(GzipFixture.member(IDXFixture.labels([1])))
        #expect(errorReading(twice) == .foreignFormat(file: "f.gz", .gzip))
        #expect(
            errorReading(twice)?.description == "f.gz: is gzip-compressed twice: run `gunzip` once")
    }

    @Test("what is hardly ever mistaken for a data file is shown by its first bytes")
    func unnamed() {
        #expect(
            errorReading(Array("GGUF\u{3}\0\0\0".utf8))
                == .wrongMagic(file: "f.gz", found: Array("GGUF".utf8)))
    }
}
