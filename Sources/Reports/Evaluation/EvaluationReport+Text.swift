internal import Figures
internal import FileIO
internal import ImageClassification

extension EvaluationReport {
    var text: String {
        var text = summary.text + "\n" + classTable
        if showsConfusion { text += "\n" + confusionTable }
        if showsMistakes { text += "\n" + mistakeTable }
        if showsReliability { text += "\n" + evaluation.calibration.diagram }
        return text + "\n"
            + run.text(images: evaluation.total)
    }

    private var summary: TextTable {
        var table = TextTable([.left, .left])
        table.append(["data", data.text])
        for remark in data.remarks { table.append(["note", terminalSafe(remark)]) }
        table.append(["model", model.summary])
        for row in model.originRows { table.append([row.key, row.text]) }
        table.append(["images", grouped(evaluation.total)])
        table.append(["correct", grouped(evaluation.correct)])
        table.append([
            "accuracy",
            "\(accuracy.percentage)  (95 % Wilson interval \(accuracy.intervalText))",
        ])
        if let corrected = corrected, let accuracy = correctedAccuracy {
            table.append([
                "corrected",
                "\(accuracy.percentage)  (95 % Wilson interval \(accuracy.intervalText); "
                    + "\(grouped(accuracy.correct)) correct, \(corrected.text))",
            ])
        }
        if evaluation.topK > 1 {
            table.append([
                "top \(evaluation.topK)",
                "\(percent(evaluation.topKAccuracy))  (\(grouped(evaluation.topKCorrect)))",
            ])
        }
        table.append([
            "loss", "\(fixed(evaluation.meanCrossEntropy, 4))  (mean cross-entropy, nats)",
        ])
        table.append(["Brier", "\(fixed(evaluation.brierScore, 4))  (mean, 0 is best)"])
        table.append(["ECE", evaluation.calibration.text])
        if let sets = predictionSets { table.append(["sets", sets.text]) }
        if let rejection = rejection { table.append(["rejected", rejection.text]) }
        return table
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
        var table = TextTable([.right, .left, .left, .right, .left])
        table.append([
            "image", "true", "predicted", "confidence", corrected == nil ? "" : "corrected",
        ])
        for mistake in listedMistakes {
            table.append([
                "\(mistake.index)", displayName(classNames[mistake.label]),
                displayName(classNames[mistake.prediction]), probability(mistake.confidence),
                correctedLabel(of: mistake).map { displayName(classNames[$0]) } ?? "",
            ])
        }
        return table.text
    }
}
