/// How fast one combination of model, threads and batch size was.
public struct BenchmarkResult: Hashable, Sendable {
    /// The position of the model among those measured.
    public let model: Int
    /// The number of threads a batch may be split over.
    public let threads: Int
    /// The number of images per batch.
    public let batchSize: Int
    /// The number of batches timed.
    public let batches: Int
    /// Images per second in each round, in the order of the rounds.
    public let rounds: [Double]
    /// Seconds per batch, of batches that were timed one by one.
    public let latency: Quantiles

    /// Images per second over the rounds, which share the duration evenly.
    public var imagesPerSecond: Quantiles { Quantiles(rounds) }
}
