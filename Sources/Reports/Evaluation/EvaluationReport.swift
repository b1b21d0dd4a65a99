public import Datasets
public import ImageClassification
public import ModelFiles
internal import StrictJSON

/// The report of an evaluation.
public struct EvaluationReport {
    let result: EvaluationResult
    let dataset: LabeledImages
    let model: Model
    let batchSize: Int
    let showsConfusion: Bool
    let showsMistakes: Bool
    let showsReliability: Bool
    let remarks: [String]

    /// Puts a report together.
    ///
    /// - Parameters:
    ///   - result: What was found.
    ///   - dataset: Where the images and labels are.
    ///   - model: The model that was used.
    ///   - batchSize: How many images went through the network at once.
    ///   - showsConfusion: Whether the confusion matrix is part of the report.
    ///   - showsMistakes: Whether mistakes are listed.
    ///   - showsReliability: Whether the accuracy at each confidence is part of the report.
    ///   - remarks: The result's remarks in sentences.
    public init(
        result: EvaluationResult, dataset: LabeledImages, model: Model, batchSize: Int,
        showsConfusion: Bool = false, showsMistakes: Bool = false, showsReliability: Bool = false,
        remarks: [String] = []
    ) {
        self.result = result
        self.dataset = dataset
        self.model = model
        self.batchSize = batchSize
        self.showsConfusion = showsConfusion
        self.showsMistakes = showsMistakes
        self.showsReliability = showsReliability
        self.remarks = remarks
    }

    var evaluation: Evaluation { result.evaluation }
    var classNames: [String] { dataset.classNames(of: model) }
    var data: EvaluatedData {
        EvaluatedData(
            dataset: dataset, verified: result.verified, total: evaluation.total,
            imageCount: result.imageCount, remarks: remarks)
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

    /// The report in a form.
    public func rendered(as format: OutputFormat) -> String {
        switch format {
        case .text: text
        case .json: json.text(pretty: true) + "\n"
        case .csv: csv
        }
    }
}
