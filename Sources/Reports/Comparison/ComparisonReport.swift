public import Datasets
public import ImageClassification
public import ModelFiles
internal import StrictJSON

/// The report of a comparison of two models.
public struct ComparisonReport {
    let result: ComparisonResult
    let dataset: LabeledImages
    let first: Model
    let second: Model
    let batchSize: Int
    private let listLimit: Int
    let remarks: [String]

    /// Puts a report together.
    ///
    /// - Parameters:
    ///   - result: What was found.
    ///   - dataset: Where the images and labels are.
    ///   - first: The first model.
    ///   - second: The second model.
    ///   - batchSize: How many images went through the network at once.
    ///   - disagreements: How many disagreements are listed at most; of 0 there is no list.
    ///   - remarks: The result's remarks in sentences.
    public init(
        result: ComparisonResult, dataset: LabeledImages, first: Model, second: Model,
        batchSize: Int, disagreements: Int = 0, remarks: [String] = []
    ) {
        self.result = result
        self.dataset = dataset
        self.first = first
        self.second = second
        self.batchSize = batchSize
        listLimit = disagreements
        self.remarks = remarks
    }

    var comparison: ModelComparison { result.comparison }
    var showsDisagreements: Bool { listLimit > 0 }
    /// The disagreements of the list.
    var listed: ArraySlice<ModelComparison.Disagreement> {
        comparison.disagreements.prefix(listLimit)
    }
    var data: EvaluatedData {
        EvaluatedData(
            dataset: dataset, verified: result.verified, range: 0..<comparison.total,
            imageCount: result.imageCount, remarks: remarks)
    }

    /// The right class of a disagreement, where the file of corrections has one.
    func correctedLabel(of disagreement: ModelComparison.Disagreement) -> Int? {
        result.corrected?.corrections[disagreement.index]
    }

    /// The report in a form.
    public func rendered(as format: OutputFormat) -> String {
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
