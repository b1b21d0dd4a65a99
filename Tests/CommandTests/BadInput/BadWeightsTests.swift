import Foundation
import TestSupport
import Testing

@Suite("Bad weight files")
struct BadWeightsTests {
    /// A network of one layer, as in the tiny data set: 114 bytes of header, 80 of data.
    private static let header =
        #"{"W1":{"dtype":"F32","shape":[4,4],"data_offsets":[0,64]},"#
        + #""b1":{"dtype":"F32","shape":[4],"data_offsets":[64,80]}}"#
    private static let zeros = [UInt8](repeating: 0, count: 80)

    private static let lengths: [BadFile] = [
        (0, "wrong header length at byte 0: expected 2 to 100000000, found 0"),
        (
            1 << 63,
            "wrong header length at byte 0: expected 2 to 100000000, found 9223372036854775808"
        ),
        (
            .max,
            "wrong header length at byte 0: expected 2 to 100000000, found 18446744073709551615"
        ),
        (100_000_001, "wrong header length at byte 0: expected 2 to 100000000, found 100000001"),
        (
            100_000_000,
            "ends within its header at byte 202: the header length promises at least "
                + "100000008 bytes, but the file has 202"
        ),
        (
            195,
            "ends within its header at byte 202: the header length promises at least "
                + "203 bytes, but the file has 202"
        ),
    ].map { (length: UInt64, sentence) in
        badWeights("a header length of \(length)", weightFile(header, length: length), sentence)
    }

