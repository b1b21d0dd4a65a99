import ImageClassification
import StrictJSON

/// What `mnist compare` prints.
struct ComparisonReport {
    let result: ComparisonResult
    let dataset: LabeledImages
    let first: Model
    let second: Model
    let batchSize: Int
    let showsDisagreements: Bool

    var comparison: ModelComparison { result.comparison }
    var data: EvaluatedData {
        EvaluatedData(
            dataset: dataset, verified: result.verified, total: comparison.total,
            imageCount: result.imageCount)
    }

    /// The right class of a disagreement, where the file of corrections has one.
    func correctedLabel(of disagreement: ModelComparison.Disagreement) -> Int? {
        result.corrected?.corrections[disagreement.index]
    }

    func rendered(as format: OutputFormat) -> String {
        switch format {
        case .text: text
        case .json: json.text(pretty: true) + "\n"
        case .csv: showsDisagreements ? disagreementsCSV : modelsCSV
        }
    }
}

extension ModelComparison {
    /// What the two have right, in their order.
    var accuracies: [AccuracyReport] {
        [firstCorrect, secondCorrect].map { AccuracyReport(correct: $0, total: total) }
    }
}
