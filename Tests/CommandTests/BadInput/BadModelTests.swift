import Foundation
import TestSupport
import Testing

@Suite("Weight files that make no network")
struct BadModelTests {
    private static let noNetworks: [BadFile] = [
        badWeights(
            "no tensors", weightFile("{}", dataBytes: 0),
            "holds no tensors; expected the weights and biases of a network"),
        badWeights(
            "weights of type F4",
            weightFile("{\(tensorEntry("W1", "[4,4]", "[0,8]", dtype: "F4"))}", dataBytes: 8),
            "unsupported type F4 for tensor W1: expected F32, F16, BF16 or F64"),
        badWeights(
            "weights of type C64",
            weightFile("{\(tensorEntry("W1", "[4,4]", "[0,128]", dtype: "C64"))}", dataBytes: 128),
            "unsupported type C64 for tensor W1: expected F32, F16, BF16 or F64"),
        badWeights(
            "a missing bias",
            safetensors([("W1", [4, 1], [0, 0, 0, 0]), ("b1", [1], [0]), ("W2", [1, 1], [0])]),
            "tensor b2 is missing; W2 needs it"),
        badWeights(
            "a tensor that no layer needs",
            safetensors([("W1", [1, 1], [0]), ("extra", [1], [0])]), unknownNames("extra")),
        badWeights(
            "a bias without weights",
            safetensors([("W1", [1, 1], [0]), ("b1", [1], [0]), ("b2", [1], [0])]),
            "no layer uses b2; expected weights and biases only"),
        badWeights(
            "layers that do not chain",
            safetensors([
                ("W1", [4, 5], [Float](repeating: 0, count: 20)),
                ("W2", [6, 4], [Float](repeating: 0, count: 24)),
            ]),
            "W2 wants 6 inputs, W1 gives 5; --architecture FILE says how layers follow each other"),
        badWeights(
            "a bias of another size",
            safetensors([("W1", [1, 2], [0, 0]), ("b1", [3], [0, 0, 0])]),
            "tensor b1 has shape [3]; expected [2], one bias per output of W1 [1, 2]"),
        badWeights(
            "weights of rank 3", safetensors([("W1", [1, 1, 1], [0])]),
            "tensor W1 has shape [1, 1, 1]; "
                + "expected two axes of 1 or more, as weights of a dense layer have"),
        badWeights("a name that is empty", safetensors([("", [1], [0])]), unknownNames(#""""#)),
        badWeights(
            "a name that is NUL", safetensors([(#"\u0000"#, [1], [0])]), unknownNames(#"\u{0}"#)),
        badWeights(
            "a name that is a path", safetensors([("../x", [1], [0])]), unknownNames("../x")),
        badWeights(
            "a name that colors a terminal", safetensors([(#"\u001b[31mW1"#, [1], [0])]),
            unknownNames(#"\u{1b}[31mW1"#)),
        badWeights(
            "a name that turns text around", safetensors([("a\u{202E}b", [1], [0])]),
            unknownNames(#"a\u{202e}b"#)),
        badWeights(
            "a name of a million bytes",
            safetensors([(String(repeating: "x", count: 1_000_000), [1], [0])]),
            unknownNames(String(repeating: "x", count: 64) + "… (1000000 bytes)")),
    ]

    private static func unknownNames(_ names: String) -> String {
        "cannot tell the layers from the tensor names \(names); expected "
            + "W1, b1, …; NAME.weight, NAME.bias; NAME/kernel, NAME/bias; a manifest or "
            + "--architecture FILE"
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
                of: badWeights(
                    text, bytes,
                    "W1[1,3] is \(text); expected finite weights "
                        + "(--allow-nonfinite reads it all the same)"), as: .model)
            // 0 · ∞ is NaN, as is anything with NaN.
            try data.expectRefusal(
                of: badWeights(
                    text, bytes,
                    "the network's answer to image 0 is not a number (NaN); expected numbers"),
                as: .model, "--allow-nonfinite", "--threads", "1")
        }
    }
}
