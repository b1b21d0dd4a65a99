extension Classifier {
    /// Evaluates a data set: every image is classified and compared with its label.
    ///
    /// The files are streams: memory does not grow with their size. While one chunk is inferred,
    /// the next is read; the threads share both. Everything is read to its end and checked before
    /// a result is returned.
    ///
    /// - Parameters:
    ///   - dataset: Images of the size that the model wants, and labels 0..<M.
    ///   - options: Batch size, threads, and what to collect.
    ///   - progress: Called after each chunk, on the calling thread, with the number of images
    ///     done and to do.
    /// - Returns: The counts and figures, the same on every run.
    /// - Throws: `IDXError` for damaged files, `DatasetError` for sound ones that do not fit,
    ///   `ModelError.invalidLogits` when the network answers NaN.
    public func evaluate(
        _ dataset: LabeledImages, options: EvaluationOptions = EvaluationOptions(),
        progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) throws -> EvaluationResult {
        try Self.evaluate(dataset, options: options, progress: progress) { self }
    }

    /// Evaluates a data set with a classifier that is loaded while reading has begun.
    ///
    /// The two take about as long as the slower of them.
    ///
    /// - Parameters:
    ///   - dataset: Images of the size that the model wants, and labels 0..<M.
    ///   - options: Batch size, threads, and what to collect.
    ///   - progress: See ``evaluate(_:options:progress:)``.
    ///   - loading: Gives the classifier; called once, on the calling thread. Its errors come
    ///     before those of the data set.
    /// - Throws: What `loading` throws, and as ``evaluate(_:options:progress:)`` does.
    public static func evaluate(
        _ dataset: LabeledImages, options: EvaluationOptions = EvaluationOptions(),
        progress: (_ done: Int, _ total: Int) -> Void = { _, _ in },
        loading: () throws -> Classifier
    ) throws -> EvaluationResult {
        try evaluate(
            dataset, options: options, readAhead: nil, progress: progress, loading: loading)
    }

    /// Evaluates a data set of which something may have been read ahead.
    package static func evaluate(
        _ dataset: LabeledImages, options: EvaluationOptions, readAhead: ReadAhead?,
        progress: (_ done: Int, _ total: Int) -> Void, loading: () throws -> Classifier
    ) throws -> EvaluationResult {
        let start = readAhead?.start ?? .now
        return try ChunkPipeline.run(
            dataset, options: options, readAhead: readAhead, loading: { [try loading()] }
        ) { pipeline, classifiers in
            let classCount = classifiers[0].classCount
            var evaluation = Evaluation(
                classCount: classCount, topK: options.topK, mistakeLimit: options.mistakeLimit)
            var corrected = ConfusionMatrix(classCount: classCount)
            try pipeline.forEachChunk { chunk in
                chunk.scores[0].withSpan(0..<chunk.count) { scores in
                    for index in scores.indices {
                        evaluation.record(
                            scores[index], index: chunk.start + index,
                            label: chunk.labels[index])
                        if let labels = chunk.correctedLabels {
                            corrected.record(
                                label: labels[index], prediction: scores[index].prediction)
                        }
                    }
                }
                progress(chunk.start + chunk.count, pipeline.extent.total)
            }
            return EvaluationResult(
                model: classifiers[0].model, evaluation: evaluation,
                corrected: pipeline.corrected(corrected),
                timing: EvaluationTiming(
                    wall: .now - start, reading: pipeline.readingDuration,
                    inference: pipeline.inferenceDuration, threads: options.threads),
                verified: try pipeline.verify(), imageCount: pipeline.extent.imageCount,
                notes: pipeline.notes)
        }
    }
}
