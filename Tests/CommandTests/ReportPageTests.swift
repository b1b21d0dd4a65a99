import Foundation
import ImageClassification
import Reports
import TestSupport
import Testing

/// The page of `--report` is checked against the JSON of the same run.
@Suite("mnist evaluate --report")
struct ReportPageTests {
    private static func page(_ data: TinyData) throws -> String {
        let file = data.temporary.path("report.html")
        #expect(try data.run("evaluate", "--report", file).status == 0)
        return try String(contentsOfFile: file, encoding: .utf8)
    }

    @Test("figures are those of the JSON")
    func figures() throws {
        let data = try TinyData()
        let report = try #require(
            try data.run("evaluate", "--format", "json", "--confusion").json as? [String: Any])
        let page = try Self.page(data)
        let accuracy = try #require(report["accuracy"] as? Double)
        #expect(page.contains(">\(String(format: "%.2f", 100 * accuracy)) %</span>"))
        let loss = try #require(report["mean_cross_entropy"] as? Double)
        #expect(page.contains("<td>\(String(format: "%.4f", loss)) nats"))
        let matrix = try #require(report["confusion_matrix"] as? [[Int]])
        let cells = matrix.joined().filter { $0 > 0 }
        let shown = page.matches(of: #/<td class="(?:right|wrong)"[^>]*>(?:<a [^>]*>)?(\d+)/#)
        #expect(shown.map { Int($0.1) } == cells.map { $0 })
    }

    @Test("each cell with mistakes leads to their pictures")
    func cells() throws {
        let page = try Self.page(try TinyData())
        let links = page.matches(of: #/href="#(cell-\d+-\d+)"/#).map { String($0.1) }
        #expect(!links.isEmpty)
        for link in links { #expect(page.contains("<h3 id=\"\(link)\">")) }
        #expect(page.contains("src=\"data:image/png;base64,iVBORw0KGgo"))
    }

    @Test("there is no script, and nothing is fetched")
    func selfContained() throws {
        let page = try Self.page(try TinyData())
        #expect(!page.contains("<script") && !page.contains("http://www.w3.org/1999"))
        #expect(page.matches(of: #/(?:src|href)="(?!data:|#)/#).isEmpty)
        #expect(page.contains("default-src 'none'"))
    }

    @Test("names that a terminal would obey stand escaped on the page")
    func names() throws {
        let data = try TinyData()
        let (name, model) = ("a\u{1B}[31m\u{202E}<b>\u{85}\u{2029}", data.temporary.path("m.st"))
        let converted = try CommandTests.run([
            "convert", data.model, "--weight-order", "input-output", "--mean", "0", "--name", name,
            "--class-names", "w\u{7},x\u{200B},y\u{0301},z", "--output", model,
        ])
        #expect(converted.status == 0)
        let file = data.temporary.path("report.html")
        let result = try CommandTests.run([
            "evaluate", "--images", data.images, "--labels", data.labels, "--model", model,
            "--report", file, "--misclassified", "1",
        ])
        #expect(result.status == 0)
        let page = try String(contentsOfFile: file, encoding: .utf8)
        #expect(page.contains(#"<h1>a\u{1b}[31m\u{202e}&lt;b&gt;\u{85}\u{2029} on "#))
        #expect(page.contains(#"w\u{7}"#) && page.contains(#"x\u{200b}"#))
        let hidden = page.unicodeScalars.filter {
            [.control, .format, .lineSeparator, .paragraphSeparator].contains(
                $0.properties.generalCategory) && $0 != "\n"
        }
        #expect(Array(hidden) == [])
    }

    @Test("the same run gives the same bytes, but for times")
    func deterministic() throws {
        let data = try TinyData()
        let pages = try (0..<2).map { _ -> [Substring] in
            let page = try Self.page(data)
            try FileManager.default.removeItem(atPath: data.temporary.path("report.html"))
            return page.split(separator: "\n").filter {
                !$0.contains(">time<") && !$0.contains(">command<")
            }
        }
        #expect(pages[0] == pages[1])
    }

    @Test("images that have changed since they were answered are an error")
    func changed() throws {
        let classifier = try Classifier(.mnistSigmoid)
        var options = EvaluationOptions()
        options.limit = 300
        options.mistakeLimit = 10
        let dataset = DatasetPreset.mnist.testSet
        let result = try classifier.evaluate(dataset, options: options)
        let report = EvaluationReport(
            result: result, dataset: dataset, model: result.model, batchSize: 128)
        let index = try #require(EvaluationPage.surestMistakes(of: result).first)
        func page(of dataset: LabeledImages) throws -> EvaluationPage {
            var selection = try ImageSelection(
                [index...index], of: dataset, classifier: classifier)
            return try EvaluationPage(
                report, of: result.model, run: [],
                mistakes: try selection.classify(with: classifier, keepingPixels: true))
        }
        #expect(try page(of: dataset).html.contains("data:image/png"))
        #expect(throws: ReportError.imageChanged(file: dataset.images, index: index)) {
            try page(of: DatasetPreset.fashionMNIST.testSet)
        }
    }
}
