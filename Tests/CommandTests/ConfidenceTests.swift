import Foundation
import Testing
import TestSupport

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// A network that answers with the brightest of four pixels, rejects images whose pixels sum to more
/// than 2, and has 100 scores of calibration, 0.005 to 0.995.
private struct DoubtfulData {
    let temporary: TemporaryFolder
    let model: String
    /// Pictures of 2 × 2: one bright pixel, and three.
    let plain: String
    let bright: String

    init(dataset: String = "mnist") throws {
        temporary = try TemporaryFolder()
        let manifest = """
            {"version": 1, "name": "doubtful", "input": {"height": 2, "width": 2, "channels": 1},
            "normalization": {"scale": 0.0196078431372549, "mean": 0, "std": 1},
            "layers": [{"type": "dense", "weight": "W", "order": "input-output",
            "activation": "softmax"}], "classes": ["0", "1", "2", "3"], "dataset": "\(dataset)",
            "rejection": {"layers": [{"type": "dense", "weight": "R", "order": "input-output",
            "activation": "identity"}], "threshold": 10},
            "calibration": {"temperature": 1.5, "description": "by hand"},
            "conformal": {"scores": "calibration.scores", "description": "made up"}}
            """
        let text = String(
            decoding: try JSONSerialization.data(
                withJSONObject: manifest, options: .fragmentsAllowed), as: UTF8.self)
        model = try temporary.write(
            safetensors(
                [
                    ("W", [4, 4], (0..<16).map { $0 % 5 == 0 ? 1 : 0 }),
                    ("R", [4, 1], [1, 1, 1, 1]),
                    ("calibration.scores", [100], (0..<100).map { 0.005 + Float($0) / 100 }),
                ], metadata: "{\"manifest\":\(text)}"), to: "doubtful.safetensors")
        plain = try temporary.write(Array("P5 2 2 255\n".utf8) + [0, 255, 0, 0], to: "plain.pgm")
        bright = try temporary.write(
            Array("P5 2 2 255\n".utf8) + [255, 255, 0, 250], to: "bright.pgm")
    }

    func run(_ arguments: String...) throws -> CommandResult {
        try withExtendedLifetime(temporary) {
            try CommandTests.run(arguments + ["--model", model])
        }
    }
}

@Suite("Rejection, prediction sets and explanations")
struct ConfidenceTests {
    @Test("a picture of no class is told in text, JSON and CSV, with the numbers as they are")
    func rejection() throws {
        let data = try DoubtfulData()
        let text = try data.run("classify", data.plain, data.bright, "--top-k", "1")
        #expect(text.status == 0)
        let lines = text.standardOutput.split(separator: "\n")
        #expect(lines[1].contains("  1  ") && !lines[1].contains("not a digit"))
        #expect(lines[2].contains("  not a digit (else 0)  "))
        let json = try data.run("classify", data.bright, "--format", "json")
        let object = try #require(try json.json as? [String: Any])
        #expect(object["rejected"] as? Bool == true && object["prediction"] as? Int == 0)
        #expect(abs(try #require(object["rejection_score"] as? Double) - 760.0 / 51) < 1e-5)
        let csv = try data.run("classify", data.bright, "--format", "csv", "--top-k", "1")
        #expect(csv.standardOutput.hasPrefix("file,digit,x,y,width,height,rank,prediction,name,"))
        #expect(csv.standardOutput.contains("probability,rejected\n"))
        #expect(csv.standardOutput.hasSuffix(",true\n"))
        let all = try data.run("classify", data.bright, "--accept-all", "--format", "json")
        let accepted = try #require(try all.json as? [String: Any])
        #expect(accepted["rejected"] == nil)
        #expect(accepted["logits"] as? [Double] == object["logits"] as? [Double])
        let each = try data.run("classify", data.bright, "--each", "--format", "json")
        #expect((try each.json as? [String: Any])?["reading"] as? String == "?")
        let other = try DoubtfulData(dataset: "else")
        let named = try other.run("classify", other.bright)
        #expect(named.standardOutput.contains("  none of the classes (else 0)  "))
    }

