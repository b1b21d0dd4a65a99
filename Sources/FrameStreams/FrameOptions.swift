/// How frames are read and answered.
public struct FrameOptions: Hashable, Sendable {
    /// The form of frames and their answers.
    public enum Form: String, Hashable, Sendable, CaseIterable {
        /// `[u32 count][count · pixels]`, answered by `[u32 count][count · answers]`, little-endian.
        case raw
        /// JSON Lines: an object for each image, answered by an object.
        case jsonl
    }

    /// What is answered.
    public enum Answers: String, Hashable, Sendable, CaseIterable {
        /// The class with the largest logit, of several the lowest: u8, or u16 with more than 256
        /// classes.
        case labels
        /// The network's outputs before softmax: f32 for each class.
        case logits
        /// The probabilities: f32 for each class.
        case probabilities
    }

    /// The form.
    public var form = Form.raw
    /// What is answered.
    public var answers = Answers.labels
    /// Whether a frame of JSON Lines that cannot be answered is answered by an object that says why,
    /// instead of ending the work.
    public var keepsGoing = false
    /// Whether answers may wait until there are many; if not, none waits while input is waited for.
    public var isBuffered = false
    /// How many threads may share the images of a batch.
    public var threads = 1

    /// Creates the default options.
    public init() {}

    /// The most bytes of a frame's pixels, and of its answers: 64 MiB.
    public static let largestFrame = 64 << 20
}
