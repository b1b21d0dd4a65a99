import Foundation
import TestSupport
import Testing

@Suite("mnist quantize")
struct QuantizeTests {
    private let folder: TemporaryFolder
    private let images: String
    private var output: String { folder.path("small.safetensors") }

    init() throws {
        folder = try TemporaryFolder()
        var generator = SeededGenerator(seed: 8)
        images = try folder.write(
            IDXFixture.uint8(
                dimensions: [60, 28, 28], generator.pixels(60 * 784, zeroShare: 0.8)),
            to: "images.idx")
    }

    private func json(_ result: CommandResult) throws -> Any {
        #expect(result.status == 0, "\(result.standardError)")
        return try JSONSerialization.jsonObject(with: Data(result.standardOutput.utf8))
    }

    /// Labels that are what `mnist-sigmoid` answers, so that it is always right.
    private func labels() throws -> String {
        let answers = try json(
            run(
                "classify", "--images", images, "--index", "0-59", "--model", "mnist-sigmoid",
                "--format", "json"))
        let labels = (answers as? [[String: Any]])?.compactMap { $0["prediction"] as? Int } ?? []
        return try folder.write(
            IDXFixture.uint8(dimensions: [60], labels.map { UInt8($0) }), to: "labels.idx")
    }

    private func quantize(_ labels: String, _ arguments: String...) throws -> CommandResult {
        try run(
            [
                "quantize", "mnist-sigmoid", "--output", output, "--images", images, "--labels",
                labels, "--calibration-count", "20",
            ] + arguments)
    }

    @Test("the report says what it costs, and the file runs with other commands")
    func report() throws {
        let labels = try labels()
        let report = try #require(
            json(quantize(labels, "--format", "json", "--max-drop", "1")) as? [String: Any])
        #expect(report["name"] as? String == "mnist-sigmoid-int8")
        #expect(report["images"] as? Int == 60 && report["calibration_images"] as? Int == 20)
        let before = report["before"] as? [String: Any]
        let after = report["after"] as? [String: Any]
        #expect(before?["correct"] as? Int == 60)
        let evaluation = try json(
            run(
                "evaluate", "--model", output, "--images", images, "--labels", labels, "--format",
                "json"))
        let correct = (evaluation as? [String: Any])?["correct"] as? Int
        #expect(correct != nil && correct == after?["correct"] as? Int)
        #expect(report["changed_answers"] as? Int == 60 - (correct ?? 0))
        let inspected = try run("inspect", output)
        #expect(inspected.standardOutput.contains("quantized-dense W1 [50, 784] of 8 bits + b1"))
        // It is not replaced unasked.
        #expect(try quantize(labels, "--max-drop", "1").status == 73)
        let text = try quantize(labels, "--max-drop", "1", "--force").standardOutput
        for word in ["output", "calibration", "before", "after", "McNemar", "logits"] {
            #expect(text.contains("\n\(word)"), "\(word)")
        }
    }

    @Test("nothing is written where it costs more than is allowed")
    func maxDrop() throws {
        // Black images leave every value clamped to what a black image gives.
        let black = try folder.write(
            IDXFixture.uint8(dimensions: [1, 28, 28], Array(repeating: 0, count: 784)),
            to: "black.idx")
        let result = try quantize(labels(), "--calibration", black)
        #expect(result.status == 1 && result.standardOutput == "")
        #expect(result.standardError.contains("expected quantization to lose at most 0.50 %"))
        #expect(!FileManager.default.fileExists(atPath: output))
    }
}
