import Foundation
import TestSupport
import Testing

/// Whether memory can be limited, to too little as well: not on macOS, whose shell has no such
/// limit, and not with a sanitizer, which maps terabytes.
let canLimitMemory =
    (try? run("--version", memory: 64).status) == 0
    && (try? run("--version", memory: 4).status) != 0

/// Each file is refused by a process that can get 80 MB, code and stacks among them.
@Suite("Memory that bad files ask for", .enabled(if: canLimitMemory))
struct MemoryTests {
    private static let limit = 80

    /// Checks the refusal by a command with little memory.
    private func expectRefusal(
        _ arguments: [String], _ path: String, _ sentence: String,
        location: SourceLocation = #_sourceLocation
    ) throws {
        let result = try run(arguments, memory: Self.limit)
        expect(result, refuses: path, sentence, location)
    }

    /// Checks that a file of images is refused by every command that reads images.
    private func refuseImages(
        _ bytes: [UInt8], _ sentence: String, location: SourceLocation = #_sourceLocation
    ) throws {
        let data = try TinyData()
        let path = try data.temporary.write(bytes, to: "images.gz")
        for command in ["evaluate", "classify"] {
            let threads = command == "evaluate" ? ["--threads", "1"] : []
            try expectRefusal(
                data.arguments(command, [.images: path]) + threads, path, sentence,
                location: location)
        }
        try expectRefusal(["inspect", path], path, sentence, location: location)
    }

    @Test("a bomb of 100 MB after a header of six images is refused after six images")
    func bomb() throws {
        try refuseImages(
            GzipFixture.bomb(idx([6, 2, 2], []), zeros: 100_000_000),
            "content does not end at byte 40: expected 40 bytes as its header announces, found more"
        )
    }

    @Test("a member without content, over and over, is refused after a thousand")
    func emptyMembers() throws {
        let empty = GzipFixture.member([])
        try refuseImages(
            Array(repeatElement(empty, count: 500_000).joined()),
            "too many gzip members without content at byte 20500: expected at most 1024")
    }

    @Test("dimensions of terabytes are refused, compressed or not")
    func dimensions() throws {
        let pixels = [UInt8](repeating: 0, count: 784)
        let highest = idx([4_294_967_295, 28, 28], pixels)
        try refuseImages(
            highest,
            "content ends early at byte 800: "
                + "expected 3367254359296 bytes as its header announces, found 800")
        let packed = GzipFixture.member(highest)
        try refuseImages(
            packed,
            "header announces an impossible size at byte 4: expected at most "
                + "\(packed.count * 1032) bytes from a gzip file of \(packed.count), "
                + "found 3367254359296")
        try refuseImages(
            GzipFixture.member(idx([4_294_967_295, 4_294_967_295, 4_294_967_295], pixels)),
            "size overflows at byte 4: expected dimensions whose product is a possible size, "
                + "found 4294967295 x 4294967295 x 4294967295")
    }

    @Test("one image of 3.6 GB is not read: no model has that many inputs")
    func hugeImage() throws {
        let data = try TinyData()
        // The file is padded to a size that could hold the image, if it were not all padding.
        let bytes =
            GzipFixture.bomb(idx([1, 60_000, 60_000], []), zeros: 1_000_000)
            + [UInt8](repeating: 0, count: 3_600_000)
        let path = try data.temporary.write(bytes, to: "images.gz")
        let label = try data.temporary.write(idx([1], [0]), to: "label.idx")
        let sentence =
            "images are too large [1, 60000, 60000]: expected at most 16777216 values in each"
        try expectRefusal(
            data.arguments("evaluate", [.images: path, .labels: label]) + ["--threads", "1"], path,
            sentence)
        try expectRefusal(
            data.arguments("classify", [.images: path, .labels: label]), path, sentence)
        try expectRefusal(
            ["inspect", path], path,
            "content ends early at byte 1000016: "
                + "expected 3600000016 bytes as its header announces, found 1000016")
    }

