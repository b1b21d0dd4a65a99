/// How fast one combination of batch size and threads was.
public struct BenchmarkResult: Hashable, Sendable {
    /// The number of images per batch.
    public let batchSize: Int
    /// The number of threads a batch may be split over.
    public let threads: Int
    /// The number of batches timed.
    public let batches: Int
    /// Images per second in each round; the rounds share the duration evenly.
    public let imagesPerSecond: Quantiles
    /// Seconds per batch.
    public let latency: Quantiles
}

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
