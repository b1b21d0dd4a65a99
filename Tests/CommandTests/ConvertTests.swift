import Foundation
import Testing
import TestSupport

@Suite("mnist convert")
struct ConvertTests {
    private let data: TinyData
    private let output: String

    init() throws {
        data = try TinyData()
        output = data.temporary.url("new.safetensors").path
    }

    private func convert(_ arguments: String..., to output: String? = nil) throws -> CommandResult {
        try withExtendedLifetime(data.temporary) {
            try run(
                [
                    "convert", data.model, "--weight-order", "input-output", "--mean", "0",
                    "--output",
                    output ?? self.output,
                ] + arguments)
        }
    }

    private var files: [String] {
        get throws {
            try FileManager.default.contentsOfDirectory(atPath: data.temporary.url.path).sorted()
        }
    }

    @Test("the new file needs no options and gives the same report")
    func selfContained() throws {
        let result = try convert("--mean", "0.5", "--name", "mine")
        #expect(result.status == 0 && result.standardError == "")
        let size = try Data(contentsOf: URL(fileURLWithPath: output)).count
        #expect(
            result.standardOutput == """
                input    \(data.model) (without a manifest)
                default  output softmax; images 2 × 2; classes 0, 1, 2, 3
                option   pixels -0.5 to 0.5; axes input-output
                file     layers W1
                output   \(output), \(size) bytes
                model    mine, 20 parameters
                weights  all have kept their values
                checked  1,000 random images
                logits   equal, bit by bit
                answers  0 changed

                """)
        // All but what was assumed, which the new file says itself.
        func confidences(_ arguments: [String]) throws -> NSArray {
            let result = try run(
                ["classify", "--images", data.images, "--index", "0-5", "--format", "json"]
                    + arguments)
            let answers = try #require(try result.json as? [[String: Any]])
            return answers.map { $0.filter { $0.key != "origins" } } as NSArray
        }
        let before = try confidences(
            ["--model", data.model, "--weight-order", "input-output", "--mean", "0.5"])
        #expect(try confidences(["--model", output]) == before)
        #expect(try run("inspect", output).standardOutput.contains("mine"))
    }

    @Test("JSON has the documented keys; half the bytes are enough for half the type")
    func json() throws {
        let result = try convert("--dtype", "bf16", "--format", "json")
        let report = try #require(try result.json as? [String: Any])
        #expect(report["input"] as? String == data.model)
        #expect(report["output"] as? String == output)
        #expect(report["name"] as? String == "model.safetensors")
        #expect(report["dataset"] is NSNull)
        for (key, value) in [("images", 1000), ("changed_predictions", 0)] {
            #expect(report[key] as? Int == value)
        }
        // Zeros and ones are BF16 as they are.
        for (key, value) in [("exact", true), ("logits_equal", true), ("had_manifest", false)] {
            #expect(report[key] as? Bool == value)
        }
        #expect(report["largest_logit_difference"] as? Double == 0)
        let logit = try #require(report["largest_logit"] as? Double)
        #expect(logit > 0.9 && logit <= 1)
        let inspected = try run("inspect", output).standardOutput
        #expect(inspected.contains("BF16") && !inspected.contains("F32"))
    }

    @Test("an output of .onnx is an ONNX model that inspect describes")
    func onnx() throws {
        let output = data.temporary.path("new.onnx")
        let result = try convert("--mean", "0.5", "--name", "mine", to: output)
        #expect(result.status == 0 && result.standardError == "")
        let size = try Data(contentsOf: URL(fileURLWithPath: output)).count
        #expect(
            result.standardOutput == """
                input   \(data.model) (without a manifest)
                output  \(output), \(size) bytes
                model   mine, 20 parameters
                graph   ONNX opset 13, 5 nodes
                takes   input: float [N, 1, 2, 2], pixels 0…255 as they are
                gives   probabilities: float [N, 4]

                """)
        let report = try #require(
            try run("inspect", "--format", "json", output).json as? [[String: Any]])
        #expect(report[0]["format"] as? String == "onnx")
        #expect(report[0]["opsets"] as? [String: Int] == ["": 13])
        #expect(
            report[0]["operators"] as? [String: Int]
                == ["Div": 1, "Sub": 1, "Flatten": 1, "Gemm": 1, "Softmax": 1])
        let metadata = try #require(report[0]["metadata"] as? [String: String])
        #expect(metadata["name"] == "mine" && metadata["pixels"] == "raw")
        let json = try #require(
            try convert("--onnx-pixels", "normalized", "--format", "json", "--force", to: output)
                .json as? [String: Any])
        #expect(json["pixels"] as? String == "normalized")
        #expect(json["nodes"] as? Int == 3)
    }

    @Test("options of the other format are refused")
    func onnxOptions() throws {
        let output = data.temporary.path("new.onnx")
        for (arguments, path) in [
            (["--dtype", "f16"], output), (["--max-changed", "1%"], output),
            (["--onnx-pixels", "raw"], self.output),
            (["--onnx-weights", "int8"], self.output),
        ] {
            let result = try run(["convert", data.model, "--output", path] + arguments)
            #expect(result.status == 64)
            #expect(
                result.standardError.contains("\(arguments[0]) appl")
                    || result.standardError.contains("\(arguments[0]) does not apply"))
        }
        #expect(!FileManager.default.fileExists(atPath: output))
    }

    @Test("a file that is there is replaced only with --force, the input never")
    func existing() throws {
        try data.temporary.write([1, 2, 3], to: "new.safetensors")
        let refused = try convert()
        #expect(refused.status == 73)
        #expect(
            refused.standardError == "mnist: error: \(output): cannot be created: there is such a "
                + "file already; --force replaces it\n")
        #expect(try Data(contentsOf: URL(fileURLWithPath: output)) == Data([1, 2, 3]))
        #expect(try convert("--force").status == 0)
        let before = try Data(contentsOf: URL(fileURLWithPath: data.model))
        let link = data.temporary.url("link").path
        try FileManager.default.createSymbolicLink(
            atPath: link, withDestinationPath: data.model)
        for same in [data.model, link] {
            let result = try convert("--force", to: same)
            #expect(result.status == 73)
            #expect(
                result.standardError.contains(
                    "it is the input \(data.model); expected another file"))
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: data.model)) == before)
    }

    @Test("nothing is left behind when it fails")
    func failures() throws {
        let before = try files
        let folder = data.temporary.url("nowhere").appendingPathComponent("new").path
        #expect(try convert(to: folder).status == 73)
        #expect(try convert("--force", to: data.temporary.url.path).status == 73)
        // 0.01998 and 0.02003 are the same in BF16, so that the first of two equal logits wins.
        let close = try data.temporary.write(
            safetensors([
                ("W1", [4, 2], (0..<8).map { $0.isMultiple(of: 2) ? 0.01998 : 0.02003 })
            ]), to: "close.safetensors")
        let arguments = [
            "convert", close, "--weight-order", "input-output", "--mean", "0", "--output", output,
            "--dtype",
            "bf16",
        ]
        let changed = try run(arguments)
        #expect(changed.status == 1 && changed.standardOutput == "")
        #expect(
            changed.standardError == "mnist: error: \(close): expected at most 10 of 1000 "
                + "predictions to change, found 1000\n")
        #expect(try files == (before + ["close.safetensors"]).sorted())
        #expect(!FileManager.default.fileExists(atPath: output))
        let told = try run(arguments + ["--max-changed", "100%"])
        #expect(told.status == 0)
        #expect(told.standardOutput.contains("\nweights  are rounded\n"))
        #expect(told.standardOutput.contains("\nanswers  1,000 changed\n"))
    }

    @Test("a weight beyond the type is refused by name")
    func overflow() throws {
        let large = try data.temporary.write(
            safetensors([("W1", [4, 2], [1, 2, 3, 4, 5, 70_000, 7, 8])]), to: "large.safetensors")
        let result = try run(
            "convert", large, "--weight-order", "input-output", "--mean", "0", "--output", output,
            "--dtype",
            "f16")
        #expect(result.status == 65)
        #expect(
            result.standardError == "mnist: error: \(large): W1[2,1] is 70000.0, which is beyond "
                + "F16; expected finite weights to stay finite\n")
        #expect(!FileManager.default.fileExists(atPath: output))
        withExtendedLifetime(data.temporary) {}
    }
}