    @Test("label files of no rows, or one row, of billions of columns are refused")
    func labelColumns() throws {
        let data = try TinyData()
        for (bytes, columns) in [
            (idx([0, 4_294_967_295], []), 4_294_967_295),
            (
                GzipFixture.bomb(idx([1, 4_000_000_000], []), zeros: 1_000_000)
                    + [UInt8](repeating: 0, count: 4_000_000), 4_000_000_000
            ),
        ] {
            let path = try data.temporary.write(bytes, to: "labels.gz")
            try expectRefusal(
                data.arguments("evaluate", [.labels: path]) + ["--threads", "1"], path,
                "is not a label file: "
                    + "expected 1 to 256 columns, the label in column 0, found \(columns)")
        }
    }

    @Test("header lengths and shapes of exabytes are refused in weight files")
    func weights() throws {
        let data = try TinyData()
        for (bytes, sentence) in [
            (
                SafetensorsFixture.bytes(header: "{}", length: 1 << 63),
                "wrong header length at byte 0: expected 2 to 100000000, found 9223372036854775808"
            ),
            (
                SafetensorsFixture.bytes(header: "{}", length: 100_000_000),
                "ends within its header at byte 10: the header length promises at least "
                    + "100000008 bytes, but the file has 10"
            ),
            (
                SafetensorsFixture.bytes(
                    header: """
                        {"W1":{"dtype":"F32","shape":[4611686018427387904,4],\
                        "data_offsets":[0,16]}}
                        """, data: [UInt8](repeating: 0, count: 16)),
                "the size of tensor W1 overflows: expected less than 2^63 bits, "
                    + "found shape [4611686018427387904, 4]"
            ),
        ] {
            let path = try data.temporary.write(bytes, to: "bad.safetensors")
            try expectRefusal(
                data.arguments("evaluate", [.model: path]) + ["--threads", "1"], path, sentence)
            try expectRefusal(["inspect", path], path, sentence)
        }
    }

    @Test("a header of 100 MB stays within 300 MB")
    func largestHeader() throws {
        let data = try TinyData()
        let opening = #"{"__metadata__":{"a":""#
        let text = [UInt8](
            repeating: UInt8(ascii: "x"), count: 100_000_000 - opening.utf8.count - 3)
        let header = Array(opening.utf8) + text + Array("\"}}".utf8)
        let path = try data.temporary.write(
            SafetensorsFixture.bytes(header: header), to: "bad.safetensors")
        let result = try run(
            data.arguments("evaluate", [.model: path]) + ["--threads", "1"], memory: 300)
        expect(
            result, refuses: path, "holds no tensors; expected the weights and biases of a network")
    }

    @Test("300,000 tensors in one place are refused at 100,000")
    func manyTensors() throws {
        let data = try TinyData()
        var header = Array("{".utf8)
        for index in 0..<300_000 {
            header += Array(#""\#(index)":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"#.utf8)
        }
        header[header.count - 1] = UInt8(ascii: "}")
        let path = try data.temporary.write(
            SafetensorsFixture.bytes(header: header, data: [0]), to: "bad.safetensors")
        let result = try run(["inspect", path], memory: 300)
        expect(
            result, refuses: path,
            "has too many tensors and metadata keys: expected at most 100000, found more")
    }

    @Test("weights that do not fit in memory are refused before they are read")
    func weightsBeyondMemory() throws {
        let data = try TinyData()
        let count = 80_000_000
        let header =
            #"{"W1":{"dtype":"F32","shape":[\#(count / 4),4],"data_offsets":[0,\#(4 * count)]}}"#
        let path = try data.temporary.write(
            SafetensorsFixture.bytes(header: header), to: "large.safetensors")
        // The zeros take no place on the disk.
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try file.truncate(atOffset: UInt64(8 + header.utf8.count + 4 * count))
        let result = try run(
            data.arguments("evaluate", [.model: path]) + ["--threads", "1"], memory: 200)
        expect(
            result, refuses: path,
            // Twice as they are, and twice packed, four outputs as sixteen.
            "takes \(2 * 4 * (count + 4 * count)) bytes of memory, which the system does not give",
            status: 66)
    }
}
