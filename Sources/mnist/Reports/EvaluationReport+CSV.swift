import ImageClassification

/// The columns are documented in `docs/command.md`; they stay as they are.
extension EvaluationReport {
    /// One table: scores per class, or the one that was asked for.
    var csv: String {
        if showsConfusion { return confusionCSV }
        return showsMistakes ? mistakesCSV : classesCSV
    }

    private var classesCSV: String {
        csvLine(["label", "name", "precision", "recall", "f1", "support"])
            + evaluation.report.classes.enumerated().map { label, row in
                csvLine(
                    ["\(label)", classNames[label]]
                        + [row.precision, row.recall, row.f1].map { "\($0)" } + ["\(row.support)"])
            }.joined()
    }

    private var confusionCSV: String {
        let matrix = evaluation.confusion
        let labels = 0..<matrix.classCount
        return csvLine(["label"] + labels.map { "predicted_\($0)" })
            + labels.map { label in
                csvLine(
                    ["\(label)"] + labels.map { "\(matrix[label: label, prediction: $0])" })
            }.joined()
    }

    private var mistakesCSV: String {
        csvLine(["index", "label", "prediction", "confidence"])
            + evaluation.mistakes.map { mistake in
                csvLine([
                    "\(mistake.index)", "\(mistake.label)", "\(mistake.prediction)",
                    "\(mistake.confidence)",
                ])
            }.joined()
    }
}
