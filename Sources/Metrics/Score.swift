#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// How one row of logits compares with the true class.
public struct Score: Hashable, Sendable, BitwiseCopyable {
    /// The class with the largest logit; of several, the lowest.
    public let prediction: Int
    /// The position of the true class among all classes by falling logit, from 0.
    public let rank: Int
    /// Minus the natural logarithm of the true class's probability, in nats.
    public let crossEntropy: Double
    /// The probability of the predicted class, 0…1.
    public let confidence: Double
    /// The squared distance of the probabilities from those of the true class, 1 and else 0: 0…2
    /// after a softmax.
    ///
    /// G. W. Brier, "Verification of Forecasts Expressed in Terms of Probability", Monthly Weather
    /// Review 78 (1950), in its original form, summed over all classes.
    public let brier: Double

    /// Scores one row of logits; `nil` when one of them is NaN.
    ///
    /// The exponentials are summed in `Double` after the largest logit is subtracted, so huge
    /// logits do not overflow. Infinite logits are taken as limits: classes with +∞ share the
    /// whole probability, and so do all classes when each logit is −∞.
    ///
    /// - Parameters:
    ///   - logits: Shape `[M]`, M ≥ 1.
    ///   - label: The true class, 0..<M.
    ///   - areIndependent: Whether the probability of a class is the sigmoid of its logit, rather
    ///     than its share in the softmax of all.
    public init?(logits: Span<Float>, label: Int, areIndependent: Bool = false) {
        precondition(logits.indices.contains(label), "label \(label) of \(logits.count) classes")
        var best = 0
        var rank = 0
        let own = logits[label]
        for index in logits.indices {
            let logit = logits[index]
            if logit.isNaN { return nil }
            if logit > logits[best] { best = index }
            if logit > own || (logit == own && index < label) { rank += 1 }
        }
        let largest = logits[best]
        if areIndependent {
            prediction = best
            self.rank = rank
            confidence = exp(-Self.lossOfSigmoid(largest))
            crossEntropy = Self.lossOfSigmoid(own)
            brier = Self.brierOfSigmoids(logits, label: label)
            return
        }
        var sum = 0.0
        // Of the other classes, so that a probability near 1 loses no digits in 1 - p.
        var (others, squares) = (0.0, 0.0)
        for index in logits.indices {
            let weight = Self.weight(logits[index], largest)
            sum += weight
            if index != label {
                others += weight
                squares += weight * weight
            }
        }
        prediction = best
        self.rank = rank
        confidence = 1 / sum
        crossEntropy = Self.gap(own, largest) + log(sum)
        brier = (others * others + squares) / (sum * sum)
    }

    /// A value that no row gives: what a buffer holds before it is filled.
    package static let none = Score(
        prediction: -1, rank: 0, crossEntropy: 0, confidence: 0, brier: 0)

    private init(
        prediction: Int, rank: Int, crossEntropy: Double, confidence: Double, brier: Double
    ) {
        self.prediction = prediction
        self.rank = rank
        self.crossEntropy = crossEntropy
        self.confidence = confidence
        self.brier = brier
    }

    /// The squared distance where each class has a probability of its own.
    private static func brierOfSigmoids(_ logits: Span<Float>, label: Int) -> Double {
        var sum = 0.0
        for index in logits.indices {
            // 1 - sigmoid(x) is sigmoid(-x).
            let error = exp(-lossOfSigmoid(index == label ? -logits[index] : logits[index]))
            sum += error * error
        }
        return sum
    }

    /// -ln(sigmoid(x)) = ln(1 + exp(-x)), without overflow.
    static func lossOfSigmoid(_ logit: Float) -> Double {
        let x = Double(logit)
        return x >= 0 ? log1p(exp(-x)) : log1p(exp(x)) - x
    }

    /// How far a logit lies below the largest, where ∞ − ∞ is 0.
    private static func gap(_ logit: Float, _ largest: Float) -> Double {
        logit == largest ? 0 : Double(largest) - Double(logit)
    }

    /// The unnormalized probability of a class; 1 for the largest.
    static func weight(_ logit: Float, _ largest: Float) -> Double {
        logit == largest ? 1 : exp(-gap(logit, largest))
    }
}
