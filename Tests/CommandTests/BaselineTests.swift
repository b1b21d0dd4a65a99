import Benchmarking
import Foundation
import ImageClassification
import Testing
import TestSupport

/// Rates of a baseline are written by hand, so far off that no machine comes near.
@Suite("mnist benchmark --baseline")
struct BaselineTests {
    private static let slow = [1e-3, 1.01e-3, 0.99e-3, 1e-3, 1e-3]
    private static let fast = [1e15, 1.01e15, 0.99e15, 1e15, 1e15]
    /// The spread contains every rate that is possible.
    private static let vague = [1e-3, 1e-3, 1e7, 1e15, 1e15]

    private func baseline(
        _ rates: [Double], model: String = "model.safetensors", multiplyAdds: Int = 16,
        batchSize: Int = 1
    ) -> [String: Any] {
        [
            "models": [["label": model, "multiply_adds": multiplyAdds] as [String: Any]],
            "dataset": NSNull(), "images_file": "images.idx", "images": 6,
            "processor": "A. Babbage's engine", "kernel": "brass",
            "results": [
                ["model": model, "threads": 1, "batch_size": batchSize, "rounds": rates]
                    as [String: Any]
            ],
        ]
    }

    private func benchmark(
        _ baseline: [String: Any], _ arguments: String..., changing: (inout Data) -> Void = { _ in }
    ) throws -> CommandResult {
        let data = try TinyData()
        var content = try JSONSerialization.data(withJSONObject: baseline)
        changing(&content)
        let file = try data.temporary.write(Array(content), to: "baseline.json")
        return try withExtendedLifetime(data.temporary) {
            try run(
                [
                    "benchmark", "--images", data.images, "--model", data.model,
                    "--weight-order", "input-output", "--mean", "0", "--batch-sizes", "1,7",
                    "--duration", "0.1", "--warmup", "0", "--baseline", file,
                ] + arguments)
        }
    }

    @Test(
        "each cell has a verdict and a ratio",
        arguments: [(slow, "faster"), (fast, "slower"), (vague, "no difference")])
    func verdicts(rates: [Double], verdict: String) throws {
        let result = try benchmark(baseline(rates), "--format", "json")
        #expect(result.status == 0)
        let report = try #require(result.json as? [String: Any])
        let results = try #require(report["results"] as? [[String: Any]])
        let comparison = try #require(results[0]["comparison"] as? [String: Any])
        let rounds = try #require(results[0]["rounds"] as? [Double])
        // A machine that is too busy scatters its rounds so far that they overlap with anything.
        let isKnown =
            RateComparison(Quantiles(rounds), baseline: Quantiles(rates)).verdict != .noDifference
        #expect(comparison["verdict"] as? String == (isKnown ? verdict : "no difference"))
        let median = rates.sorted()[2]
        #expect(comparison["baseline"] as? Double == median)
        let rate = try #require(results[0]["images_per_second"] as? [String: Double])
        let ratio = try #require(comparison["ratio"] as? Double)
        // Foundation rounds numbers of many digits in its own way.
        #expect((ratio / ((rate["median"] ?? 0) / median) - 1).magnitude < 1e-12)
        #expect(results[1]["comparison"] is NSNull)
    }

    @Test("what makes the two incomparable is said in words")
    func differences() throws {
        let result = try benchmark(baseline(Self.slow))
        #expect(result.status == 0)
        let lines = result.standardOutput.split(separator: "\n")
        let differences = lines.filter { $0.hasPrefix("Not comparable: ") }
        try #require(differences.count == 3)
        #expect(differences[0].contains("processor: A. Babbage's engine in the baseline, "))
        #expect(differences[1].contains("kernels: brass in the baseline, "))
        #expect(lines.contains { $0.hasSuffix("  faster") || $0.hasSuffix("  no difference") })
        #expect(lines.contains { $0.hasSuffix("  –") })
    }

    @Test("a benchmark is its own baseline")
    func roundTrip() throws {
        let data = try TinyData()
        let arguments = [
            "benchmark", "--images", data.images, "--model", data.model, "--weight-order",
            "input-output", "--batch-sizes", "1", "--duration", "0.01", "--warmup", "0",
        ]
        let first = try run(arguments + ["--format", "json"])
        let file = try data.temporary.write(Array(first.standardOutput.utf8), to: "first.json")
        let second = try run(arguments + ["--baseline", file, "--format", "json"])
        let report = try #require(second.json as? [String: Any])
        let compared = try #require(report["baseline"] as? [String: Any])
        #expect(compared["file"] as? String == file)
        #expect(compared["differences"] as? [String] == [])
        let csv = try run(arguments + ["--baseline", file, "--format", "csv"])
        let rows = csv.standardOutput.split(separator: "\n").map { $0.split(separator: ",") }
        try #require(rows.map(\.count) == [13, 13])
        #expect(rows[0].suffix(3) == ["baseline_images_per_second", "ratio", "verdict"])
        #expect(["faster", "slower", "no difference"].contains(rows[1][12]))
        withExtendedLifetime(data.temporary) {}
    }

    @Test("what is no baseline is refused, with the place where it goes wrong")
    func malformed() throws {
        let cases: [(key: String, value: Any, message: String)] = [
            ("results", 7, "results: expected an array, found a number"),
            ("kernel", NSNull(), "kernel: expected a text, found a word like null"),
            ("images", -1, "images: expected a whole number, found a number"),
            ("models", [["label": 3]], "models[0].label: expected a text, found a number"),
            (
                "results",
                [
                    ["model": "m", "threads": 1, "batch_size": 1, "rounds": [1, 2, 3, 4]]
                        as [_: Any]
                ],
                "results[0].rounds: expected at least 5 numbers above 0, found 4"
            ),
            (
                "results",
                [
                    ["model": "m", "threads": 1, "batch_size": 1, "rounds": [1, 2, 3, 4, 5, -6]]
                        as [_: Any]
                ],
                "results[0].rounds: expected at least 5 numbers above 0, found 5"
            ),
        ]
        for (key, value, message) in cases {
            var content = baseline(Self.slow)
            content[key] = value
            let result = try benchmark(content)
            #expect(result.status == 65)
            #expect(result.standardOutput == "")
            #expect(result.errorLines.count == 1)
            #expect(result.standardError.contains("baseline.json: \(message); a baseline is"))
        }
    }

    @Test("another model, or nothing in common, is refused")
    func mismatch() throws {
        let other = try benchmark(baseline(Self.slow, multiplyAdds: 17))
        #expect(other.status == 65)
        #expect(
            other.standardError.contains(
                "model.safetensors is another model: expected 16 multiply-adds per image, found 17")
        )
        for content in [
            baseline(Self.slow, model: "another"), baseline(Self.slow, batchSize: 3),
        ] {
            let result = try benchmark(content)
            #expect(result.status == 65)
            #expect(result.standardError.contains("expected at least one combination"))
        }
    }

    @Test("a file that is cut, is no JSON, or is not there is refused")
    func unreadable() throws {
        let cut = try benchmark(baseline(Self.slow)) { $0.removeLast() }
        #expect(cut.status == 65)
        #expect(cut.standardError.contains("baseline.json: JSON is wrong at byte "))
        let long = try benchmark(baseline(Self.slow)) { $0 = Data(count: (1 << 20) + 1) }
        #expect(long.status == 65)
        #expect(long.standardError.contains("expected at most 1048576 bytes, found 1048577"))
        let missing = try run("benchmark", "--baseline", "nowhere.json")
        #expect(missing.status == 66)
        #expect(missing.standardOutput == "")
    }
}
