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

    /// A file with this header and as many zero bytes of data.
    private static func file(
        _ header: String, dataBytes: Int = 80, length: UInt64? = nil
    ) -> [UInt8] {
        SafetensorsFixture.bytes(
            header: header, data: [UInt8](repeating: 0, count: dataBytes), length: length)
    }

    /// A tensor's entry in a header.
    private static func entry(
        _ name: String, _ shape: String, _ offsets: String, dtype: String = "F32"
    ) -> String {
        #""\#(name)":{"dtype":"\#(dtype)","shape":\#(shape),"data_offsets":\#(offsets)}"#
    }

    private static func bad(_ matter: String, _ bytes: [UInt8], _ sentence: String) -> BadFile {
        BadFile(matter, bytes, sentence, name: "bad.safetensors")
    }

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
        bad("a header length of \(length)", file(header, length: length), sentence)
    }

    private static let texts: [BadFile] = [
        bad(
            "a header that starts with a space", file(" " + header),
            "wrong header at byte 8: expected `{`, found byte 0x20"),
        bad(
            "a byte order mark", file("\u{FEFF}" + header),
            "wrong header at byte 8: expected `{`, found byte 0xEF"),
        bad(
            "UTF-16",
            SafetensorsFixture.bytes(header: header.utf8.flatMap { [$0, 0] }, data: zeros),
            "wrong header JSON at byte 9: expected a key in quotes, found byte 0x00"),
        bad(
            "no value", file(#"{"W1":}"#),
            "wrong JSON of tensor W1 at byte 14: expected an object, found `}`"),
        bad(
            "bytes that are no UTF-8",
            SafetensorsFixture.bytes(header: Array("{\"".utf8) + [0xFF] + Array("\":1}".utf8)),
            "wrong header JSON at byte 10: expected UTF-8, found byte 0xFF"),
        bad(
            "NUL padding", file(header + "\0"),
            "wrong header JSON at byte 122: expected only spaces behind the object, found byte 0x00"
        ),
        bad(
            "two documents", file(header + "{}"),
            "wrong header JSON at byte 122: expected only spaces behind the object, found byte 0x7B"
        ),
        bad(
            "a trailing comma", file(header.dropLast() + ",}"),
            "wrong header JSON at byte 121: "
                + "expected another element after the comma, found a closing bracket"),
        bad(
            "a comment", file(header.dropLast() + "/**/}"),
            "wrong header JSON at byte 121: expected a comma or `}`, found `/`"),
        bad(
            "100,000 brackets", file(#"{"a":"# + String(repeating: "[", count: 100_000)),
            "wrong JSON of tensor a at byte 13: expected an object, found an array"),
        bad(
            "half a surrogate pair", file(#"{"\ud800":1}"#),
            #"wrong header JSON at byte 10: expected a surrogate pair, found \ud800 alone"#),
        bad(
            "metadata that is no text", file(#"{"__metadata__":{"a":1}}"#),
            "wrong metadata at byte 29: expected a string, found a number"),
        bad(
            "a fraction as offset", file("{\(entry("W1", "[4]", "[0,16.0]"))}", dataBytes: 16),
            "wrong JSON of tensor W1 at byte 59: "
                + "expected an integer without sign, fraction or exponent, found 16.0"),
    ]

    private static func two(_ first: String, _ second: String) -> String {
        "{\(entry("a", "[4]", first)),\(entry("b", "[4]", second))}"
    }

    private static let layouts: [BadFile] = [
        bad(
            "a name twice",
            file("{\(entry("a", "[4]", "[0,16]")),\(entry("a", "[4]", "[0,16]"))}", dataBytes: 16),
            "tensor a is declared twice: expected it once"),
        bad(
            "a name twice, once as an escape",
            file(
                "{\(entry("a", "[4]", "[0,16]")),\(entry(#"\u0061"#, "[4]", "[0,16]"))}",
                dataBytes: 16),
            "tensor a is declared twice: expected it once"),
        bad(
            "an overlap", file(two("[0,16]", "[12,28]"), dataBytes: 28),
            "tensor b overlaps a at byte 12 of the data: expected it to begin at 16, found 12"),
        bad(
            "a hole", file(two("[0,16]", "[20,36]"), dataBytes: 36),
            "a hole before tensor b at byte 16 of the data: expected it to begin there, found 20"),
        bad(
            "a start behind 0", file("{\(entry("a", "[4]", "[4,20]"))}", dataBytes: 20),
            "a hole before tensor a at byte 0 of the data: expected it to begin there, found 4"),
        bad(
            "a byte too many", file(two("[0,16]", "[16,32]"), dataBytes: 33),
            "has bytes after its last tensor: expected 32 bytes of data, found 33"),
        bad(
            "a missing byte", file(two("[0,16]", "[16,32]"), dataBytes: 31),
            "ends within tensor b: expected 32 bytes of data, found 31"),
        bad(
            "an end before the start", file("{\(entry("a", "[4]", "[16,0]"))}", dataBytes: 16),
            "wrong data_offsets of tensor a: expected the end at 16 or later, found 0"),
        bad(
            "a negative offset", file("{\(entry("a", "[4]", "[-1,15]"))}", dataBytes: 16),
            "wrong JSON of tensor a at byte 56: "
                + "expected an integer without sign, fraction or exponent, found -1"),
        bad(
            "three offsets", file("{\(entry("a", "[4]", "[0,16,32]"))}", dataBytes: 16),
            "wrong JSON of tensor a at byte 61: expected two offsets, found a third"),
        bad(
            "one offset", file("{\(entry("a", "[4]", "[0]"))}", dataBytes: 16),
            "wrong JSON of tensor a at byte 58: expected two offsets, found 1"),
        bad(
            "a shape that overflows",
            file("{\(entry("a", "[4611686018427387904,4]", "[0,16]"))}", dataBytes: 16),
            "the size of tensor a overflows: expected less than 2^63 bits, "
                + "found shape [4611686018427387904, 4]"),
        bad(
            "an axis of 2^63 beside one of 0",
            file("{\(entry("a", "[0,9223372036854775808,4]", "[0,0]"))}", dataBytes: 0),
            "wrong JSON of tensor a at byte 39: "
                + "expected an integer below 2^63, found 9223372036854775808: it overflows"),
        bad(
            "axes that overflow beside one of 0",
            file("{\(entry("a", "[0,4611686018427387904,4]", "[0,0]"))}", dataBytes: 0),
            "the size of tensor a overflows: expected less than 2^63 bits, "
                + "found shape [0, 4611686018427387904, 4]"),
        bad(
            "a range that the shape does not fill",
            file("{\(entry("a", "[2,3]", "[0,16]"))}", dataBytes: 16),
            "wrong size of tensor a: its type and shape need 24 bytes, its data_offsets have 16"),
        bad(
            "a type that does not exist",
            file("{\(entry("W1", "[4,4]", "[0,64]", dtype: "F31"))}", dataBytes: 64),
            "unknown type of tensor W1: expected one such as F32 or BF16, found F31"),
        bad(
            "a type in lower case",
            file("{\(entry("W1", "[4,4]", "[0,64]", dtype: "f32"))}", dataBytes: 64),
            "unknown type of tensor W1: expected one such as F32 or BF16, found f32"),
        bad(
            "a file without a key", file(#"{"W1":{"dtype":"F32","shape":[4]}}"#, dataBytes: 16),
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
            "convert it in Python: safetensors.torch.save_file("
                + "torch.load('model.pt', weights_only=True), 'model.safetensors')"),
        foreign(
            "a NumPy archive (zip)", zip("W1.npy"),
            "convert it in Python: safetensors.numpy.save_file("
                + "dict(numpy.load('model.npz')), 'model.safetensors')"),
        foreign(
            "a GGUF model", Array("GGUF\u{3}\0\0\0\0\0\0\0".utf8),
            "use the safetensors file it was made from"),
        foreign(
            "an ONNX model", [0x08, 0x08, 0x12, 0x07] + Array("pytorch".utf8),
            "convert it in Python: safetensors.numpy.save_file({t.name: "
                + "onnx.numpy_helper.to_array(t) for t in onnx.load('model.onnx').graph.initializer}"
                + ", 'model.safetensors')"),
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
            of: Self.bad("empty", [], "is empty: expected safetensors, found 0 bytes"), as: .model)
        try data.expectRefusal(
            of: Self.bad(
                "five bytes", [1, 2, 3, 4, 5],
                "ends at byte 5: expected a header length of 8 bytes, found 5"), as: .model)
        try data.expectRefusal(
            of: BadFile(
                "an old pickle", Array("(dp0\nS'W1'\np1\n".utf8),
                Self.foreignFormats[0].sentence, name: "model.pkl"), as: .model)
    }

    private static let noNetworks: [BadFile] = [
        bad(
            "no tensors", file("{}", dataBytes: 0),
            "holds no tensors; expected the weights and biases of a network"),
        bad(
            "weights of type F4",
            file("{\(entry("W1", "[4,4]", "[0,8]", dtype: "F4"))}", dataBytes: 8),
            "unsupported type F4 for tensor W1: expected F32, F16, BF16 or F64"),
        bad(
            "weights of type C64",
            file("{\(entry("W1", "[4,4]", "[0,128]", dtype: "C64"))}", dataBytes: 128),
            "unsupported type C64 for tensor W1: expected F32, F16, BF16 or F64"),
        bad(
            "a missing bias",
            safetensors([("W1", [4, 1], [0, 0, 0, 0]), ("b1", [1], [0]), ("W2", [1, 1], [0])]),
            "tensor b2 is missing; W2 needs it"),
        bad(
            "a tensor that no layer needs",
            safetensors([("W1", [1, 1], [0]), ("running_mean", [1], [0])]),
            unknownNames("running_mean")),
        bad(
            "a bias without weights",
            safetensors([("W1", [1, 1], [0]), ("b1", [1], [0]), ("b2", [1], [0])]),
            "no layer uses b2; expected weights and biases only"),
        bad(
            "layers that do not chain",
            safetensors([
                ("W1", [4, 5], [Float](repeating: 0, count: 20)),
                ("W2", [6, 4], [Float](repeating: 0, count: 24)),
            ]),
            "W2 wants 6 inputs, W1 gives 5"),
        bad(
            "a bias of another size",
            safetensors([("W1", [1, 2], [0, 0]), ("b1", [3], [0, 0, 0])]),
            "tensor b1 has shape [3]; expected [2], one bias per output of W1 [1, 2]"),
        bad(
            "weights of rank 3", safetensors([("W1", [1, 1, 1], [0])]),
            "tensor W1 has shape [1, 1, 1]; "
                + "expected two axes of 1 or more, as weights of a dense layer have"),
        bad("a name that is empty", safetensors([("", [1], [0])]), unknownNames(#""""#)),
        bad("a name that is NUL", safetensors([(#"\u0000"#, [1], [0])]), unknownNames(#"\u{0}"#)),
        bad("a name that is a path", safetensors([("../x", [1], [0])]), unknownNames("../x")),
        bad(
            "a name that colors a terminal", safetensors([(#"\u001b[31mW1"#, [1], [0])]),
            unknownNames(#"\u{1b}[31mW1"#)),
        bad(
            "a name that turns text around", safetensors([("a\u{202E}b", [1], [0])]),
            unknownNames(#"a\u{202e}b"#)),
        bad(
            "a name of a million bytes",
            safetensors([(String(repeating: "x", count: 1_000_000), [1], [0])]),
            unknownNames(String(repeating: "x", count: 64) + "… (1000000 bytes)")),
    ]

    private static func unknownNames(_ names: String) -> String {
        "cannot tell the layers from the tensor names \(names); expected "
            + "W1, b1, …; NAME.weight, NAME.bias; NAME/kernel, NAME/bias; or a manifest"
    }

    @Test("tensors that make no network are refused by name", arguments: noNetworks)
    func noNetwork(bad: BadFile) throws {
        let data = try TinyData()
        try data.expectRefusal(of: bad, as: .model)
        // They are sound files all the same, which inspect describes.
        let result = try run("inspect", data.temporary.url(bad.name).path)
        #expect(result.status == 0)
        #expect(result.standardError == "")
        let controls = result.standardOutput.unicodeScalars.filter {
            $0 != "\n" && ($0.properties.generalCategory == .control || $0 == "\u{202E}")
        }
        #expect(controls.isEmpty)
    }

    private static func manifest(
        version: Int = 1, extent: String = "2", std: String = "1", tensor: String = "W1"
    ) -> String {
        """
        {"version":\(version),"name":"n","input":{"height":\(extent),"width":2,"channels":1},\
        "normalization":{"scale":1,"mean":0,"std":\(std)},"layers":[{"type":"dense",\
        "weight":"\(tensor)","bias":"b1","order":"input-output","activation":"softmax"}],\
        "classes":["0","1","2","3"]}
        """
    }

    private static let wrong = "the manifest is wrong: "

    private static let manifests: [(text: String, sentence: String)] = [
        (
            "{",
            wrong + "JSON is wrong at byte 1: expected a key in quotes, found the end of the text"
        ),
        (manifest(version: 2), wrong + "version is 2; expected 1"),
        (
            manifest(std: "0"),
            wrong + "the normalization has a wrong std: expected a number above 0, found 0.0"
        ),
        (
            manifest(extent: "9999999999"),
            wrong + "input: expected extents of 1 to 65536, found [9999999999, 2, 1]"
        ),
        (
            manifest(extent: "-2"),
            wrong + "input: expected extents of 1 to 65536, found [-2, 2, 1]"
        ),
        (
            manifest(extent: "3"),
            "the first layer wants 4 inputs; expected 6, the values of an image of 3 × 2"
        ),
        (manifest(tensor: "W9"), "tensor W9 is missing; the manifest needs it"),
    ]

    @Test("a manifest that is wrong is refused with the key and both values", arguments: manifests)
    func refusesManifest(text: String, sentence: String) throws {
        let quoted = text.replacingOccurrences(of: "\"", with: "\\\"")
        let bytes = safetensors(
            [("W1", [4, 4], [Float](repeating: 0, count: 16)), ("b1", [4], [0, 0, 0, 0])],
            metadata: #"{"manifest":"\#(quoted)"}"#)
        let data = try TinyData()
        let path = try data.temporary.write(bytes, to: "bad.safetensors")
        let files = ["--images", data.images, "--labels", data.labels]
        expect(try run(["evaluate", "--model", path] + files), refuses: path, sentence)
    }

    @Test("a weight that is not finite is refused with its place, unless it was asked for")
    func nonFinite() throws {
        for (value, text) in [
            (Float.nan, "nan"), (.infinity, "inf"), (-.infinity, "-inf"),
        ] {
            var weights = [Float](repeating: 0, count: 16)
            weights[7] = value
            let data = try TinyData()
            let bytes = safetensors([("W1", [4, 4], weights), ("b1", [4], [0, 0, 0, 0])])
            try data.expectRefusal(
                of: Self.bad(
                    text, bytes,
                    "W1[1,3] is \(text); expected finite weights "
                        + "(--allow-nonfinite reads it all the same)"), as: .model)
            // 0 · ∞ is NaN, as is anything with NaN.
            try data.expectRefusal(
                of: Self.bad(
                    text, bytes,
                    "the network's answer to image 0 is not a number (NaN); expected numbers"),
                as: .model, "--allow-nonfinite", "--threads", "1")
        }
    }
}