    @Test("prediction sets are told with what they promise")
    func sets() throws {
        let data = try DoubtfulData()
        // Logits 0, 5, 0, 0: p is 0.980 and 0.0066; the limit is the 91st score, 0.905.
        let text = try data.run("classify", data.plain, "--coverage", "90%", "--top-k", "1")
        #expect(text.standardOutput.contains("  {1}\n"))
        #expect(
            text.standardOutput.hasSuffix(
                "a set holds the true class of 90 % of images like the 100 of calibration, "
                    + "on average (split conformal prediction)\n"))
        let json = try data.run("classify", data.plain, "--coverage", "0.999", "--format", "json")
        let set = try #require(
            (try json.json as? [String: Any])?["prediction_set"] as? [String: Any])
        #expect(set["classes"] as? [Int] == [0, 1, 2, 3] && set["coverage"] as? Double == 0.999)
        let csv = try data.run(
            "classify", data.plain, "--coverage", "0.9", "--format", "csv", "--top-k", "1")
        #expect(csv.standardOutput.contains("probability,rejected,prediction_set\n"))
        #expect(csv.standardOutput.hasSuffix(",false,1\n"))
        for wrong in ["0", "1", "100%", "x"] {
            #expect(try data.run("classify", data.plain, "--coverage", wrong).status == 64)
        }
    }

    @Test("an evaluation reports both, and a network without them is refused in one sentence")
    func evaluation() throws {
        let (data, tiny) = (try DoubtfulData(), try TinyData())
        let files = ["--images", tiny.images, "--labels", tiny.labels]
        let result = try run(
            ["evaluate", "--reject", "--coverage", "0.9", "--model", data.model] + files)
        #expect(result.status == 0)
        #expect(
            result.standardOutput.contains(
                "sets      100.00 % hold the label, 90 % asked  (mean size 1.6667; of size 1: 4, "
                    + "2: 1, 4: 1; 100 scores)\n"))
        #expect(
            result.standardOutput.contains("rejected  0.00 %  (0; of the others 83.33 % are right)")
        )
        let json = try run(
            [
                "evaluate", "--reject", "--coverage", "0.9", "--format", "json", "--model",
                data.model,
            ]
                + files)
        let report = try #require(try json.json as? [String: Any])
        let sets = try #require(report["prediction_sets"] as? [String: Any])
        #expect(sets["sizes"] as? [Int] == [0, 4, 1, 0, 1] && sets["covered"] as? Int == 6)
        #expect((report["rejection"] as? [String: Any])?["accepted"] as? Int == 6)
        for (option, key) in [(["--reject"], "rejection"), (["--coverage", "0.9"], "conformal")] {
            let refused = try tiny.run("evaluate", option[0], option.count > 1 ? option[1] : "-v")
            #expect(refused.status == 65 && refused.errorLines.count >= 1)
            #expect(refused.standardError.contains("expected the key \(key) in its manifest"))
        }
        withExtendedLifetime((data.temporary, tiny.temporary)) {}
    }

    @Test("inspect says what a file knows of doubt, and ONNX has no place for it")
    func inspection() throws {
        let data = try DoubtfulData()
        let text = try run("inspect", data.model)
        #expect(text.standardOutput.contains("not a digit above 10.0, 4 parameters"))
        #expect(
            text.standardOutput.contains("by temperature 1.5, which is part of the weights; by"))
        #expect(text.standardOutput.contains("100 scores for prediction sets; made up"))
        let json = try run("inspect", data.model, "--format", "json")
        let files = try #require(try json.json as? [[String: Any]])
        let model = try #require(files[0]["model"] as? [String: Any])
        #expect((model["rejection"] as? [String: Any])?["threshold"] as? Double == 10)
        #expect((model["calibration"] as? [String: Any])?["temperature"] as? Double == 1.5)
        #expect((model["conformal"] as? [String: Any])?["count"] as? Int == 100)
        let onnx = try run("convert", data.model, "-o", data.temporary.path("d.onnx"))
        #expect(onnx.status == 0)
        #expect(onnx.standardOutput.contains("without"))
        withExtendedLifetime(data.temporary) {}
    }

    @Test("an explanation is drawn and written, and sums to the difference of logits")
    func explanation() throws {
        let data = try DoubtfulData()
        let file = data.temporary.path("why.svg")
        let result = try data.run(
            "classify", data.bright, "--explain", "--explain-svg", file, "--accept-all")
        #expect(result.status == 0)
        // Logits 5, 5, 0 and 4.9: the first and the second pixel, of equal logits.
        #expect(result.standardOutput.contains("for 0, against 1  against 0, for 1\n"))
        #expect(
            result.standardOutput.contains(
                "logit of 0 - logit of 1: 0.000 = 5.000 for 0 - 5.000 for 1 + 0.000 for a blank image"
            ))
        #expect(result.standardOutput.contains("estimated from 50 orders"))
        let svg = try Data(contentsOf: URL(fileURLWithPath: file))
        #expect(XMLParser(data: svg).parse())
        let json = try data.run("classify", data.bright, "--explain", "--format", "json")
        #expect(json.status == 64)
    }

    @Test("what a blank image has against the answer is subtracted")
    func blankImage() throws {
        let temporary = try TemporaryFolder()
        // The first pixel adds 2 to the first logit, which is -1 of a blank image.
        let weights = [2] + [Float](repeating: 0, count: 7_839)
        let biases = [-1] + [Float](repeating: 0, count: 9)
        let model = try temporary.write(
            safetensors([("W1", [784, 10], weights), ("b1", [10], biases)]), to: "model")
        let picture = try temporary.write(
            Array("P5 28 28 255\n".utf8) + [255] + [UInt8](repeating: 0, count: 783),
            to: "picture.pgm")
        let result = try CommandTests.run([
            "classify", picture, "--explain", "--as-is", "--model", model, "--mean", "0",
            "--weight-order", "input-output",
        ])
        #expect(
            result.standardOutput.contains(
                "logit of 0 - logit of 1: 1.000 = 2.000 for 0 - 0.000 for 1 - 1.000 for a blank image"
            ))
    }
}
