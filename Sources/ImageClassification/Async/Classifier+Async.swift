public import Datasets
internal import ModelFiles

extension Classifier {
    /// Evaluates a data set without blocking a thread of Swift's cooperative pool.
    ///
    /// The counts are those of ``evaluate(_:options:progress:)``. When the task is cancelled, the
    /// evaluation ends with `CancellationError`, at the latest when the threads have done the chunk
    /// at which they are: 128 KiB of pixels, or one larger image. What opens a file is not interrupted.
    ///
    /// ```swift
    /// let evaluation = Task { try await classifier.evaluation(of: dataset) }
    /// evaluation.cancel()
    /// ```
    ///
    /// - Parameters:
    ///   - dataset: Images of the size that the model wants, and labels 0..<M.
    ///   - options: Batch size, threads, and what to collect. Each evaluation has its own threads.
    ///   - progress: Called after each chunk, one call at a time, on a thread of the evaluation's, with
    ///     the number of images done and to do. An error ends the evaluation.
    /// - Returns: The counts and figures, the same on every run.
    /// - Throws: As ``evaluate(_:options:progress:)`` does, and `CancellationError`.
    public func evaluation(
        of dataset: LabeledImages, options: EvaluationOptions = EvaluationOptions(),
        progress: @escaping @Sendable (_ done: Int, _ total: Int) throws -> Void = { _, _ in }
    ) async throws -> EvaluationResult {
        try await OwnThread.run { cancellation in
            try DatasetReading(dataset, options: options, cancellation: cancellation)
                .evaluate(self, progress: progress)
        }
    }

    /// Compares this classifier with another one without blocking a thread of the cooperative pool.
    ///
    /// The counts are those of ``compare(with:on:options:progress:)``; cancelling is as for
    /// ``evaluation(of:options:progress:)``.
    public func comparison(
        with other: Classifier, on dataset: LabeledImages,
        options: EvaluationOptions = EvaluationOptions(),
        progress: @escaping @Sendable (_ done: Int, _ total: Int) throws -> Void = { _, _ in }
    ) async throws -> ComparisonResult {
        try await OwnThread.run { cancellation in
            try DatasetReading(dataset, options: options, cancellation: cancellation)
                .compare(self, with: other, progress: progress)
        }
    }

    /// The answers to the images of a data set, batch by batch, as they are computed.
    ///
    /// ```swift
    /// for try await batch in classifier.predictions(of: dataset) {
    ///     for answer in batch { print(answer.index, answer.classIndex) }
    /// }
    /// ```
    ///
    /// The next batch is computed when it is asked for. When the task is cancelled, the sequence ends
    /// with `CancellationError`.
    ///
    /// - Parameters:
    ///   - dataset: Where the images are; labels are not looked at.
    ///   - options: Of these, the limit, the threads, and the batch size of each thread.
    public func predictions(
        of dataset: LabeledImages, options: EvaluationOptions = EvaluationOptions()
    ) -> PredictionSequence {
        PredictionSequence(dataset: dataset, classifier: self, options: options)
    }
}
