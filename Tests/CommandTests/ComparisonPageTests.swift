import Foundation
import ImageClassification
import Reports
import TestSupport
import Testing

/// The page of `--report` is checked against the JSON of the same run.
@Suite("mnist compare --report")
struct ComparisonPageTests {
    /// The brightest pixel against the darkest, which differ on all six images.
    private static func compare(
        _ data: TinyData, _ arguments: String...
    ) throws -> (result: CommandResult, page: String) {
        let negative: [Float] = [-1, 0, 0, 0, 0, -1, 0, 0, 0, 0, -1, 0, 0, 0, 0, -1]
        let darkest = try data.temporary.write(
            safetensors([("W1", [4, 4], negative), ("b1", [4], [0, 0, 0, 0])]),
            to: "darkest.safetensors")
        let file = data.temporary.path("report.html")
        let result = try run(
            [
                "compare", data.model, darkest, "--images", data.images, "--labels", data.labels,
                "--weight-order", "input-output", "--mean", "0", "--report", file,
            ] + arguments)
        #expect(result.status == 0)
        return (result, try String(contentsOfFile: file, encoding: .utf8))
    }

    @Test("figures are those of the JSON")
    func figures() throws {
        let data = try TinyData()
        let (result, page) = try Self.compare(data, "--format", "json")
        let report = try #require(try result.json as? [String: Any])
        for model in try #require(report["models"] as? [[String: Any]]) {
            let accuracy = try #require(model["accuracy"] as? Double)
            let correct = try #require(model["correct"] as? Int)
            let cells = "<td>\(correct)</td><td>\(String(format: "%.2f", 100 * accuracy)) %</td>"
            #expect(page.contains(cells), "\(cells)")
        }
        for (row, keys) in [
            ("A right", ["both_correct", "only_first_correct"]),
            ("A wrong", ["only_second_correct", "both_wrong"]),
        ] {
            let counts = try keys.map { try #require(report[$0] as? Int) }
            #expect(
                page.contains(
                    "<th scope=\"row\">\(row)</th><td>\(counts[0])</td><td>\(counts[1])</td>"))
        }
        let test = try #require(report["mcnemar"] as? [String: Any])
        let p = try #require(test["p_value"] as? Double)
        #expect(page.contains("p = \(String(format: "%.4f", p))"))
        #expect(report["disagreements"] == nil)
    }

    @Test("each image that is answered differently is shown with both answers")
    func pictures() throws {
        let (_, page) = try Self.compare(try TinyData())
        let items = page.matches(of: #/<li><img [^>]*alt="image (\d), a (\d)"[^>]*>(.*)</li>/#)
        #expect(items.map { String($0.1) } == ["0", "1", "2", "3", "4", "5"])
        // The fifth image is darkest at 2 and brightest at 0, which is right; the last is labeled 2.
        #expect(
            items[4].3.contains("A <strong>0</strong>") && items[4].3.contains("✓<br>B <strong>2"))
        #expect(items[5].3.contains("A <strong>1</strong>") && !items[5].3.contains("✓"))
    }

    @Test("images, labels and answers that are others when they are read once more are an error")
    func changed() throws {
        let classifiers = (try Classifier(.mnistSigmoid), try Classifier(.mnistMLP))
        var options = EvaluationOptions()
        options.limit = 300
        options.mistakeLimit = 10
        let dataset = DatasetPreset.mnist.testSet
        let result = try classifiers.0.compare(
            with: classifiers.1, on: dataset, options: options)
        let report = ComparisonReport(
            result: result, dataset: dataset, first: classifiers.0.model,
            second: classifiers.1.model, batchSize: 128)
        let indices = ComparisonPage.disagreements(of: result)
        let first = try #require(indices.first)
        func page(
            of images: LabeledImages, answers: [Classification]? = nil
        ) throws -> ComparisonPage {
            var selection = try ImageSelection(
                indices.map { $0...$0 }, of: images, classifier: classifiers.0)
            let read = try selection.classify(with: classifiers.0, keepingPixels: true)
            return try ComparisonPage(
                report, run: [], first: read,
                second: try answers ?? classifiers.1.classify(batch: read.flatMap(\.pixels)))
        }
        let sound = try page(of: dataset)
        #expect(sound.html.matches(of: #/<li><img /#).count == indices.count)
        let fashion = DatasetPreset.fashionMNIST.testSet
        #expect(throws: ReportError.imageChanged(file: dataset.images, index: first)) {
            try page(of: fashion)
        }
        // The images are the same, the labels are not.
        let relabeled = LabeledImages(images: dataset.images, labels: fashion.labels)
        #expect(throws: ReportError.self) { try page(of: relabeled) }
        // The first network answers as before, the second as the first.
        var selection = try ImageSelection(
            indices.map { $0...$0 }, of: dataset, classifier: classifiers.0)
        let answers = try selection.classify(with: classifiers.0, keepingPixels: false)
            .map(\.answer)
        #expect(throws: ReportError.imageChanged(file: dataset.images, index: first)) {
            try page(of: dataset, answers: answers)
        }
    }

    @Test("the list of the report is as long as was asked for")
    func list() throws {
        let (result, _) = try Self.compare(
            try TinyData(), "--format", "json", "--disagreements", "2")
        let report = try #require(try result.json as? [String: Any])
        #expect((report["disagreements"] as? [Any])?.count == 2)
    }

    @Test("the page needs nothing else, and the same run gives the same bytes, but for the time")
    func same() throws {
        let data = try TinyData()
        let pages = try (0..<2).map { _ -> [Substring] in
            let page = try Self.compare(data).page
            #expect(!page.contains("<script"))
            #expect(page.matches(of: #/(?:src|href)="(?!data:|#)/#).isEmpty)
            return page.split(separator: "\n").filter { !$0.contains(">time<") }
        }
        #expect(pages[0] == pages[1] && pages[0].count > 40)
    }
}
