/// How far a classifier's confidences are from the shares of its answers that are right.
///
/// Answers are put into bins by their confidence, the probability of the predicted class. In each
/// bin the mean confidence is compared with the accuracy. The expected calibration error is the mean
/// of the gaps, each weighted by the answers in its bin, and the maximum calibration error the
/// largest gap: M. Pakdaman Naeini, G. F. Cooper and M. Hauskrecht, "Obtaining Well Calibrated
/// Probabilities Using Bayesian Binning", AAAI 2015; with 15 bins as in C. Guo, G. Pleiss, Y. Sun and
/// K. Q. Weinberger, "On Calibration of Modern Neural Networks", ICML 2017.
///
/// All sums are exact until they are rounded once, so no order of the answers changes a figure.
public struct Calibration: Hashable, Sendable {
    /// The number of bins, M.
    public static let binCount = 15
    /// The most answers whose confidences are kept to be sorted: 8 MiB.
    public static let mostSorted = 1 << 20

    /// The answers in one bin.
    public struct Bin: Hashable, Sendable {
        /// Where the bin begins and ends: of equal width its borders, i / M and (i + 1) / M; of equal
        /// mass the least and the largest confidence in it.
        public let range: ClosedRange<Double>
        /// How many answers are in it.
        public let count: Int
        /// How many of them are right.
        public let correct: Int
        /// The mean of their confidences, 0…1; 0 without answers.
        public let confidence: Double

        /// The share of right answers, 0…1; 0 without answers.
        public var accuracy: Double { count == 0 ? 0 : Double(correct) / Double(count) }
        /// The accuracy minus the mean confidence; negative where the classifier is overconfident.
        public var gap: Double { accuracy - confidence }
    }

    /// A way to put answers into bins, with its errors.
    public struct Binning: Hashable, Sendable {
        /// The bins by rising confidence, empty ones too.
        public let bins: [Bin]

        /// The expected calibration error (ECE), 0…1; 0 without answers.
        public var expectedError: Double {
            let total = bins.reduce(0) { $0 + $1.count }
            guard total > 0 else { return 0 }
            return bins.reduce(0) { $0 + Double($1.count) * $1.gap.magnitude } / Double(total)
        }

        /// The maximum calibration error (MCE), 0…1, over bins that are not empty.
        public var maximumError: Double {
            bins.reduce(0) { $1.count == 0 ? $0 : max($0, $1.gap.magnitude) }
        }
    }

    /// Bins of equal width: bin i holds confidences in (i / M, (i + 1) / M].
    public let equalWidth: Binning
    /// Bins of equal mass: the answers by rising confidence, of equal ones the wrong first, in M
    /// parts of as many answers, of which the first have one more if need be.
    ///
    /// `nil` for more than ``mostSorted`` answers, which would have to be kept.
    public let equalMass: Binning?

    init(_ outcomes: ConfidenceOutcomes) {
        let width = Double(Self.binCount)
        equalWidth = Binning(
            bins: outcomes.bins.enumerated().map { index, bin in
                Bin(bin, range: Double(index) / width...Double(index + 1) / width)
            })
        equalMass = outcomes.sorted.map { Binning(bins: Self.parts(of: $0)) }
    }

    private static func parts(of sorted: [(confidence: Double, isCorrect: Bool)]) -> [Bin] {
        let (size, larger) = sorted.count.quotientAndRemainder(dividingBy: binCount)
        var start = 0
        return (0..<binCount).map { index in
            let part = sorted[start..<start + size + (index < larger ? 1 : 0)]
            start = part.endIndex
            var bin = ConfidenceOutcomes.Bin()
            for answer in part { bin.record(answer.confidence, isCorrect: answer.isCorrect) }
            return Bin(bin, range: (part.first?.confidence ?? 0)...(part.last?.confidence ?? 0))
        }
    }
}

extension Calibration.Bin {
    init(_ bin: ConfidenceOutcomes.Bin, range: ClosedRange<Double>) {
        self.init(
            range: range, count: bin.count, correct: bin.correct,
            confidence: bin.count == 0 ? 0 : bin.confidences.value / Double(bin.count))
    }
}
