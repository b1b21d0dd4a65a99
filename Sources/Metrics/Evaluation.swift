/// What a classifier's answers amount to: counts from which every figure of the report follows.
///
/// Evaluations merge: two parts of a data set that are evaluated apart and then merged give
/// exactly the numbers of the whole, loss included.
public struct Evaluation: Hashable, Sendable {
    /// An item whose prediction is not its label.
    public struct Mistake: Hashable, Sendable {
        /// The item's position in the data set, from 0.
        public let index: Int
        /// The true class.
        public let label: Int
        /// The class with the largest logit.
        public let prediction: Int
        /// The probability of the predicted class, 0…1.
        public let confidence: Double

        /// Restores a mistake that was kept.
        package init(index: Int, label: Int, prediction: Int, confidence: Double) {
            (self.index, self.label) = (index, label)
            (self.prediction, self.confidence) = (prediction, confidence)
        }
    }

    /// Labels against predictions.
    public private(set) var confusion: ConfusionMatrix
    /// How many items have their true class among the k largest logits, for the chosen k.
    public private(set) var topKCorrect = 0
    /// The k of `topKCorrect`.
    public let topK: Int
    /// The mistakes with the lowest indices, at most `mistakeLimit` of them.
    public private(set) var mistakes: [Mistake] = []
    /// How many mistakes are kept.
    public let mistakeLimit: Int
    private var crossEntropySum = ExactSum()
    private var brierSum = ExactSum()
    private var outcomes = ConfidenceOutcomes()

    /// Creates an evaluation of no items.
    ///
    /// - Parameters:
    ///   - classCount: The number of classes, M.
    ///   - topK: The k for which top-k accuracy is counted, 1…M.
    ///   - mistakeLimit: How many mistakes to keep; those with the lowest indices.
    public init(classCount: Int, topK: Int = 1, mistakeLimit: Int = 0) {
        precondition((1...classCount).contains(topK), "top-k needs 1 ≤ k ≤ \(classCount)")
        confusion = ConfusionMatrix(classCount: classCount)
        self.topK = topK
        self.mistakeLimit = mistakeLimit
    }

    /// Restores what ``counts`` gave.
    ///
    /// - Parameter counts: Of as many items in each of its parts.
    package init(_ counts: EvaluationCounts) {
        confusion = counts.confusion
        (topK, topKCorrect) = (counts.topK, counts.topKCorrect)
        (mistakeLimit, mistakes) = (counts.mistakeLimit, counts.mistakes)
        crossEntropySum = counts.crossEntropySum
        brierSum = counts.brierSum
        outcomes = ConfidenceOutcomes(
            bins: counts.bins.map {
                ConfidenceOutcomes.Bin(
                    count: $0.count, correct: $0.correct, confidences: $0.confidences)
            }, signed: counts.confidences)
    }

    /// Everything that was counted, to be kept or sent.
    package var counts: EvaluationCounts {
        EvaluationCounts(
            confusion: confusion, topK: topK, topKCorrect: topKCorrect,
            mistakeLimit: mistakeLimit, mistakes: mistakes, crossEntropySum: crossEntropySum,
            brierSum: brierSum,
            bins: outcomes.bins.map {
                .init(count: $0.count, correct: $0.correct, confidences: $0.confidences)
            },
            confidences: outcomes.ordered)
    }

    /// Counts one item.
    ///
    /// - Parameters:
    ///   - score: How the network's answer compares with the true class.
    ///   - index: The item's position in the data set, from 0; items come in rising order.
    ///   - label: The true class, 0..<M.
    public mutating func record(_ score: Score, index: Int, label: Int) {
        confusion.record(label: label, prediction: score.prediction)
        crossEntropySum.add(score.crossEntropy)
        brierSum.add(score.brier)
        outcomes.record(score.confidence, isCorrect: score.prediction == label)
        if score.rank < topK { topKCorrect += 1 }
        if score.prediction != label, mistakes.count < mistakeLimit {
            mistakes.append(
                Mistake(
                    index: index, label: label, prediction: score.prediction,
                    confidence: score.confidence))
        }
    }

    /// Adds another part of the same data set; both must count the same k and classes.
    public mutating func merge(_ other: Evaluation) {
        precondition(topK == other.topK, "top-\(topK) and top-\(other.topK) do not merge")
        confusion.merge(other.confusion)
        crossEntropySum.merge(other.crossEntropySum)
        brierSum.merge(other.brierSum)
        outcomes.merge(other.outcomes)
        topKCorrect += other.topKCorrect
        mistakes = Array(
            (mistakes + other.mistakes).sorted { $0.index < $1.index }.prefix(mistakeLimit))
    }

    /// Takes other mistakes in the place of those that are listed, at most as many as are kept.
    package mutating func replaceMistakes(_ mistakes: [Mistake]) {
        self.mistakes = Array(mistakes.prefix(mistakeLimit))
    }

    /// The number of items.
    public var total: Int { confusion.total }

    /// The number of items whose prediction is their label.
    public var correct: Int { confusion.correct }

    /// The share of right predictions, 0…1; 0 when there are no items.
    public var accuracy: Double { confusion.accuracy }

    /// The 95 % interval of the accuracy.
    public var accuracyInterval: WilsonInterval { confusion.accuracyInterval }

    /// The share of items whose true class is among the k largest logits, 0…1.
    public var topKAccuracy: Double { total == 0 ? 0 : Double(topKCorrect) / Double(total) }

    /// The mean of the items' cross-entropies, in nats; 0 when there are no items.
    public var meanCrossEntropy: Double {
        total == 0 ? 0 : crossEntropySum.value / Double(total)
    }

    /// The mean of the items' Brier scores, 0…2 after a softmax; 0 when there are no items.
    public var brierScore: Double { total == 0 ? 0 : brierSum.value / Double(total) }

    /// How far confidences are from the shares of right answers.
    public var calibration: Calibration { Calibration(outcomes) }

    /// Scores per class and their averages.
    public var report: ClassificationReport { ClassificationReport(confusion) }
}
