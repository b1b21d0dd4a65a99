public import Datasets
internal import Metrics
internal import Parallelism

/// A labeled data set that is being read, to be scored once.
///
/// Opening begins to read on other threads, so that a model can be loaded meanwhile:
///
/// ```swift
/// let reading = try DatasetReading(DatasetPreset.mnist.testSet)
/// let classifier = try Classifier(.mnistMLP)
/// let result = try reading.evaluate(classifier)
/// ```
///
/// The files are streams: memory does not grow with their size. Everything is read to its end and
/// checked before a result is returned. A reading that is not scored ends when it goes out of
/// scope.
public struct DatasetReading: ~Copyable {
    private let dataset: LabeledImages
    private let options: EvaluationOptions
    private let start = ContinuousClock.now
    private let pipeline: ChunkPipeline
    private let cancellation: Cancellation?

    /// Opens the images, and begins to read them if there is more than one thread.
    ///
    /// - Parameters:
    ///   - dataset: Images and labels. The labels are opened when scoring begins.
    ///   - options: Batch size, threads, and what to collect.
    /// - Throws: `IDXError` or `DatasetError` when the file of images cannot be opened, or holds
    ///   none; ``InferenceError/option(_:expected:found:)`` for options that make no sense.
    public init(
        _ dataset: LabeledImages, options: EvaluationOptions = EvaluationOptions()
    ) throws {
        try self.init(dataset, options: options, cancellation: nil)
    }

    /// Opens the images of an evaluation that another thread may cancel.
    package init(
        _ dataset: LabeledImages, options: EvaluationOptions, cancellation: Cancellation?
    ) throws {
        try options.check()
        pipeline = try ChunkPipeline(dataset, limit: options.limit, threads: options.threads)
        self.dataset = dataset
        self.options = options
        self.cancellation = cancellation
    }

    deinit { pipeline.end() }

    /// Classifies every image and compares the answers with the labels.
    ///
    /// - Parameters:
    ///   - classifier: Takes images of the data set's size; labels are 0..<M.
    ///   - progress: Called after each chunk, on the calling thread, with the number of images
    ///     done and to do. An error ends the evaluation, and is thrown.
    /// - Returns: The counts and figures, the same on every run.
    /// - Throws: `IDXError` for damaged files, `DatasetError` for sound ones that do not fit,
    ///   `ModelError.invalidLogits` when the network answers NaN, and `ModelError.noRejection` or
    ///   `.noConformalScores` when the model lacks what the options ask for.
    public consuming func evaluate(
        _ classifier: Classifier, progress: (_ done: Int, _ total: Int) throws -> Void = { _, _ in }
    ) throws -> EvaluationResult {
        let classCount = classifier.classCount
        try options.check(classCount: classCount)
        let checks = try ConfidenceChecks(options, of: classifier)
        var counts = ConfidenceCounts(checks, classCount: classCount)
        var evaluation = Evaluation(
            classCount: classCount, topK: options.topK, mistakeLimit: options.mistakeLimit)
        var corrected = dataset.corrections.map { _ in ConfusionMatrix(classCount: classCount) }
        try score(with: [classifier], checks, progress) { chunk in
            let part = chunk.part(of: options.range)
            counts.record(part, of: chunk)
            chunk.scores[0].withSpan(part) { scores in
                for (offset, index) in part.enumerated() {
                    evaluation.record(
                        scores[offset], index: chunk.start + index, label: chunk.labels[index])
                    if let labels = chunk.correctedLabels {
                        corrected?.record(
                            label: labels[index], prediction: scores[offset].prediction)
                    }
                }
            }
        }
        let remarks = try pipeline.remarks(
            on: dataset, accuracies: [evaluation.accuracy], imageCount: evaluation.total)
        return EvaluationResult(
            model: classifier.model, evaluation: evaluation,
            corrected: corrected.flatMap { pipeline.corrected($0) },
            rejection: counts.rejection, predictionSets: counts.sets, timing: timing,
            verified: try pipeline.verify(), imageCount: pipeline.extent.imageCount,
            range: options.range ?? 0..<pipeline.extent.total, identity: pipeline.identity,
            dataRemarks: pipeline.dataRemarks,
            doubt: options.identifiesData ? try pipeline.doubt(on: dataset) : nil,
            notes: pipeline.notes, remarks: remarks)
    }