    private static let texts: [BadFile] = [
        badWeights(
            "a header that starts with a space", weightFile(" " + header),
            "wrong header at byte 8: expected `{`, found byte 0x20"),
        badWeights(
            "a byte order mark", weightFile("\u{FEFF}" + header),
            "wrong header at byte 8: expected `{`, found byte 0xEF"),
        badWeights(
            "UTF-16",
            SafetensorsFixture.bytes(header: header.utf8.flatMap { [$0, 0] }, data: zeros),
            "wrong header JSON at byte 9: expected a key in quotes, found byte 0x00"),
        badWeights(
            "no value", weightFile(#"{"W1":}"#),
            "wrong JSON of tensor W1 at byte 14: expected an object, found `}`"),
        badWeights(
            "bytes that are no UTF-8",
            SafetensorsFixture.bytes(header: Array("{\"".utf8) + [0xFF] + Array("\":1}".utf8)),
            "wrong header JSON at byte 10: expected UTF-8, found byte 0xFF"),
        badWeights(
            "NUL padding", weightFile(header + "\0"),
            "wrong header JSON at byte 122: expected only spaces after the object, found byte 0x00"
        ),
        badWeights(
            "two documents", weightFile(header + "{}"),
            "wrong header JSON at byte 122: expected only spaces after the object, found byte 0x7B"
        ),
        badWeights(
            "a trailing comma", weightFile(header.dropLast() + ",}"),
            "wrong header JSON at byte 121: "
                + "expected another element after the comma, found a closing bracket"),
        badWeights(
            "a comment", weightFile(header.dropLast() + "/**/}"),
            "wrong header JSON at byte 121: expected a comma or `}`, found `/`"),
        badWeights(
            "100,000 brackets", weightFile(#"{"a":"# + String(repeating: "[", count: 100_000)),
            "wrong JSON of tensor a at byte 13: expected an object, found an array"),
        badWeights(
            "half a surrogate pair", weightFile(#"{"\ud800":1}"#),
            #"wrong header JSON at byte 10: expected a surrogate pair, found \ud800 alone"#),
        badWeights(
            "metadata that is no text", weightFile(#"{"__metadata__":{"a":1}}"#),
            "wrong metadata at byte 29: expected a string, found a number"),
        badWeights(
            "a fraction as offset",
            weightFile("{\(tensorEntry("W1", "[4]", "[0,16.0]"))}", dataBytes: 16),
            "wrong JSON of tensor W1 at byte 59: "
                + "expected an integer without sign, fraction or exponent, found 16.0"),
    ]

    private static func two(_ first: String, _ second: String) -> String {
        "{\(tensorEntry("a", "[4]", first)),\(tensorEntry("b", "[4]", second))}"
    }

    private static let layouts: [BadFile] = [
        badWeights(
            "a name twice",
            weightFile(
                "{\(tensorEntry("a", "[4]", "[0,16]")),\(tensorEntry("a", "[4]", "[0,16]"))}",
                dataBytes: 16),
            "tensor a is declared twice: expected it once"),
        badWeights(
            "a name twice, once as an escape",
            weightFile(
                "{\(tensorEntry("a", "[4]", "[0,16]")),\(tensorEntry(#"\u0061"#, "[4]", "[0,16]"))}",
                dataBytes: 16),
            "tensor a is declared twice: expected it once"),
        badWeights(
            "an overlap", weightFile(two("[0,16]", "[12,28]"), dataBytes: 28),
            "tensor b overlaps a at byte 12 of the data: expected it to begin at 16, found 12"),
        badWeights(
            "a hole", weightFile(two("[0,16]", "[20,36]"), dataBytes: 36),
            "a hole before tensor b at byte 16 of the data: expected it to begin there, found 20"),
        badWeights(
            "a start after 0", weightFile("{\(tensorEntry("a", "[4]", "[4,20]"))}", dataBytes: 20),
            "a hole before tensor a at byte 0 of the data: expected it to begin there, found 4"),
        badWeights(
            "a byte too many", weightFile(two("[0,16]", "[16,32]"), dataBytes: 33),
            "has bytes after its last tensor: expected 32 bytes of data, found 33"),
        badWeights(
            "a missing byte", weightFile(two("[0,16]", "[16,32]"), dataBytes: 31),
            "ends within tensor b: expected 32 bytes of data, found 31"),
        badWeights(
            "an end before the start",
            weightFile("{\(tensorEntry("a", "[4]", "[16,0]"))}", dataBytes: 16),
            "wrong data_offsets of tensor a: expected the end at 16 or later, found 0"),
        badWeights(
            "a negative offset",
            weightFile("{\(tensorEntry("a", "[4]", "[-1,15]"))}", dataBytes: 16),
            "wrong JSON of tensor a at byte 56: "
                + "expected an integer without sign, fraction or exponent, found -1"),
        badWeights(
            "three offsets", weightFile("{\(tensorEntry("a", "[4]", "[0,16,32]"))}", dataBytes: 16),
            "wrong JSON of tensor a at byte 61: expected two offsets, found a third"),
        badWeights(
            "one offset", weightFile("{\(tensorEntry("a", "[4]", "[0]"))}", dataBytes: 16),
            "wrong JSON of tensor a at byte 58: expected two offsets, found 1"),
        badWeights(
            "a shape that overflows",
            weightFile("{\(tensorEntry("a", "[4611686018427387904,4]", "[0,16]"))}", dataBytes: 16),
            "the size of tensor a overflows: expected less than 2^63 bits, "
                + "found shape [4611686018427387904, 4]"),
        badWeights(
            "an axis of 2^63 beside one of 0",
            weightFile("{\(tensorEntry("a", "[0,9223372036854775808,4]", "[0,0]"))}", dataBytes: 0),
            "wrong JSON of tensor a at byte 39: "
                + "expected an integer below 2^63, found 9223372036854775808: it overflows"),
        badWeights(
            "axes that overflow beside one of 0",
            weightFile("{\(tensorEntry("a", "[0,4611686018427387904,4]", "[0,0]"))}", dataBytes: 0),
            "the size of tensor a overflows: expected less than 2^63 bits, "
                + "found shape [0, 4611686018427387904, 4]"),
        badWeights(
            "a range that the shape does not fill",
            weightFile("{\(tensorEntry("a", "[2,3]", "[0,16]"))}", dataBytes: 16),
            "wrong size of tensor a: its type and shape need 24 bytes, its data_offsets have 16"),
        badWeights(
            "a type that does not exist",
            weightFile("{\(tensorEntry("W1", "[4,4]", "[0,64]", dtype: "F31"))}", dataBytes: 64),
            "unknown type of tensor W1: expected one such as F32 or BF16, found F31"),
        badWeights(
            "a type in lower case",
            weightFile("{\(tensorEntry("W1", "[4,4]", "[0,64]", dtype: "f32"))}", dataBytes: 64),
            "unknown type of tensor W1: expected one such as F32 or BF16, found f32"),
        badWeights(
            "a file without a key",
            weightFile(#"{"W1":{"dtype":"F32","shape":[4]}}"#, dataBytes: 16),
            "tensor W1 has no data_offsets"),
    ]

    private static func foreign(_ format: String, _ bytes: [UInt8], _ advice: String) -> BadFile {
        BadFile(
            format, bytes,
            "wrong format at byte 0: expected safetensors, found \(format); \(advice)",
            name: "model.bin")
    }

    private static func zip(_ member: String) -> [UInt8] {
        Array("PK\u{3}\u{4}".utf8) + [UInt8](repeating: 0, count: 22)
            + [UInt8(member.utf8.count), 0, 0, 0] + Array(member.utf8)
    }

    private static let foreignFormats: [BadFile] = [
        foreign(
            "a Python pickle", [0x80, 4, 0x95, 0x1A, 0, 0, 0, 0, 0, 0, 0],
            "a pickle can run code, so it is never read; where you trust it, load it in Python "
                + "and save its arrays with "
                + "safetensors.numpy.save_file(arrays, 'model.safetensors')"),
        foreign(
            "a PyTorch archive (zip)", zip("archive/data.pkl"),
            // tools/python/verify-checkpoint-advice.py runs these lines.
            "convert it in Python: import torch, safetensors.torch; "
                + "d = torch.load('model.pt', map_location='cpu', weights_only=True); "
                + "d = next((d[k] for k in ('model_state_dict', 'state_dict', 'model', 'net') "
                + "if isinstance(d.get(k), dict)), d); safetensors.torch.save_file("
                + "{k: v.clone().contiguous() for k, v in d.items() if torch.is_tensor(v)}, "
                + "'model.safetensors')"),
        foreign(
            "an HDF5 file", [0x89] + Array("HDF\r\n\u{1A}\n\0\0\0\0".utf8),
            "convert it in Python: safetensors.numpy.save_file({w.path: w.numpy() "
                + "for w in keras.models.load_model('model.h5').weights}, 'model.safetensors')"),
    ]

    @Test("a header length that lies is refused with both numbers", arguments: lengths)
    func length(bad: BadFile) throws { try refuseEverywhere(bad) }

    @Test("a header that is not the format's JSON is refused with the byte", arguments: texts)
    func text(bad: BadFile) throws { try refuseEverywhere(bad) }

    @Test("tensors that do not tile the data are refused by name and bytes", arguments: layouts)
    func layout(bad: BadFile) throws { try refuseEverywhere(bad) }

    @Test("another format is called by its name, with a way out", arguments: foreignFormats)
    func foreignFormat(bad: BadFile) throws { try refuseEverywhere(bad) }

    private func refuseEverywhere(_ bad: BadFile) throws {
        try TinyData().expectRefusal(of: bad, as: .model)
        try TinyData().expectRefusalByInspect(of: bad)
    }

    @Test("formats that data comes in too are recognized when they are handed in as weights")
    func sharedFormats() throws {
        let data = try TinyData()
        for (format, bytes, advice) in [
            (
                "a Git LFS pointer", Array("version https://git-lfs.github.com/spec/v1\n".utf8),
                "fetch the file itself: git lfs pull"
            ),
            (
                "a web page", Array("<!DOCTYPE html>".utf8),
                "download the file again, from the address of the file and not of its page"
            ),
            (
                "gzip data", GzipFixture.member(SafetensorsFixture.bytes(header: "{}")),
                "decompress it first: gunzip FILE"
            ),
            (
                "an IDX file", idx([6, 2, 2], TinyData.pixels),
                "such files hold images or labels, not weights"
            ),
        ] { try data.expectRefusal(of: Self.foreign(format, bytes, advice), as: .model) }
        try data.expectRefusal(
            of: badWeights("empty", [], "is empty: expected safetensors, found 0 bytes"), as: .model
        )
        try data.expectRefusal(
            of: badWeights(
                "five bytes", [1, 2, 3, 4, 5],
                "ends at byte 5: expected a header length of 8 bytes, found 5"), as: .model)
        try data.expectRefusal(
            of: BadFile(
                "an old pickle", Array("(dp0\nS'W1'\np1\n".utf8),
                Self.foreignFormats[0].sentence, name: "model.pkl"), as: .model)
    }
}
