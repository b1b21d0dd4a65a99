/// Whether an image belongs to any of a model's classes, as the model's rejection network has it.
public struct Rejection: Hashable, Sendable {
    /// The network's logit, larger for what belongs to no class.
    public let score: Float
    /// The model's threshold.
    public let threshold: Double

    /// Whether the score is above the threshold, so that the image belongs to none of the classes.
    public var isRejected: Bool { Double(score) > threshold }
}
