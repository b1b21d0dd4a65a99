import ImageClassification
import StrictJSON

/// What `mnist evaluate` prints.
struct EvaluationReport {
    let result: EvaluationResult
    let dataset: LabeledImages
    let model: Model
    let batchSize: Int
    let showsConfusion: Bool
    let showsMistakes: Bool

    var evaluation: Evaluation { result.evaluation }
    var classNames: [String] { model.manifest.classes }
    var data: EvaluatedData {
        EvaluatedData(
            dataset: dataset, verified: result.verified, total: evaluation.total,
            imageCount: result.imageCount)
    }
    var accuracy: AccuracyReport {
        AccuracyReport(correct: evaluation.correct, total: evaluation.total)
    }
    /// The accuracy against corrected labels.
    var correctedAccuracy: AccuracyReport? {
        result.corrected.map { AccuracyReport(correct: $0.result.correct, total: $0.result.total) }
    }

    /// The right class of a mistake, where the file of corrections has one.
    func correctedLabel(of mistake: Evaluation.Mistake) -> Int? {
        result.corrected?.corrections[mistake.index]
    }

    func rendered(as format: OutputFormat) -> String {
        switch format {
        case .text: text
        case .json: json.text(pretty: true) + "\n"
        case .csv: csv
        }
    }
}
