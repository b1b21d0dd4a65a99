/// The confidences of answers and whether these were right, from which calibration follows.
///
/// Parts that are counted apart and then merged give the same figures as the whole.
struct ConfidenceOutcomes: Sendable {
    /// The answers whose confidence lies in one of the bins of equal width.
    struct Bin: Hashable, Sendable {
        var count = 0
        var correct = 0
        var confidences = ExactSum()

        mutating func record(_ confidence: Double, isCorrect: Bool) {
            count += 1
            if isCorrect { correct += 1 }
            confidences.add(confidence)
        }
    }

    /// Bin i holds confidences in (i / M, (i + 1) / M], the first one 0 as well.
    private(set) var bins = [Bin](repeating: Bin(), count: Calibration.binCount)
    /// All confidences, those of right answers negated; `nil` beyond ``Calibration/mostSorted``.
    private var signed: [Double]? = []

    init() {}

    /// Restores outcomes that were kept.
    init(bins: [Bin], signed: [Double]?) { (self.bins, self.signed) = (bins, signed) }

    mutating func record(_ confidence: Double, isCorrect: Bool) {
        let position = (confidence * Double(bins.count)).rounded(.up) - 1
        bins[max(0, min(bins.count - 1, Int(position)))]
            .record(confidence, isCorrect: isCorrect)
        if (signed?.count ?? 0) < Calibration.mostSorted {
            signed?.append(isCorrect ? -confidence : confidence)
        } else {
            signed = nil
        }
    }

    mutating func merge(_ other: ConfidenceOutcomes) {
        for index in bins.indices {
            bins[index].count += other.bins[index].count
            bins[index].correct += other.bins[index].correct
            bins[index].confidences.merge(other.bins[index].confidences)
        }
        if let more = other.signed, let own = signed?.count,
            own + more.count <= Calibration.mostSorted
        {
            signed?.append(contentsOf: more)
        } else {
            signed = nil
        }
    }

    /// All confidences, those of right answers negated, in an order that depends on them alone.
    var ordered: [Double]? {
        signed?.sorted { $0 != $1 ? $0 < $1 : $0.sign == .minus && $1.sign == .plus }
    }

    /// All answers by rising confidence, of equal ones the wrong first; `nil` if there are too many.
    var sorted: [(confidence: Double, isCorrect: Bool)]? {
        signed?.sorted { a, b in
            a.magnitude == b.magnitude ? a > b : a.magnitude < b.magnitude
        }.map { ($0.magnitude, $0.sign == .minus) }
    }
}

extension ConfidenceOutcomes: Hashable {
    /// Whether both hold the same answers, in whichever order they came.
    static func == (left: ConfidenceOutcomes, right: ConfidenceOutcomes) -> Bool {
        left.bins == right.bins && left.signed?.sorted() == right.signed?.sorted()
    }

    /// Hashes what both have in common if they are equal.
    func hash(into hasher: inout Hasher) { hasher.combine(bins) }
}
