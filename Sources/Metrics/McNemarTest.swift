/// McNemar's exact test of whether two classifiers are right equally often.
///
/// Only the items count that one of them gets right and the other wrong, the discordant ones. If
/// neither were better, each of the n discordant items would be as likely to speak for one as for
/// the other, so that their number follows the binomial distribution with probability 1/2. The
/// p-value is the probability of a split as uneven as the one found, or more so, in either
/// direction: twice the smaller tail, 1 at most, and 1 without discordant items.
///
/// Q. McNemar, "Note on the sampling error of the difference between correlated proportions or
/// percentages", Psychometrika 12 (1947); the exact binomial form is the usual one for small counts
/// and holds for all. T. G. Dietterich, "Approximate Statistical Tests for Comparing Supervised
/// Classification Learning Algorithms", Neural Computation 10 (1998), recommends the test where
/// classifiers can be trained only once.
public struct McNemarTest: Hashable, Sendable {
    /// How many items only the first classifier gets right.
    public let onlyFirst: Int
    /// How many items only the second classifier gets right.
    public let onlySecond: Int
    /// The two-sided p-value, 0…1.
    ///
    /// Its relative error is below 1e-9 for up to 2³² discordant items; a value below 1e-300 may
    /// come out as less, or as 0.
    public let pValue: Double

    /// Tests two counts of 0 or more, with a sum below 2⁵³.
    public init(onlyFirst: Int, onlySecond: Int) {
        precondition(onlyFirst >= 0 && onlySecond >= 0, "counts are 0 or more")
        self.onlyFirst = onlyFirst
        self.onlySecond = onlySecond
        pValue = Self.pValue(smaller: min(onlyFirst, onlySecond), of: onlyFirst + onlySecond)
    }

    /// The number of discordant items.
    public var discordant: Int { onlyFirst + onlySecond }

    /// The probability that a fair coin thrown n times falls as unevenly as k to n - k.
    ///
    /// The binomial coefficients are summed from the middle outwards, each in units of the middle
    /// one, which keeps them in 0…1 and makes special functions unnecessary. Each is the one before
    /// times a ratio, with two roundings; the j-th is off by 2j units of roundoff at most, and
    /// adding them up by as many again. They fall like exp(-2j²/n) and vanish after some
    /// √(375n) steps, 1.3 million for n = 2³², hence the bound of 1e-9.
    private static func pValue(smaller k: Int, of n: Int) -> Double {
        // Half of an even number; otherwise the lower of the two middle ones, which are equal.
        let middle = n / 2
        if k == middle { return 1 }
        var coefficient = 1.0
        // Of both halves together the middle one of an even n counts once: half in each.
        var half = n.isMultiple(of: 2) ? 0.5 : 1.0
        var tail = 0.0
        var position = middle
        // Below the normal numbers rounding would keep coefficients from ever reaching 0.
        while position > 0, coefficient >= .leastNormalMagnitude {
            coefficient *= Double(position) / Double(n - position + 1)
            position -= 1
            half += coefficient
            if position <= k { tail += coefficient }
        }
        return min(1, tail / half)
    }
}
