extension Classifier {
    /// Compares this classifier with another one on the same images, in one pass over them.
    ///
    /// The files are streams, as in ``evaluate(_:options:progress:)``: memory does not grow with
    /// their size, and everything is read to its end and checked before a result is returned.
    ///
    /// - Parameters:
    ///   - other: A classifier of images of the same size.
    ///   - dataset: Images of that size, and labels that are classes of both.
    ///   - options: Batch size and threads; `mistakeLimit` is how many disagreements to list, and
    ///     `topK` is of no use here.
    ///   - progress: Called after each chunk, on the calling thread, with the number of images
    ///     done and to do.
    /// - Returns: The counts, the same on every run; this classifier is the first, `other` the
    ///   second.
    /// - Throws: As ``evaluate(_:options:progress:)`` does.
    public func compare(
        with other: Classifier, on dataset: LabeledImages,
        options: EvaluationOptions = EvaluationOptions(),
        progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) throws -> ComparisonResult {
        let clock = ContinuousClock()
        let start = clock.now
        return try ChunkPipeline.run(dataset, options: options, loading: { [self, other] }) {
            pipeline, _ in
            var comparison = ModelComparison(disagreementLimit: options.mistakeLimit)
            var corrected = ModelComparison()
            try pipeline.forEachChunk { chunk in
                chunk.scores[0].withSpan(0..<chunk.count) { first in
                    chunk.scores[1].withSpan(0..<chunk.count) { second in
                        for offset in first.indices {
                            let answers = (first[offset].prediction, second[offset].prediction)
                            comparison.record(
                                first: answers.0, second: answers.1, index: chunk.start + offset,
                                label: chunk.labels[offset])
                            if let labels = chunk.correctedLabels {
                                corrected.record(
                                    first: answers.0, second: answers.1,
                                    index: chunk.start + offset,
                                    label: labels[offset])
                            }
                        }
                    }
                }
                progress(chunk.start + chunk.count, pipeline.extent.total)
            }
            return ComparisonResult(
                comparison: comparison, corrected: pipeline.corrected(corrected),
                timing: EvaluationTiming(
                    wall: clock.now - start, reading: pipeline.readingDuration,
                    inference: pipeline.inferenceDuration, threads: options.threads),
                verified: try pipeline.verify(), imageCount: pipeline.extent.imageCount,
                notes: pipeline.notes)
        }
    }
}
