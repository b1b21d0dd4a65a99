import Foundation
import Testing

@Suite("mnist benchmark")
struct BenchmarkTests {
    private static let short = [
        "--batch-sizes", "1,7", "--threads", "1,2", "--duration", "0.01", "--warmup", "0",
    ]

    private func benchmark(_ arguments: String...) throws -> CommandResult {
        let data = try TinyData()
        return try withExtendedLifetime(data.temporary) {
            try run(
                ["benchmark", "--images", data.images, "--model", data.model]
                    + ["--weight-order", "input-output"] + Self.short + arguments)
        }
    }

    @Test("each combination has a line, and the table says on what it was measured")
    func text() throws {
        let result = try benchmark()
        #expect(result.status == 0)
        #expect(result.standardError == "")
        let lines = result.standardOutput.split(separator: "\n")
        #expect(lines.contains("work     16 multiply-adds per image"))
        #expect(lines.contains { $0.hasPrefix("machine  ") })
        #expect(lines.contains { $0.hasPrefix("kernels  ") })
        #expect(lines.last == "All answers have the same bits as those to single images.")
        #expect(
            lines.filter { $0.hasSuffix("s") && $0.contains("–") && !$0.contains("p50") }.count == 4
        )
    }

    @Test("JSON has rates and percentiles in order")
    func json() throws {
        let report = try #require(try benchmark("--format", "json").json as? [String: Any])
        #expect(report["answers_verified"] as? Bool == true)
        let results = try #require(report["results"] as? [[String: Any]])
        #expect(results.map { $0["batch_size"] as? Int } == [1, 7, 1, 7])
        #expect(results.map { $0["threads"] as? Int } == [1, 1, 2, 2])
        for result in results {
            let rate = try #require(result["images_per_second"] as? [String: Double])
            let (low, middle, high) = (rate["min"] ?? 0, rate["median"] ?? 0, rate["max"] ?? 0)
            #expect(0 < low && low <= middle && middle <= high)
            let latency = try #require(result["seconds_per_batch"] as? [String: Double])
            let (p50, p90, p99) = (latency["p50"] ?? 0, latency["p90"] ?? 0, latency["p99"] ?? 0)
            #expect(0 < p50 && p50 <= p90 && p90 <= p99)
        }
    }

    @Test("CSV has a line for each combination")
    func csv() throws {
        let lines = try benchmark("--format", "csv").standardOutput.split(separator: "\n")
        #expect(lines.count == 5)
        #expect(lines.allSatisfy { $0.split(separator: ",").count == 9 })
    }
}
