internal import Figures
internal import FileIO
public import ImageClassification

/// The report of a comparison as one page to look at, send and keep.
///
/// Its figures are those of ``ComparisonReport``. The same run gives the same bytes, but for times.
public struct ComparisonPage {
    let report: ComparisonReport
    /// What was run: names with their values, such as the command and the digests of files.
    let run: [(name: String, value: String)]
    let pictures: [Picture]

    /// An image that is answered differently, with both answers.
    struct Picture {
        let disagreement: ModelComparison.Disagreement
        let pixels: [UInt8]
        let first: Classification
        let second: Classification
    }

    /// The most pictures, those with the lowest positions.
    public static let pictureLimit = 500

    /// Puts a page together.
    ///
    /// - Parameters:
    ///   - report: The figures.
    ///   - run: What was run, besides data and models: names with their values.
    ///   - first: The images of ``disagreements(of:)`` with the answers of the first model and pixels.
    ///   - second: The answers of the second model to them, in the same order.
    /// - Throws: ``ReportError`` if an answer or a label is not the one that was counted.
    public init(
        _ report: ComparisonReport, run: [(name: String, value: String)],
        first: [ClassifiedImage], second: [Classification]
    ) throws(ReportError) {
        self.report = report
        self.run = run.map { ($0.name, terminalSafe($0.value)) }
        let known = Dictionary(
            report.comparison.disagreements.map { ($0.index, $0) },
            uniquingKeysWith: { first, _ in first })
        var pictures: [Picture] = []
        for (image, answer) in zip(first, second) {
            guard let item = known[image.index] else { continue }
            guard image.label == item.label, image.answer.prediction == item.first,
                answer.prediction == item.second
            else { throw .imageChanged(file: report.dataset.images, index: image.index) }
            pictures.append(
                Picture(
                    disagreement: item, pixels: image.pixels, first: image.answer, second: answer))
        }
        self.pictures = pictures
    }

    /// The disagreements whose pictures the page shows.
    public static func disagreements(of result: ComparisonResult) -> [Int] {
        result.comparison.disagreements.prefix(pictureLimit).map(\.index)
    }

    /// The page.
    public var html: String {
        var sections = [figures(report.comparison)]
        if let corrected = report.result.corrected {
            sections.append(
                HTML.section(
                    "With corrected labels", id: "corrected",
                    "<p>\(xmlText(corrected.text))</p>\n" + figures(corrected.result)))
        }
        sections += [
            HTML.section("Answered differently", id: "disagreements", gallery),
            HTML.section("What was run", id: "run", HTML.facts(runFacts)),
        ]
        return HTMLPage(title: title, sections: sections).html
    }

    private var title: String {
        "\(displayName(report.first.manifest.name)) and "
            + "\(displayName(report.second.manifest.name)) on \(report.data.title)"
    }
}

extension ComparisonPage {
    private func figures(_ comparison: ModelComparison) -> String {
        let models = zip(["A", "B"], [report.first, report.second])
        let accuracies = zip(models, comparison.accuracies).map { pair, accuracy in
            (
                "\(pair.0): \(displayName(pair.1.manifest.name))",
                [grouped(accuracy.correct), accuracy.percentage, accuracy.intervalText]
            )
        }
        let table = ComparisonReport.table(comparison).map { ($0[0], Array($0.dropFirst())) }
        return HTML.table(["network", "correct", "accuracy", "95 % Wilson interval"], accuracies)
            + "\n" + HTML.table(["images", "B right", "B wrong"], table) + "\n"
            + HTML.facts(ComparisonReport.verdict(comparison))
    }

    private var gallery: String {
        let count = report.comparison.disagreementCount
        if count == 0 { return "<p>There is none.</p>" }
        let items = pictures.map { "<li>\(item($0))</li>" }
        return
            "<p>\(grouped(pictures.count)) of \(grouped(count)), by rising position in the file, "
            + "from 0.</p>\n<ul class=\"pictures\">\n\(items.joined(separator: "\n"))\n</ul>"
    }

    private func item(_ picture: Picture) -> String {
        let item = picture.disagreement
        let (names, shape) = (report.first.manifest.classes, report.first.manifest.input)
        let label = displayName(names[item.label])
        let image =
            InlinePicture(pixels: picture.pixels, height: shape.height, width: shape.width)
            .map { $0.html("image \(item.index), a \(label)") } ?? ""
        let corrected = report.correctedLabel(of: item).map {
            ", corrected to \(displayName(names[$0]))"
        }
        return "\(image)\(item.index): \(xmlText(label + (corrected ?? "")))<br>"
            + answer("A", picture.first, names, isRight: item.first == item.label) + "<br>"
            + answer(
                "B", picture.second, report.second.manifest.classes,
                isRight: item.second == item.label)
    }

    private func answer(
        _ letter: String, _ answer: Classification, _ names: [String], isRight: Bool
    ) -> String {
        let name = xmlText(displayName(names[answer.prediction]))
        return "\(letter) <strong>\(name)</strong> "
            + "\(xmlText(probability(Double(answer.confidence)))) \(isRight ? "✓" : "✗")"
    }

    private var runFacts: [(name: String, value: String)] {
        let conditions = EvaluationRun(report.result.timing, batchSize: report.batchSize)
        let models = zip(["A", "B"], [report.first, report.second]).flatMap { letter, model in
            [(name: letter, value: model.summary)]
                + model.originRows.map { (name: "\(letter), \($0.key)", value: $0.text) }
        }
        return [("data", report.data.text), ("images", grouped(report.comparison.total))] + models
            + report.remarks.map { ("note", terminalSafe($0)) } + run + conditions.facts
    }
}
