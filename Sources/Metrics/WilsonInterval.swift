/// The Wilson score interval of a proportion, here of an accuracy.
///
/// Unlike the usual "plus or minus" it stays inside 0…1 and says something sensible when every
/// answer, or none, is right. E. B. Wilson, "Probable Inference, the Law of Succession, and
/// Statistical Inference", Journal of the American Statistical Association 22 (1927).
public struct WilsonInterval: Hashable, Sendable {
    /// The lower end, 0…1.
    public let lower: Double
    /// The upper end, 0…1.
    public let upper: Double

    /// The 97.5 % quantile of the normal distribution, for an interval of 95 %.
    private static let z = 1.959963984540054

    /// The 95 % interval for `successes` out of `trials`; 0…1 when there were no trials.
    public init(successes: Int, trials: Int) {
        precondition(successes >= 0 && successes <= trials, "0 ≤ successes ≤ trials")
        guard trials > 0 else {
            lower = 0
            upper = 1
            return
        }
        let n = Double(trials)
        let proportion = Double(successes) / n
        let zz = Self.z * Self.z
        let center = (proportion + zz / (2 * n)) / (1 + zz / n)
        let spread = proportion * (1 - proportion) / n + zz / (4 * n * n)
        let half = Self.z / (1 + zz / n) * spread.squareRoot()
        // At both ends the interval touches 0 or 1 exactly; rounding must not push it outside.
        lower = successes == 0 ? 0 : max(0, center - half)
        upper = successes == trials ? 1 : min(1, center + half)
    }
}
