internal import Benchmarking
internal import Figures
internal import FileIO
public import ImageClassification

/// The report of an evaluation as one page to look at, send and keep.
///
/// Its figures are those of ``EvaluationReport``. The same run gives the same bytes, but for times.
public struct EvaluationPage {
    let report: EvaluationReport
    let model: Model
    /// What was run: names with their values, such as the command and the digest of a file.
    let run: [(name: String, value: String)]
    /// Mistakes with their pixels, by falling confidence.
    let pictures: [MisclassifiedImage]

    /// The most pictures: a page of 1,000 is smaller than 1.5 MB for images of 28 × 28.
    public static let pictureLimit = 1_000

    /// Puts a page together.
    ///
    /// - Parameters:
    ///   - report: The figures.
    ///   - model: The network that they are of.
    ///   - run: What was run, besides data and model: names with their values.
    ///   - mistakes: The images of ``surestMistakes(of:)``, classified with their pixels.
    /// - Throws: ``ReportError`` if an answer or a label is not the one that was counted.
    public init(
        _ report: EvaluationReport, of model: Model, run: [(name: String, value: String)],
        mistakes: [ClassifiedImage]
    ) throws(ReportError) {
        self.report = report
        self.model = model
        self.run = run.map { ($0.name, terminalSafe($0.value)) }
        let known = Dictionary(
            report.evaluation.mistakes.map { ($0.index, $0) },
            uniquingKeysWith: { first, _ in first })
        var pictures: [MisclassifiedImage] = []
        for image in mistakes {
            guard let mistake = known[image.index] else { continue }
            let difference = Double(image.answer.confidence) - mistake.confidence
            guard image.label == mistake.label, image.answer.prediction == mistake.prediction,
                abs(difference) <= sameProbability
            else { throw .imageChanged(file: report.data.images, index: image.index) }
            pictures.append(MisclassifiedImage(mistake: mistake, image: image))
        }
        self.pictures = pictures
    }

    /// The mistakes whose pictures the page shows, by falling confidence.
    ///
    /// Of equally sure ones the first in the data leads.
    public static func surestMistakes(of result: EvaluationResult) -> [Int] {
        result.evaluation.mistakes.map { (-$0.confidence, $0.index) }.sorted(by: <)
            .prefix(pictureLimit).map { $0.1 }
    }

    /// The page.
    public var html: String {
        HTMLPage(
            title: "\(displayName(model.manifest.name)) on \(report.data.title)",
            sections: [
                summary, classes, HTML.section("Confusion", id: "confusion", confusion),
                HTML.section("Surest mistakes", id: "mistakes", gallery),
                HTML.section("Reliability", id: "reliability", reliability),
                HTML.section("Mistakes by cell", id: "cells", cells),
                HTML.section("What was run", id: "run", HTML.facts(runFacts)),
            ]
        ).html
    }

    var names: [String] { report.classNames.map { displayName($0) } }

}

/// A mistake with the image that it was made on.
struct MisclassifiedImage {
    let mistake: Evaluation.Mistake
    let image: ClassifiedImage
}

extension EvaluationPage {
    private var summary: String {
        let evaluation = report.evaluation
        var rows = [
            ("correct", "\(grouped(evaluation.correct)) of \(grouped(evaluation.total))"),
            ("loss", "\(fixed(evaluation.meanCrossEntropy, 4)) nats, mean cross-entropy"),
            ("Brier score", "\(fixed(evaluation.brierScore, 4)), mean, 0 is best"),
            ("calibration error", evaluation.calibration.text),
        ]
        if evaluation.topK > 1 {
            rows.append(("top \(evaluation.topK)", percent(evaluation.topKAccuracy)))
        }
        if let corrected = report.corrected, let accuracy = report.correctedAccuracy {
            rows.append(
                (
                    "with corrected labels",
                    "\(accuracy.percentage), 95 % Wilson interval \(accuracy.intervalText); "
                        + corrected.text
                ))
        }
        if let sets = report.predictionSets { rows.append(("prediction sets", sets.text)) }
        if let rejection = report.rejection { rows.append(("rejected", rejection.text)) }
        return """
            <p><span class="big">\(report.accuracy.percentage)</span><br>accuracy; 95 % Wilson \
            interval \(report.accuracy.intervalText)</p>
            \(HTML.facts(rows))
            """
    }

    private var classes: String {
        let scores = report.evaluation.report
        func cells(_ row: ClassificationReport.Row) -> [String] {
            [row.precision, row.recall, row.f1].map { fixed($0, 4) } + [grouped(row.support)]
        }
        let rows =
            zip(names, scores.classes).map { ($0, cells($1)) } + [
                ("macro average", cells(scores.macroAverage)),
                ("weighted average", cells(scores.weightedAverage)),
            ]
        return HTML.section(
            "Classes", id: "classes",
            HTML.table(["class", "precision", "recall", "F1", "images"], rows))
    }

    private var reliability: String {
        let calibration = report.evaluation.calibration
        return "<p>Accuracy of the answers of each confidence. Where bars reach the diagonal, "
            + "confidences can be believed.</p>\n"
            + ReliabilityDiagram(calibration, title: model.manifest.name).svg
    }

    private var runFacts: [(name: String, value: String)] {
        [("data", report.data.text), ("model", report.model.summary)]
            + report.model.originRows.map { ($0.key, $0.text) }
            + report.remarks.map { ("note", terminalSafe($0)) } + run + report.run.facts
    }
}
