/// A sorted sample, to be read by its quantiles.
public struct Quantiles: Hashable, Sendable {
    private let sorted: [Double]

    /// Sorts the values of a sample that is not empty.
    public init(_ values: [Double]) {
        precondition(!values.isEmpty, "an empty sample has no quantiles")
        sorted = values.sorted()
    }

    /// The smallest value of which at least the share `p`, 0…1, of the sample is no larger.
    ///
    /// This is the nearest-rank definition: every quantile is a value that was measured.
    public func callAsFunction(_ p: Double) -> Double {
        precondition((0...1).contains(p), "a quantile lies in 0…1")
        let rank = Int((p * Double(sorted.count)).rounded(.up))
        return sorted[max(rank, 1) - 1]
    }

    /// The number of values.
    public var count: Int { sorted.count }
    /// The smallest value.
    public var minimum: Double { self(0) }
    /// The value in the middle; the lower of two.
    public var median: Double { self(0.5) }
    /// The largest value.
    public var maximum: Double { self(1) }
}
