/// How long and on what to measure inference.
public struct BenchmarkOptions: Hashable, Sendable {
    /// The numbers of images per batch to measure.
    public var batchSizes = [1, 10, 100, 1_000, 10_000]
    /// The numbers of threads to measure.
    public var threads = [1]
    /// How long each combination is measured, over all rounds.
    public var duration = Duration.seconds(1)
    /// How long each combination runs before it is measured.
    public var warmup = Duration.milliseconds(200)

    /// Creates the default options.
    public init() {}
}
