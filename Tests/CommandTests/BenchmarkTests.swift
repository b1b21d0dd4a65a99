import Foundation
import Testing
import TestSupport

#if canImport(FoundationXML)
    import FoundationXML
#endif

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
                    + ["--weight-order", "input-output", "--mean", "0"] + Self.short + arguments)
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
        #expect(report["clock_seconds"] as? Double ?? 0 > 0)
        let stages = try #require(report["stages"] as? [String: Any])
        #expect(stages["images"] as? Int == 10_000)
        #expect(stages["inflate"] as? Double ?? 0 > 0)
        #expect(stages["prepare"] as? Double ?? 0 > 0)
        #expect((stages["infer"] as? [Double])?.count == 1)
        for result in results {
            let rate = try #require(result["images_per_second"] as? [String: Double])
            let (low, middle, high) = (rate["min"] ?? 0, rate["median"] ?? 0, rate["max"] ?? 0)
            #expect(0 < low && low <= middle && middle <= high)
            let rounds = try #require(result["rounds"] as? [Double]).sorted()
            #expect(rounds.count == 10)
            #expect(rounds.first == low && rounds[4] == middle && rounds.last == high)
            let latency = try #require(result["seconds_per_batch"] as? [String: Double])
            let (p50, p90, p99) = (latency["p50"] ?? 0, latency["p90"] ?? 0, latency["p99"] ?? 0)
            #expect(0 < p50 && p50 <= p90 && p90 <= p99)
        }
    }

    @Test("CSV has a line for each combination")
    func csv() throws {
        let lines = try benchmark("--format", "csv").standardOutput.split(separator: "\n")
        #expect(lines.count == 5)
        #expect(lines.allSatisfy { $0.split(separator: ",").count == 10 })
    }

    @Test("several models take turns, each under its name, or its file where names are alike")
    func models() throws {
        let data = try TinyData()
        let content = try [UInt8](Data(contentsOf: URL(fileURLWithPath: data.model)))
        try FileManager.default.createDirectory(
            at: data.temporary.url("b"), withIntermediateDirectories: false)
        let twin = try data.temporary.write(content, to: "b/model.safetensors")
        let other = try data.temporary.write(content, to: "other.safetensors")
        let models = [data.model, twin, other]
        let result = try run(
            [
                "benchmark", "--images", data.images, "--models", models.joined(separator: ","),
                "--weight-order", "input-output", "--mean", "0", "--format", "csv",
            ] + Self.short)
        #expect(result.status == 0)
        let rows = result.standardOutput.split(separator: "\n").map { $0.split(separator: ",") }
        #expect(
            rows.dropFirst().map { $0[9] }
                == models.flatMap { model in
                    Array(
                        repeating: model == other ? "other.safetensors" : Substring(model), count: 4
                    )
                })
        withExtendedLifetime(data.temporary) {}
    }

    @Test("bars have a paragraph for each number of threads, and the longest is full")
    func plot() throws {
        let lines = try benchmark("--plot").standardOutput.split(separator: "\n")
        #expect(lines.contains("model.safetensors, 1 thread"))
        #expect(lines.contains("model.safetensors, 2 threads"))
        let bars = lines.filter { $0.contains("█") }
        #expect((1...4).contains(bars.count))
        #expect(bars.map { $0.count { $0 == "█" } }.max() == 40)
    }

    @Test("the chart is well-formed XML with a line for each number of threads")
    func chart() throws {
        let folder = try TemporaryFolder()
        let result = try benchmark("--svg", folder.url("chart.svg").path)
        #expect(result.status == 0)
        let parser = XMLParser(data: try Data(contentsOf: folder.url("chart.svg")))
        let reader = ChartReader()
        parser.delegate = reader
        #expect(parser.parse())
        #expect(reader.circles == 4)
        #expect(reader.texts.contains("model.safetensors, 1 thread"))
        #expect(reader.texts.contains("model.safetensors, 2 threads"))
        #expect(reader.texts.contains("10"))
    }

    @Test("names that mean something to XML are escaped")
    func hostileName() throws {
        let data = try TinyData()
        let content = try [UInt8](Data(contentsOf: URL(fileURLWithPath: data.model)))
        let model = try data.temporary.write(content, to: "<&\u{1B}>.safetensors")
        let chart = data.temporary.url("chart.svg")
        let result = try run(
            ["benchmark", "--images", data.images, "--model", model, "--svg", chart.path]
                + ["--weight-order", "input-output", "--mean", "0"] + Self.short)
        #expect(result.status == 0)
        let parser = XMLParser(data: try Data(contentsOf: chart))
        let reader = ChartReader()
        parser.delegate = reader
        #expect(parser.parse())
        #expect(reader.texts.contains("<&\\u{1b}>.safetensors, 1 thread"))
        withExtendedLifetime(data.temporary) {}
    }

    @Test("a chart that cannot be created has status 73 and leaves standard output empty")
    func chartNowhere() throws {
        let result = try benchmark("--svg", "nowhere/chart.svg")
        #expect(result.status == 73)
        #expect(result.standardOutput == "")
        #expect(
            result.standardError
                == "mnist: error: nowhere/chart.svg: cannot be created: no such file or directory\n"
        )
    }

    @Test("a folder is not replaced by a chart: status 73")
    func chartOverFolder() throws {
        let folder = try TemporaryFolder()
        let result = try benchmark("--svg", folder.url.path)
        #expect(result.status == 73)
        #expect(result.standardOutput == "")
    }
}

/// What a test wants to know of a chart.
private final class ChartReader: NSObject, XMLParserDelegate {
    var circles = 0
    var texts: [String] = []

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
        qualifiedName: String?, attributes: [String: String]
    ) {
        if name == "circle" { circles += 1 }
        if name == "text" { texts.append("") }
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) {
        if !texts.isEmpty { texts[texts.count - 1] += text }
    }

    func parser(
        _ parser: XMLParser, didEndElement name: String, namespaceURI: String?,
        qualifiedName: String?
    ) {
        // What follows a text is not part of it.
        if name == "text" { texts.append("") }
    }
}
