/// What the elements of an array are like as a whole.
///
/// Mean and standard deviation are accumulated in `Double` by Welford's method, "Note on a Method
/// for Calculating Corrected Sums of Squares and Products", Technometrics 4 (1962), which does not
/// lose digits where the mean is large.
public struct ElementStatistics: Hashable, Sendable {
    /// The number of elements.
    public var count: Int { finiteCount + nonFiniteCount }
    /// How many elements are 0, of either sign.
    public private(set) var zeroCount = 0
    /// How many elements are NaN or infinite; they count for nothing else.
    public private(set) var nonFiniteCount = 0
    /// The smallest finite element; +∞ when there is none.
    public private(set) var minimum = Double.infinity
    /// The largest finite element; −∞ when there is none.
    public private(set) var maximum = -Double.infinity
    /// The mean of the finite elements; 0 when there are none.
    public private(set) var mean = 0.0
    /// The number of finite elements.
    public private(set) var finiteCount = 0
    private var squaredDeviations = 0.0

    /// Creates the statistics of no elements.
    public init() {}

    /// The standard deviation of the finite elements; the sum is divided by their number.
    public var standardDeviation: Double {
        finiteCount == 0 ? 0 : (squaredDeviations / Double(finiteCount)).squareRoot()
    }

    /// The share of zeros among all elements, 0…1; 0 when there are no elements.
    public var zeroShare: Double { count == 0 ? 0 : Double(zeroCount) / Double(count) }

    /// Adds an element, or several that are equal.
    ///
    /// - Parameters:
    ///   - value: The element.
    ///   - times: How often it occurs; at least 0.
    public mutating func add(_ value: Double, times: Int = 1) {
        guard times > 0 else { return }
        guard value.isFinite else {
            nonFiniteCount += times
            return
        }
        finiteCount += times
        if value == 0 { zeroCount += times }
        minimum = min(minimum, value)
        maximum = max(maximum, value)
        let weight = Double(times)
        let before = value - mean
        mean += before * weight / Double(finiteCount)
        squaredDeviations += before * (value - mean) * weight
    }
}
