internal import ImageClassification

/// The columns are documented in `docs/command.md`; they stay as they are.
extension EvaluationReport {
    /// One table: scores per class, or the one that was asked for.
    var csv: String {
        if showsConfusion { return confusionCSV }
        if showsReliability { return evaluation.calibration.csv }
        return showsMistakes ? mistakesCSV : classesCSV
    }

    private var classesCSV: String {
        let columns = ["precision", "recall", "f1", "support"]
        let corrected = self.corrected.map { ClassificationReport($0.result) }
        let correctedColumns = corrected == nil ? [] : columns.map { "corrected_\($0)" }
        return csvLine(["label", "name"] + columns + correctedColumns)
            + evaluation.report.classes.enumerated().map { label, row in
                csvLine(
                    ["\(label)", classNames[label]] + fields(row)
                        + (corrected.map { fields($0.classes[label]) } ?? []))
            }.joined()
    }

    private func fields(_ row: ClassificationReport.Row) -> [String] {
        [row.precision, row.recall, row.f1].map { "\($0)" } + ["\(row.support)"]
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
        let isCorrected = corrected != nil
        return csvLine(
            ["index", "label", "prediction", "confidence"]
                + (isCorrected ? ["corrected_label"] : []))
            + listedMistakes.map { mistake in
                csvLine(
                    [
                        "\(mistake.index)", "\(mistake.label)", "\(mistake.prediction)",
                        "\(mistake.confidence)",
                    ] + (isCorrected ? [correctedLabel(of: mistake).map(String.init) ?? ""] : []))
            }.joined()
    }
}
