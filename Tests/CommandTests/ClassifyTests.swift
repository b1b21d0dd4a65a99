import Foundation
import TestSupport
import Testing

@Suite("mnist classify")
struct ClassifyTests {
    @Test("answers come in the order asked for, and wrong ones are marked")
    func text() throws {
        let result = try TinyData().run("classify", "--index", "5", "0,3", "--top-k", "2")
        #expect(result.status == 0)
        #expect(result.standardError == "")
        #expect(
            result.standardOutput == """
                image  true  answer  probability  or  probability
                    5  2     1           28.53 %  2       26.38 %  wrong
                    0  0     0           47.54 %  1       17.49 %
                    3  3     3           47.54 %  0       17.49 %

                default  output softmax; images 2 × 2; classes 0, 1, 2, 3
                option   pixels 0 to 1; axes input-output
                file     layers W1

                """)
    }

    @Test("ranges and repetitions are allowed; the first image is the default")
    func indices() throws {
        let data = try TinyData()
        let result = try data.run("classify", "--index", "4-5,4", "--format", "csv", "--top-k", "1")
        let lines = result.standardOutput.split(separator: "\n")
        #expect(lines.first == "index,label,rank,prediction,name,probability")
        #expect(
            lines.dropFirst().map { $0.prefix(10) } == ["4,0,1,0,0,", "5,2,1,1,1,", "4,0,1,0,0,"])
        let first = try data.run("classify", "--format", "csv", "--top-k", "1")
        #expect(first.standardOutput.split(separator: "\n").count == 2)
    }

    @Test("no more is kept than what 4,096 classes, or images of a megabyte, leave room for")
    func products() throws {
        let temporary = try TemporaryFolder()
        let wide = try temporary.write(
            safetensors([("W1", [1, 4_096], [Float](repeating: 0, count: 4_096))]), to: "wide.st")
        let tall = try temporary.write(
            safetensors([("W1", [1 << 20, 1], [Float](repeating: 0, count: 1 << 20))]),
            to: "tall.st")
        let dots = try temporary.write(
            idx([1_025, 1, 1], [UInt8](repeating: 0, count: 1_025)), to: "dots.idx")
        // No byte of the images is looked at, so that they need not be on the disk.
        let pages = try temporary.write(idx([1_025, 1_024, 1_024], []), to: "pages.idx")
        let file = try FileHandle(forWritingTo: URL(filePath: pages))
        try file.truncate(atOffset: 16 + 1_025 << 20)
        try file.close()
        func problem(_ images: String, _ model: String, _ arguments: String...) throws -> String {
            let result = try CommandTests.run(
                [
                    "classify", "--images", images, "--model", model, "--weight-order",
                    "input-output",
                ]
                    + arguments)
            #expect(result.status == 64 && result.standardOutput == "")
            return result.standardError
        }
        #expect(
            try problem(dots, wide, "--index", "0-1024")
                .contains("--index: expected at most 1024 images"))
        #expect(
            try problem(dots, wide, "--index", "0-299", "--top-k", "4096")
                .contains("--top-k: expected at most 3495 for 300 images, found 4096"))
        #expect(
            try problem(pages, tall, "--index", "0-1024", "--show")
                .contains("--index: expected at most 1024 images"))
    }

    @Test("JSON has logits and probabilities of all classes")
    func json() throws {
        let result = try TinyData().run(
            "classify", "--index", "5", "--format", "json", "--class-names", "a,b,c,d")
        let answers = try #require(try result.json as? [[String: Any]])
        #expect(answers.count == 1)
        #expect(answers[0]["index"] as? Int == 5)
        #expect(answers[0]["label"] as? Int == 2)
        #expect(answers[0]["prediction"] as? Int == 1)
        #expect(answers[0]["name"] as? String == "b")
        let logits = try #require(answers[0]["logits"] as? [Double])
        for (logit, pixel) in zip(logits, [0.0, 60, 40, 0]) {
            #expect(abs(logit - pixel / 255) < 1e-7)
        }
        let probabilities = try #require(answers[0]["probabilities"] as? [Double])
        for (found, expected) in zip(probabilities, [0.225473, 0.285287, 0.263767, 0.225473]) {
            #expect(abs(found - expected) < 1e-6)
        }
        let top = try #require(answers[0]["top"] as? [[String: Any]])
        #expect(top.map { $0["label"] as? Int } == [1, 2, 0])
    }

    @Test("without labels nothing is said about right and wrong")
    func withoutLabels() throws {
        let data = try TinyData()
        let result = try run(
            "classify", "--images", data.images, "--model", data.model,
            "--weight-order", "input-output", "--mean", "0", "--index", "5", "--format", "json")
        let answers = try #require(try result.json as? [[String: Any]])
        #expect(answers[0]["label"] is NSNull)
        withExtendedLifetime(data.temporary) {}
    }

    @Test("--show draws the pixels and a bar for each class")
    func show() throws {
        let result = try TinyData().run("classify", "--index", "2", "5", "--show")
        #expect(
            result.standardOutput == """
                │▄ │  image 2: 2, right

                      0  17.49 % ███
                      1  17.49 % ███
                      2  47.54 % ██████████
                      3  17.49 % ███

                │░░│  image 5: 1, wrong: it is 2

                      0  22.55 % █████
                      1  28.53 % ██████
                      2  26.38 % █████
                      3  22.55 % █████

                default  output softmax; images 2 × 2; classes 0, 1, 2, 3
                option   pixels 0 to 1; axes input-output
                file     layers W1

                """)
    }

    @Test("an image outside the file is refused with the file's size")
    func outside() throws {
        let data = try TinyData()
        let result = try data.run("classify", "--index", "3-6")
        #expect(result.status == 65)
        #expect(result.standardOutput == "")
        #expect(
            result.standardError
                == "mnist: error: \(data.images): there is no image 6: the file holds 6, 0 to 5\n")
    }

    @Test("the bundled images need no file; fashion has names")
    func bundled() throws {
        let result = try run(
            "classify", "--dataset", "fashion-mnist", "--index", "0", "--top-k", "1")
        #expect(result.status == 0)
        #expect(result.standardOutput.contains("0  Ankle boot  Ankle boot      99."))
    }
}
