import Foundation
import TestSupport
import Testing

/// The page of `--report` is checked against the JSON of the same run.
@Suite("mnist benchmark --report")
struct BenchmarkPageTests {
    @Test("rates and latencies are those of the JSON, and the chart is that of --svg")
    func figures() throws {
        let data = try TinyData()
        let (file, chart) = (data.temporary.path("report.html"), data.temporary.path("chart.svg"))
        let result = try run([
            "benchmark", "--images", data.images, "--model", data.model, "--weight-order",
            "input-output", "--mean", "0", "--batch-sizes", "1,7", "--threads", "1,2",
            "--duration", "0.01", "--warmup", "0", "--format", "json", "--report", file, "--svg",
            chart,
        ])
        #expect(result.status == 0)
        let page = try String(contentsOfFile: file, encoding: .utf8)
        let report = try #require(try result.json as? [String: Any])
        let results = try #require(report["results"] as? [[String: Any]])
        #expect(results.count == 4)
        let digits = page.replacingOccurrences(of: ",", with: "")
        for result in results {
            let rates = try #require(result["images_per_second"] as? [String: Double])
            let cells = ["median", "min", "max"].map { String(format: "%.0f", rates[$0] ?? 0) }
            let size = try #require(result["batch_size"] as? Int)
            let threads = try #require(result["threads"] as? Int)
            let row = "<td>\(size)</td><td>\(threads)</td><td>\(cells[0])</td>"
            #expect(digits.contains(row + "<td>\(cells[1])–\(cells[2])</td>"), "\(row)")
        }
        #expect(page.contains(try String(contentsOfFile: chart, encoding: .utf8)))
        #expect(page.contains("16 multiply-adds per image"))
        #expect(!page.contains("<script"))
        #expect(page.matches(of: #/(?:src|href)="(?!data:|#)/#).isEmpty)
    }
}
