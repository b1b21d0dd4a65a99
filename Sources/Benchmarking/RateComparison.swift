/// Whether one sample of rates is faster than another by more than both scatter.
///
/// Two medians count as different when both of these hold:
/// 1. Their intervals, median ± 1.57 · IQR / √n, do not overlap. These are the notches of box
///    plots (McGill, Tukey and Larsen, "Variations of Box Plots", The American Statistician 32,
///    1978), made so that disjoint ones mean a difference at about the 95 % level.
/// 2. The medians differ by more than ``tolerance``. The rounds of one run share a process and
///    its layout in memory, so their spread says nothing of what changes between two runs.
public struct RateComparison: Hashable, Sendable {
    /// What is known of the difference.
    public enum Verdict: String, Sendable {
        case faster
        case slower
        case noDifference = "no difference"
    }

    /// Medians that are closer than this, as a share of the baseline's, count as equal.
    public static let tolerance = 0.02
    /// With fewer rounds than this the spread is not known well enough to compare.
    public static let smallestSample = 5

    /// The new median divided by the baseline's.
    public let ratio: Double
    /// What is known of the difference.
    public let verdict: Verdict

    /// Compares two samples of rates, each above 0.
    ///
    /// - Precondition: Both have at least ``smallestSample`` values.
    public init(_ rates: Quantiles, baseline: Quantiles) {
        precondition(
            min(rates.count, baseline.count) >= Self.smallestSample, "too few rounds to compare")
        ratio = rates.median / baseline.median
        let (new, old) = (Self.interval(rates), Self.interval(baseline))
        let differs = (ratio - 1).magnitude > Self.tolerance && !new.overlaps(old)
        verdict = !differs ? .noDifference : ratio > 1 ? .faster : .slower
    }

    private static func interval(_ rates: Quantiles) -> ClosedRange<Double> {
        let notch = 1.57 * (rates(0.75) - rates(0.25)) / Double(rates.count).squareRoot()
        return rates.median - notch...rates.median + notch
    }
}
