public import Metrics
public import ModelFiles
internal import Parallelism

/// What is asked of each image of an evaluation besides its score.
struct ConfidenceChecks: Sendable {
    /// Tells images of none of the classes.
    let rejector: Rejector?
    /// Makes prediction sets.
    let predictor: ConformalPredictor?

    /// What options ask for; `nil` if nothing.
    ///
    /// - Throws: ``ModelError`` if the model does not have what it takes.
    init?(_ options: EvaluationOptions, of classifier: Classifier) throws {
        guard options.rejects || options.coverage != nil else { return nil }
        if options.rejects, classifier.rejector == nil {
            throw ModelError.noRejection(file: classifier.model.source)
        }
        rejector = options.rejects ? classifier.rejector : nil
        predictor = try options.coverage.map { try classifier.conformalPredictor(coverage: $0) }
    }
}

/// The results for one image.
struct ConfidenceCheck: BitwiseCopyable {
    /// Whether the image was found to belong to none of the classes.
    var isRejected = false
    /// Whether its prediction set holds the label.
    var isCovered = false
    /// The number of classes in its prediction set.
    var setSize: Int32 = 0
}

/// What the checks of an evaluation amount to.
struct ConfidenceCounts {
    private(set) var rejection: RejectionCounts?
    private(set) var sets: PredictionSetCounts?

    init(_ checks: ConfidenceChecks?, classCount: Int) {
        rejection = checks?.rejector.map { _ in RejectionCounts() }
        sets = checks?.predictor.map { PredictionSetCounts($0, classCount: classCount) }
    }

    /// Counts the images of a part of a chunk that was scored.
    mutating func record(_ part: Range<Int>, of chunk: Chunk) {
        chunk.checks?.withSpan(part) { checks in
            for (offset, index) in part.enumerated() {
                let check = checks[offset]
                rejection?.record(
                    isRejected: check.isRejected,
                    isCorrect: chunk.prediction(of: index, by: 0) == chunk.labels[index])
                sets?.record(size: Int(check.setSize), isCovered: check.isCovered)
            }
        }
    }
}

extension Classifier {
    /// What makes prediction sets of this classifier's logits.
    ///
    /// - Parameter coverage: The share of images whose set is to hold the true class, above 0 and
    ///   below 1.
    /// - Throws: ``ModelError/noConformalScores(file:)`` if the model has no scores, and
    ///   ``ModelError/coverage(file:found:)`` for another coverage.
    public func conformalPredictor(coverage: Double) throws(ModelError) -> ConformalPredictor {
        guard let scores = model.conformalScores else {
            throw .noConformalScores(file: model.source)
        }
        guard coverage > 0, coverage < 1 else {
            throw .coverage(file: model.source, found: coverage)
        }
        return ConformalPredictor(
            scores: scores, coverage: coverage, areIndependent: hasIndependentOutputs)
    }
}
