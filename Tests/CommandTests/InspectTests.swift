import Foundation
import Testing
import TestSupport

@Suite("mnist inspect")
struct InspectTests {
    @Test("an IDX file is described; the figures are NumPy's")
    func idxText() throws {
        let data = try TinyData()
        let result = try run("inspect", data.images)
        #expect(result.status == 0)
        #expect(
            result.standardOutput == """
                \(data.images)
                  type       IDX, not compressed
                  shape      [6, 2, 2] uint8: 6 images of 2 × 2
                  size       40 bytes
                  SHA-256    a667218a1e887b047622fcd47a29d9b97f5ea5f8551bbebf52e2719dc5d3785c
                  known as   none of the published test sets
                  values     0 to 255, mean 59.167, std 98.167, 66.67 % zeros
                  as 0 to 1  mean 0.2320, std 0.3850

                """)
        withExtendedLifetime(data.temporary) {}
    }

    @Test("labels are counted")
    func labels() throws {
        let data = try TinyData()
        let report = try #require(
            try run("inspect", "--format", "json", data.labels).json as? [[String: Any]])
        let counts = try #require(report[0]["label_counts"] as? [[String: Int]])
        #expect(counts.map { $0["label"] } == [0, 1, 2, 3])
        #expect(counts.map { $0["count"] } == [2, 1, 2, 1])
        withExtendedLifetime(data.temporary) {}
    }

    @Test("the bundled files are recognized as published")
    func bundled() throws {
        let folder = packageFolder.appendingPathComponent("data/fashion-mnist").path
        let result = try run(
            "inspect", "\(folder)/t10k-images-idx3-ubyte.gz",
            "\(folder)/t10k-labels-idx1-ubyte.gz", "--format", "json")
        let report = try #require(try result.json as? [[String: Any]])
        #expect(report.map { $0["compressed"] as? Bool } == [true, true])
        let published = report.map { $0["published"] as? [String: String] }
        #expect(published[0] == ["dataset": "fashion-mnist", "content": "images"])
        #expect(published[1] == ["dataset": "fashion-mnist", "content": "labels"])
    }

    @Test("a bundled model is described with its manifest, parameters and work")
    func model() throws {
        let path = packageFolder.appendingPathComponent("models/mnist-sigmoid.safetensors").path
        let report = try #require(
            try run("inspect", "--format", "json", path).json as? [[String: Any]])
        #expect(report[0]["format"] as? String == "safetensors")
        #expect(report[0]["problem"] is NSNull)
        let model = try #require(report[0]["model"] as? [String: Any])
        // 784 · 50 + 50 · 100 + 100 · 10 weights, and 50 + 100 + 10 biases.
        #expect(model["multiply_adds"] as? Int == 45_200)
        #expect(model["parameters"] as? Int == 45_360)
        #expect(model["has_manifest"] as? Bool == true)
        #expect((model["layers"] as? [[String: Any]])?.count == 3)
        let text = try run("inspect", path).standardOutput
        #expect(
            text.contains(
                "  layer 3     dense W3 [100, 10] (input-output) + b3, softmax → [10]\n"))
    }

    @Test("a model that needs an option says which")
    func ambiguous() throws {
        let data = try TinyData()
        let result = try run("inspect", data.model)
        #expect(result.status == 0)
        #expect(result.standardOutput.contains("use  not as it is: "))
        #expect(result.standardOutput.contains("--weight-order input-output"))
        withExtendedLifetime(data.temporary) {}
    }

    @Test("names from a file cannot reach the terminal")
    func hostileNames() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(
            safetensors(
                [("\\u001b]0;x\\u0007", [1], [1])], metadata: "{\"\\u001b[2J\":\"\\u009b31m\"}"),
            to: "hostile\u{1B}[1m")
        for format in ["text", "json"] {
            let result = try run("inspect", path, "--format", format)
            #expect(result.status == 0)
            #expect(!result.standardOutput.unicodeScalars.contains { $0.value < 32 && $0 != "\n" })
            #expect(!result.standardOutput.unicodeScalars.contains { (127...159) ~= $0.value })
        }
    }

    @Test("a bad file does not keep the others from being inspected")
    func severalFiles() throws {
        let data = try TinyData()
        let missing = data.temporary.url("missing").path
        let text = try data.temporary.write(Array("hello, world".utf8), to: "text")
        let result = try run("inspect", missing, data.labels, text, data.images)
        #expect(result.status == 66)
        #expect(
            result.standardError == """
                mnist: error: \(missing): cannot be opened: no such file or directory
                mnist: error: \(text): unknown format at byte 0: expected IDX (00 00), gzip \
                (1F 8B), safetensors or a picture, found 68 65 6C 6C 6F 2C 20 77

                """)
        #expect(result.standardOutput.hasPrefix(data.labels))
        #expect(result.standardOutput.contains("\n\n\(data.images)\n"))
        withExtendedLifetime(data.temporary) {}
    }

    @Test("csv is refused")
    func csv() throws {
        #expect(try run("inspect", "x", "--format", "csv").status == 64)
    }
}
