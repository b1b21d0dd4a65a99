import Foundation
import TestSupport
import Testing

/// The answers to `TinyData` are the places of the brightest pixels; the probabilities were worked
/// out in double precision with Python.
@Suite("mnist predict")
struct PredictTests {
    private static let classes = [0, 1, 2, 3, 0, 1]
    private static let probabilities = [
        0.475366886, 0.475366886, 0.475366886, 0.475366886, 0.386329530, 0.285286988,
    ]

    private func predict(_ data: TinyData, _ arguments: String...) throws -> CommandResult {
        try withExtendedLifetime(data.temporary) {
            try run(
                ["predict", "--images", data.images, "--model", data.model]
                    + ["--weight-order", "input-output"] + arguments)
        }
    }

    @Test("CSV has the index, the class and its probability")
    func csv() throws {
        let result = try predict(TinyData(), "--mean", "0")
        #expect(result.status == 0)
        #expect(result.standardError == "")
        let lines = result.standardOutput.split(separator: "\n").map { $0.split(separator: ",") }
        #expect(lines[0] == ["index", "class", "probability"])
        #expect(lines.dropFirst().map { Int($0[0]) } == Array(0..<6))
        #expect(lines.dropFirst().map { Int($0[1]) } == Self.classes)
        for (line, expected) in zip(lines.dropFirst(), Self.probabilities) {
            let probability = try #require(Double(line[2]))
            #expect(abs(probability - expected) < 1e-6)
        }
    }

    @Test("Kaggle's columns count from 1")
    func kaggle() throws {
        #expect(
            try predict(TinyData(), "--kaggle").standardOutput
                == "ImageId,Label\n1,0\n2,1\n3,2\n4,3\n5,0\n6,1\n")
    }

    @Test("JSON Lines have an object for each image")
    func lines() throws {
        let result = try predict(TinyData(), "--format", "jsonl", "--limit", "2")
        let lines = result.standardOutput.split(separator: "\n")
        #expect(lines.count == 2)
        let last = try #require(
            try JSONSerialization.jsonObject(with: Data(lines[1].utf8)) as? [String: Any])
        #expect(last["index"] as? Int == 1 && last["class"] as? Int == 1)
        #expect(last["name"] as? String == "1")
    }

    @Test("labels go to an IDX file, which can be evaluated against")
    func idxLabels() throws {
        let data = try TinyData()
        let plain = data.temporary.path("answers.idx")
        #expect(try predict(data, "--format", "idx", "--output", plain).standardOutput == "")
        #expect(
            [UInt8](try Data(contentsOf: URL(fileURLWithPath: plain)))
                == idx([6], Self.classes.map { UInt8($0) }))
        let packed = data.temporary.path("answers.idx.gz")
        #expect(try predict(data, "--format", "idx", "-o", packed).status == 0)
        let evaluation = try data.run("evaluate", "--labels", packed)
        #expect(evaluation.standardOutput.contains("correct   6\n"))
        // It is not replaced without a word.
        let again = try predict(data, "--format", "idx", "-o", packed)
        #expect(again.status == 73 && again.standardError.contains("--force replaces it"))
        #expect(try predict(data, "--format", "idx", "-o", packed, "--force").status == 0)
    }

    @Test("a damaged file leaves no output file")
    func damaged() throws {
        let data = try TinyData()
        var bytes = GzipFixture.member(idx([6, 2, 2], TinyData.pixels))
        bytes[bytes.count - 6] ^= 1
        let images = try data.temporary.write(bytes, to: "damaged.gz")
        let output = data.temporary.path("answers.csv")
        let result = try run(
            "predict", "--images", images, "--model", data.model, "--weight-order",
            "input-output", "--output", output)
        #expect(result.status == 65)
        #expect(!FileManager.default.fileExists(atPath: output))
        withExtendedLifetime(data.temporary) {}
    }

    @Test("the bundled set without arguments, of which 9,945 answers are right")
    func bundled() throws {
        let folder = try TemporaryFolder()
        let answers = folder.path("answers.idx.gz")
        #expect(try run("predict", "--format", "idx", "--output", answers).status == 0)
        let images = packageFolder.appendingPathComponent("data/mnist/t10k-images-idx3-ubyte.gz")
        let result = try run(
            "evaluate", "--images", images.path, "--labels", answers, "--model", "mnist-mlp")
        #expect(result.standardOutput.contains("correct   10,000\n"))
        withExtendedLifetime(folder) {}
    }
}
