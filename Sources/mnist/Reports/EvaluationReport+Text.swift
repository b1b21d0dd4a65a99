import ImageClassification
import StrictJSON

extension EvaluationReport {
    var text: String {
        var text = summary.text + "\n" + classTable
        if showsConfusion { text += "\n" + confusionTable }
        if showsMistakes { text += "\n" + mistakeTable }
        return text + "\n" + timing.text
    }

    private var summary: TextTable {
        let interval = evaluation.accuracyInterval
        var table = TextTable([.left, .left])
        table.append(["data", dataDescription])
        table.append(["model", model.summary])
        table.append(["images", grouped(evaluation.total)])
        table.append(["correct", grouped(evaluation.correct)])
        table.append([
            "accuracy",
            "\(percent(evaluation.accuracy))  (95 % Wilson interval "
                + "\(fixed(100 * interval.lower, 2)) to \(percent(interval.upper)))",
        ])
        if evaluation.topK > 1 {
            table.append([
                "top \(evaluation.topK)",
                "\(percent(evaluation.topKAccuracy))  (\(grouped(evaluation.topKCorrect)))",
            ])
        }
        table.append([
            "loss", "\(fixed(evaluation.meanCrossEntropy, 4))  (mean cross-entropy, nats)",
        ])
        return table
    }

    private var dataDescription: String {
        if let preset = result.verified {
            return "\(preset.title) test set (verified: SHA-256 of both files matches)"
        }
        let name =
            dataset.preset.map { "\($0.title) test set" } ?? terminalSafe(dataset.images)
        if evaluation.total < result.imageCount {
            return "\(name), the first \(grouped(evaluation.total)) of "
                + "\(grouped(result.imageCount)) images (not verified: --limit)"
        }
        return "\(name) (not a known set)"
    }

    /// The layout of scikit-learn's `classification_report(digits=4)`.
    private var classTable: String {
        let report = evaluation.report
        let names = classNames.map { displayName($0) }
        let width = max(Self.weighted.count, names.map(\.count).max() ?? 0)
        func line(_ name: String, _ cells: [String]) -> String {
            pad(name, to: width, .right) + " "
                + cells.map { " " + pad($0, to: 9, .right) }.joined() + "\n"
        }
        func line(_ name: String, _ row: ClassificationReport.Row) -> String {
            line(
                name, [row.precision, row.recall, row.f1].map { fixed($0, 4) } + ["\(row.support)"])
        }
        return line("", ["precision", "recall", "f1-score", "support"]) + "\n"
            + zip(names, report.classes).map { line($0, $1) }.joined() + "\n"
            + line("accuracy", ["", "", fixed(evaluation.accuracy, 4), "\(evaluation.total)"])
            + line("macro avg", report.macroAverage) + line(Self.weighted, report.weightedAverage)
    }

    private static let weighted = "weighted avg"

    private var confusionTable: String {
        let matrix = evaluation.confusion
        let names = classNames.map { displayName($0) }
        var table = TextTable([.right] + names.map { _ in .right })
        table.append(["true \\ predicted"] + names)
        for label in names.indices {
            table.append(
                [names[label]]
                    + names.indices.map { "\(matrix[label: label, prediction: $0])" })
        }
        return table.text
    }

    private var mistakeTable: String {
        var table = TextTable([.right, .left, .left, .right])
        table.append(["image", "true", "predicted", "confidence"])
        for mistake in evaluation.mistakes {
            table.append([
                "\(mistake.index)", displayName(classNames[mistake.label]),
                displayName(classNames[mistake.prediction]), percent(mistake.confidence),
            ])
        }
        return table.text
    }

    private var timing: TextTable {
        let timing = result.timing
        let rate = Double(evaluation.total) / max(timing.wall.seconds, 1e-9)
        var table = TextTable([.left, .left])
        table.append([
            "time",
            "\(time(timing.wall.seconds))  (\(grouped(Int(rate))) images/s; reading "
                + "\(time(timing.reading.seconds)), inference \(time(timing.inference.seconds)))",
        ])
        table.append([
            "with",
            "\(timing.threads) \(timing.threads == 1 ? "thread" : "threads"), "
                + "batches of \(batchSize), \(kernel) kernels",
        ])
        return table
    }
}
