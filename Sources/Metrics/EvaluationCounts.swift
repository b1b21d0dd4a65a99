/// What an ``Evaluation`` has counted, as plain values.
///
/// They depend on the items alone, not on their order, but for the order of ``mistakes``.
package struct EvaluationCounts: Sendable {
    /// The answers whose confidence lies in one of the bins of equal width.
    package struct Bin: Sendable {
        package var count: Int
        package var correct: Int
        package var confidences: ExactSum

        package init(count: Int, correct: Int, confidences: ExactSum) {
            (self.count, self.correct, self.confidences) = (count, correct, confidences)
        }
    }

    package var confusion: ConfusionMatrix
    package var topK: Int
    package var topKCorrect: Int
    package var mistakeLimit: Int
    package var mistakes: [Evaluation.Mistake]
    package var crossEntropySum: ExactSum
    package var brierSum: ExactSum
    /// One for each bin of ``Calibration``.
    package var bins: [Bin]
    /// All confidences, those of right answers negated, ascending; `nil` for more than
    /// ``Calibration/mostSorted``.
    package var confidences: [Double]?

    package init(
        confusion: ConfusionMatrix, topK: Int, topKCorrect: Int, mistakeLimit: Int,
        mistakes: [Evaluation.Mistake], crossEntropySum: ExactSum, brierSum: ExactSum,
        bins: [Bin], confidences: [Double]?
    ) {
        self.confusion = confusion
        (self.topK, self.topKCorrect) = (topK, topKCorrect)
        (self.mistakeLimit, self.mistakes) = (mistakeLimit, mistakes)
        (self.crossEntropySum, self.brierSum) = (crossEntropySum, brierSum)
        (self.bins, self.confidences) = (bins, confidences)
    }
}
