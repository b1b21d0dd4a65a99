/// Answers that changed while they were timed: a fault of the machine or of this library.
public struct BenchmarkError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file of the model.
    public let model: String
    /// The batch size at which it was seen.
    public let batchSize: Int
    /// The number of threads.
    public let threads: Int
    /// The first image whose logits differ.
    public let image: Int

    /// One sentence that says where.
    public var description: String {
        "\(model): logits of image \(image) at batch size \(batchSize) on \(threads) threads "
            + "differ from those computed alone; expected equal bits"
    }
}
