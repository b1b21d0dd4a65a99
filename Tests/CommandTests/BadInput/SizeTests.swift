import Foundation
import TestSupport
import Testing

/// Small files whose sizes, multiplied, are huge: each number is within its own bounds.
@Suite("Sizes that are products of what files say", .enabled(if: canLimitMemory))
struct SizeTests {
    private let data: TinyData

    init() throws { data = try TinyData() }

    /// Hands a file of weights to three commands in 256 MB and checks the refusals.
    private func refuse(
        _ model: [UInt8], architecture: String? = nil, _ sentence: String,
        location: SourceLocation = #_sourceLocation
    ) throws {
        let path = try data.temporary.write(model, to: "big.safetensors")
        var arguments = ["--model", path]
        if let architecture {
            let file = try data.temporary.write(Array(architecture.utf8), to: "architecture.json")
            arguments += ["--architecture", file]
        }
        let commands = [
            ["evaluate", "--images", data.images, "--labels", data.labels],
            ["benchmark", "--images", data.images, "--batch-sizes", "65536"],
            ["classify", "--images", data.images, "--index", "0"],
        ]
        for command in commands {
            let model =
                command[0] == "benchmark"
                ? ["--models"] + arguments.dropFirst() : arguments
            expect(
                try run(command + model, memory: 256), refuses: path, sentence, location)
        }
        withExtendedLifetime(data) {}
    }

    /// An architecture file of these layers, for images of one row.
    private func architecture(_ layers: [String], width: Int) -> String {
        #"{"input":{"channels":1,"height":1,"width":\#(width)},"layers":["#
            + layers.joined(separator: ",") + "]}"
    }

    private func dense(_ weight: String, _ activation: String) -> String {
        #"{"type":"dense","weight":"\#(weight)","order":"input-output","#
            + #""activation":"\#(activation)"}"#
    }

    @Test("200,000 classes, whose confusion matrix would take 320 GB")
    func classes() throws {
        let count = 200_000
        try refuse(
            weightFile(
                "{" + tensorEntry("W1", "[4,\(count)]", "[0,\(16 * count)]") + ","
                    + tensorEntry("b1", "[\(count)]", "[\(16 * count),\(20 * count)]") + "}",
                dataBytes: 20 * count),
            "expected at most 4096 classes, found 200000")
    }

    @Test("an empty tensor with an extent of a terabyte")
    func emptyTensor() throws {
        try refuse(
            weightFile("{" + tensorEntry("W1", "[0,1099511627776]", "[0,0]") + "}", dataBytes: 0),
            architecture: architecture([dense("W1", "softmax")], width: 4),
            "expected at most 4096 classes, found 1099511627776")
    }

    @Test("one tensor that four thousand layers read")
    func sharedTensor() throws {
        let layers = Array(repeating: dense("W", "relu"), count: 3_999) + [dense("W", "softmax")]
        try refuse(
            weightFile("{" + tensorEntry("W", "[256,256]", "[0,262144]") + "}", dataBytes: 262_144),
            architecture: architecture(layers, width: 256),
            "layers share tensors too often: expected at most 1310720 weights in all layers, "
                + "four times those in the file and a million, found 262144000")
    }

    @Test("statistics of a batch normalization that a thousand layers read")
    func sharedStatistics() throws {
        let norm =
            #"{"type":"batch-norm","weight":"w","bias":"w","mean":"w","variance":"w","#
            + #""epsilon":0.001,"activation":"relu"}"#
        let layers = Array(repeating: norm, count: 1_000) + [dense("W", "softmax")]
        try refuse(
            weightFile(
                "{" + tensorEntry("w", "[60000]", "[0,240000]") + ","
                    + tensorEntry("W", "[60000,2]", "[240000,720000]") + "}", dataBytes: 720_000),
            architecture: architecture(layers, width: 60_000),
            "layers share tensors too often: expected at most 1768576 weights in all layers, "
                + "four times those in the file and a million, found 240120000")
    }

    @Test("an image of 64 GB, before memory is taken for it")
    func imageShape() throws {
        // As long as the header says, as far as the file system is concerned: it has holes.
        let path = try data.temporary.write(idx([1, 1 << 18, 1 << 18], []), to: "large.idx")
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try file.truncate(atOffset: 16 + 1 << 36)
        try file.close()
        for command in ["evaluate", "classify"] {
            expect(
                try run(data.arguments(command, [.images: path]), memory: 256), refuses: path,
                "images are too large [1, 262144, 262144]: expected at most 16777216 values in each"
            )
        }
    }

    @Test("an image of 100 MB in a small gzip file is refused by its header")
    func compressedImage() throws {
        let path = try data.temporary.write(
            GzipFixture.bomb(idx([1, 10_000, 10_000], []), zeros: 100_000_000), to: "large.gz")
        expect(
            try run(data.arguments("evaluate", [.images: path]), memory: 64), refuses: path,
            "images are too large [1, 10000, 10000]: expected at most 16777216 values in each")
    }

    @Test("a batch whose logits would take 4 GB")
    func benchmark() throws {
        let count = 4_096
        let path = try data.temporary.write(
            weightFile(
                "{" + tensorEntry("W1", "[4,\(count)]", "[0,\(16 * count)]") + ","
                    + tensorEntry("b1", "[\(count)]", "[\(16 * count),\(20 * count)]") + "}",
                dataBytes: 20 * count),
            to: "wide.safetensors")
        let result = try run(
            "benchmark", "--images", data.images, "--models", path, "--batch-sizes", "65536",
            memory: 256)
        expect(
            result, refuses: path,
            "takes 4296015872 bytes of memory, which the system does not give", status: 66)
    }
}
