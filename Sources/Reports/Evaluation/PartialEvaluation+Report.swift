public import ImageClassification
public import PartialResults
internal import StrictJSON
internal import TensorCore

extension PartialEvaluation {
    /// Keeps the result of evaluating a part of a data set, with what the report of the whole tells.
    ///
    /// - Parameters:
    ///   - result: Of an evaluation that identifies its data; the data set has no corrections.
    ///   - dataset: Where the images and labels are.
    ///   - model: What the classifier is known by.
    ///   - batchSize: How many images went through the network at once.
    ///   - name: What the caller calls settings.
    /// - Returns: `nil` if the result does not tell by what the data is known.
    public init?(
        _ result: EvaluationResult, of dataset: LabeledImages, by model: ModelIdentity,
        batchSize: Int, naming name: (Setting) -> String
    ) {
        guard let identity = result.identity else { return nil }
        let data = EvaluatedData(
            dataset: dataset, verified: result.verified, range: 0..<result.imageCount,
            imageCount: result.imageCount, remarks: [])
        let facts = ShardFile.Facts(
            images: data.images, labels: data.labels, dataset: data.name,
            isVerified: data.isVerified, text: data.text, options: data.options.first?.value,
            remarks: result.dataRemarks.map { $0.sentence(naming: name) },
            doubt: result.doubt?.sentence(naming: name))
        var model = model
        let origins = result.model.originMembers.first?.value
        model.facts.origins = origins
        model.facts.originRows = result.model.originRows.map { [$0.key, $0.text] }
        let timing = result.timing
        self.init(
            model: model,
            files: [ShardFile(identity: identity, ranges: [result.range], facts: facts)],
            evaluation: result.evaluation, rejection: result.rejection,
            predictionSets: result.predictionSets,
            run: RunConditions(
                wallNanoseconds: timing.wall.nanoseconds,
                readingNanoseconds: timing.reading.nanoseconds,
                inferenceNanoseconds: timing.inference.nanoseconds, threads: timing.threads,
                batchSize: batchSize, kernel: KernelVariant.active.name))
    }
}

extension Duration {
    fileprivate var nanoseconds: Int {
        let (seconds, attoseconds) = components
        return Int(seconds) * 1_000_000_000 + Int(attoseconds / 1_000_000_000)
    }
}
