public import Datasets
public import ImageClassification
public import ModelFiles
public import PartialResults
internal import StrictJSON

/// The report of an evaluation.
public struct EvaluationReport {
    let evaluation: Evaluation
    let corrected: Corrected<ConfusionMatrix>?
    let rejection: RejectionCounts?
    let predictionSets: PredictionSetCounts?
    let data: EvaluatedData
    let model: EvaluatedModel
    let run: EvaluationRun
    /// The files, where there are several.
    let files: [ShardFile]
    let showsConfusion: Bool
    /// The first mistakes, as many as are listed; of several files numbered through all of them.
    let listedMistakes: ArraySlice<Evaluation.Mistake>
    let showsMistakes: Bool
    let showsReliability: Bool

    /// Puts a report together.
    ///
    /// - Parameters:
    ///   - result: What was found.
    ///   - dataset: Where the images and labels are.
    ///   - model: The model that was used.
    ///   - batchSize: How many images went through the network at once.
    ///   - isLimited: Whether only a part was evaluated because of a limit, rather than a range.
    ///   - showsConfusion: Whether the confusion matrix is part of the report.
    ///   - mistakes: How many mistakes are listed, at most; of 0 there is no list.
    ///   - showsReliability: Whether the accuracy at each confidence is part of the report.
    ///   - remarks: The result's remarks in sentences.
    public init(
        result: EvaluationResult, dataset: LabeledImages, model: Model, batchSize: Int,
        isLimited: Bool = true, showsConfusion: Bool = false, mistakes: Int = 0,
        showsReliability: Bool = false, remarks: [String] = []
    ) {
        evaluation = result.evaluation
        corrected = result.corrected
        rejection = result.rejection
        predictionSets = result.predictionSets
        data = EvaluatedData(
            dataset: dataset, verified: result.verified, range: result.range,
            imageCount: result.imageCount, isLimited: isLimited, remarks: remarks)
        self.model = EvaluatedModel(model, classNames: dataset.classNames(of: model))
        run = EvaluationRun(result.timing, batchSize: batchSize)
        files = []
        self.showsConfusion = showsConfusion
        listedMistakes = result.evaluation.mistakes.prefix(mistakes)
        showsMistakes = mistakes > 0
        self.showsReliability = showsReliability
    }

    /// Puts the report of merged parts together, which is that of the whole.
    ///
    /// Mistakes are listed if they were collected.
    ///
    /// - Parameters:
    ///   - partial: The parts, merged.
    ///   - showsConfusion: Whether the confusion matrix is part of the report.
    ///   - showsReliability: Whether the accuracy at each confidence is part of the report.
    public init(
        _ partial: PartialEvaluation, showsConfusion: Bool = false, showsReliability: Bool = false
    ) {
        evaluation = partial.evaluation
        corrected = nil
        rejection = partial.rejection
        predictionSets = partial.predictionSets
        data = EvaluatedData(partial)
        model = EvaluatedModel(partial.model)
        run = EvaluationRun(partial.run)
        files = partial.files.count > 1 ? partial.files : []
        self.showsConfusion = showsConfusion
        listedMistakes = partial.mistakes[...]
        showsMistakes = partial.evaluation.mistakeLimit > 0
        self.showsReliability = showsReliability
    }

    /// What was taken for granted of the data or looks wrong, in sentences.
    public var remarks: [String] { data.remarks }
    /// What the classes are called.
    var classNames: [String] { model.classNames }
    var accuracy: AccuracyReport {
        AccuracyReport(correct: evaluation.correct, total: evaluation.total)
    }
    /// The accuracy against corrected labels.
    var correctedAccuracy: AccuracyReport? {
        corrected.map { AccuracyReport(correct: $0.result.correct, total: $0.result.total) }
    }

    /// The right class of a mistake, where the file of corrections has one.
    func correctedLabel(of mistake: Evaluation.Mistake) -> Int? {
        corrected?.corrections[mistake.index]
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