    /// Classifies every image with two classifiers and compares their answers.
    ///
    /// - Parameters:
    ///   - first: Takes images of the data set's size; labels are classes of both.
    ///   - second: Another one.
    ///   - progress: See ``evaluate(_:progress:)``.
    /// - Returns: The counts, the same on every run. The options' `mistakeLimit` is how many
    ///   disagreements are listed; `topK` is of no use here.
    /// - Throws: As ``evaluate(_:progress:)`` does.
    public consuming func compare(
        _ first: Classifier, with second: Classifier,
        progress: (_ done: Int, _ total: Int) throws -> Void = { _, _ in }
    ) throws -> ComparisonResult {
        var comparison = ModelComparison(disagreementLimit: options.mistakeLimit)
        var corrected = ModelComparison()
        try score(with: [first, second], nil, progress) { chunk in
            for index in chunk.part(of: options.range) {
                let (first, second) = (
                    chunk.prediction(of: index, by: 0), chunk.prediction(of: index, by: 1)
                )
                comparison.record(
                    first: first, second: second, index: chunk.start + index,
                    label: chunk.labels[index])
                if let labels = chunk.correctedLabels {
                    corrected.record(
                        first: first, second: second, index: chunk.start + index,
                        label: labels[index])
                }
            }
        }
        let remarks = try pipeline.remarks(
            on: dataset,
            accuracies: [comparison.firstCorrect, comparison.secondCorrect].map {
                Double($0) / Double(max(1, comparison.total))
            }, imageCount: comparison.total)
        return ComparisonResult(
            comparison: comparison, corrected: pipeline.corrected(corrected), timing: timing,
            verified: try pipeline.verify(), imageCount: pipeline.extent.imageCount,
            notes: pipeline.notes, remarks: remarks)
    }

    /// Scores all chunks, and calls `record` with one after the other, in order.
    private borrowing func score(
        with classifiers: [Classifier], _ checks: ConfidenceChecks?,
        _ progress: (_ done: Int, _ total: Int) throws -> Void, _ record: (Chunk) -> Void
    ) throws {
        try pipeline.startScoring(
            dataset, by: classifiers, options: options, checks: checks)
        try pipeline.forEachChunk(unless: cancellation) { chunk in
            record(chunk)
            try progress(chunk.start + chunk.count, pipeline.extent.total)
        }
    }

    private var timing: EvaluationTiming {
        EvaluationTiming(
            wall: .now - start, reading: pipeline.readingDuration,
            inference: pipeline.inferenceDuration, threads: options.threads)
    }
}

extension Classifier {
    /// Evaluates a data set: every image is classified and compared with its label.
    ///
    /// This is ``DatasetReading/evaluate(_:progress:)`` of a data set that is opened here.
    ///
    /// - Parameters:
    ///   - dataset: Images of the size that the model wants, and labels 0..<M.
    ///   - options: Batch size, threads, and what to collect.
    ///   - progress: Called after each chunk, on the calling thread, with the number of images
    ///     done and to do. An error ends the evaluation, and is thrown.
    /// - Returns: The counts and figures, the same on every run.
    /// - Throws: `IDXError` for damaged files, `DatasetError` for sound ones that do not fit,
    ///   `ModelError.invalidLogits` when the network answers NaN.
    public func evaluate(
        _ dataset: LabeledImages, options: EvaluationOptions = EvaluationOptions(),
        progress: (_ done: Int, _ total: Int) throws -> Void = { _, _ in }
    ) throws -> EvaluationResult {
        try DatasetReading(dataset, options: options).evaluate(self, progress: progress)
    }

    /// Compares this classifier with another one on the same images, in one pass over them.
    ///
    /// This is ``DatasetReading/compare(_:with:progress:)`` of a data set that is opened here.
    ///
    /// - Parameters:
    ///   - other: A classifier of images of the same size.
    ///   - dataset: Images of that size, and labels that are classes of both.
    ///   - options: Batch size and threads; `mistakeLimit` is how many disagreements to list.
    ///   - progress: See ``evaluate(_:options:progress:)``.
    /// - Returns: The counts, the same on every run; this classifier is the first, `other` the
    ///   second.
    /// - Throws: As ``evaluate(_:options:progress:)`` does.
    public func compare(
        with other: Classifier, on dataset: LabeledImages,
        options: EvaluationOptions = EvaluationOptions(),
        progress: (_ done: Int, _ total: Int) throws -> Void = { _, _ in }
    ) throws -> ComparisonResult {
        try DatasetReading(dataset, options: options)
            .compare(self, with: other, progress: progress)
    }
}
