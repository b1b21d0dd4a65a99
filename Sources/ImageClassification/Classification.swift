/// A classifier's answer to one image.
public struct Classification: Hashable, Sendable {
    /// The network's outputs before softmax or sigmoid, one per class.
    public let logits: [Float]
    /// The softmax of the logits, 0…1, one per class; their sum is 1 but for rounding.
    ///
    /// Of a network that ends in a sigmoid they are the sigmoid of each logit: each class has a
    /// probability of its own, and their sum may be anything.
    public let probabilities: [Float]
    /// The class with the largest logit; of several, the lowest.
    public let prediction: Int
    /// Whether the image belongs to any class; `nil` if that was not asked, or the model cannot tell.
    public let rejection: Rejection?

    init(logits: [Float], probabilities: [Float], rejection: Rejection? = nil) {
        self.logits = logits
        self.probabilities = probabilities
        self.rejection = rejection
        prediction = Self.ranking(logits)[0]
    }

    /// The classes by falling logit; equal ones by rising class.
    public var ranking: [Int] { Self.ranking(logits) }

    /// The probability of the predicted class, 0…1.
    public var confidence: Float { probabilities[prediction] }

    /// Whether the image was found to belong to none of the classes.
    public var isRejected: Bool { rejection?.isRejected ?? false }

    private static func ranking(_ logits: [Float]) -> [Int] {
        logits.indices.sorted { (-logits[$0], $0) < (-logits[$1], $1) }
    }
}
