#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Makes sets of classes that hold the true class as often as is asked for.
///
/// This is split conformal prediction. The score of a class is 1 - p, with the probability p that the
/// network gives to it (M. Sadinle, J. Lei and L. Wasserman, "Least Ambiguous Set-Valued Classifiers
/// with Bounded Error Levels", Journal of the American Statistical Association 114, 2019). Of n images
/// that the network was not trained on, the scores of the true classes are known. A set holds the
/// classes whose score is at most the ⌈(n + 1) · coverage⌉-th smallest of them, or all classes if
/// there are not so many (A. N. Angelopoulos and S. Bates, "A Gentle Introduction to Conformal
/// Prediction and Distribution-Free Uncertainty Quantification", 2021, arXiv:2107.07511).
///
/// The guarantee: of images that are exchangeable with those n, the share whose set holds the true
/// class is, on average over all of them and over the choice of the n, at least the coverage. Nothing
/// is said of images of another kind, nor of each class or each image by itself. A set may be empty:
/// then the network is surer of hardly any of the n images' answers than asked for.
public struct ConformalPredictor: Hashable, Sendable {
    /// The share of images whose set is to hold the true class, above 0 and below 1.
    public let coverage: Double
    /// The number of scores, n.
    public let calibrationCount: Int
    /// The rank of the score that is the limit, from 1; n + 1 if all classes belong to each set.
    public let rank: Int
    /// The largest 1 - p of a class in a set; infinite if all classes belong to each set.
    public let limit: Double
    /// Whether the probability of a class is the sigmoid of its logit, not its share in the softmax.
    public let areIndependent: Bool

    /// Finds the limit.
    ///
    /// - Parameters:
    ///   - scores: 1 - p of the true classes, ascending, one or more.
    ///   - coverage: Above 0 and below 1.
    ///   - areIndependent: Whether probabilities are sigmoids of logits.
    public init(scores: [Float], coverage: Double, areIndependent: Bool = false) {
        precondition(!scores.isEmpty && coverage > 0 && coverage < 1, "0 < coverage < 1")
        self.coverage = coverage
        self.areIndependent = areIndependent
        calibrationCount = scores.count
        rank = min(
            scores.count + 1, Int((Double(scores.count + 1) * coverage).rounded(.up)))
        limit = rank > scores.count ? .infinity : Double(scores[rank - 1])
    }

    /// Restores a predictor that was kept.
    package init(
        coverage: Double, calibrationCount: Int, rank: Int, limit: Double, areIndependent: Bool
    ) {
        (self.coverage, self.calibrationCount) = (coverage, calibrationCount)
        (self.rank, self.limit, self.areIndependent) = (rank, limit, areIndependent)
    }

    /// The classes of an image's set, by rising class.
    ///
    /// - Parameter logits: Shape `[M]`, none of them NaN.
    public func classes(ofLogits logits: Span<Float>) -> [Int] {
        let scores = Scores(logits, areIndependent: areIndependent)
        var classes: [Int] = []
        for index in logits.indices where scores.score(of: index, logits[index]) <= limit {
            classes.append(index)
        }
        return classes
    }

    /// How many classes an image's set has, and whether `label` is one of them.
    package func measure(_ logits: Span<Float>, label: Int) -> (size: Int, isCovered: Bool) {
        let scores = Scores(logits, areIndependent: areIndependent)
        var size = 0
        for index in logits.indices where scores.score(of: index, logits[index]) <= limit {
            size += 1
        }
        return (size, scores.score(of: label, logits[label]) <= limit)
    }
}

/// 1 - p of each class, without losing digits where p is near 1.
private struct Scores {
    private let areIndependent: Bool
    private var best = 0
    private var largest: Float = 0
    /// The unnormalized probabilities of all classes but the likeliest, whose own is 1.
    private var others = 0.0

    init(_ logits: Span<Float>, areIndependent: Bool) {
        self.areIndependent = areIndependent
        guard !areIndependent else { return }
        for index in logits.indices where logits[index] > logits[best] { best = index }
        largest = logits[best]
        for index in logits.indices where index != best {
            others += Score.weight(logits[index], largest)
        }
    }

    func score(of index: Int, _ logit: Float) -> Double {
        // 1 - sigmoid(x) is sigmoid(-x).
        if areIndependent { return exp(-Score.lossOfSigmoid(-logit)) }
        if index == best { return others / (1 + others) }
        return (1 + others - Score.weight(logit, largest)) / (1 + others)
    }
}
