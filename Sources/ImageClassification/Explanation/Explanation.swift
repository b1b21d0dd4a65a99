/// What in an image spoke for the answer and against another class, pixel by pixel.
///
/// Each pixel value that is not 0 has a contribution to the difference of the two classes' logits:
/// its Shapley value in the game that begins with the blank image, all 0, and ends with the image.
/// All contributions and the blank image's difference sum to the image's difference, whatever the
/// network, but for the rounding of sums.
public struct Explanation: Hashable, Sendable {
    /// The class that is explained: the one with the largest logit.
    public let answer: Int
    /// The class that it is compared with: the one with the second largest logit.
    public let against: Int
    /// The answer's logit minus the other's.
    public let difference: Double
    /// The same for the blank image: what the network says before it has seen anything.
    public let blank: Double
    /// How much each pixel value adds to the difference, `[C, H, W]`; 0 for values of 0.
    public let contributions: [Double]
    /// The standard error of each contribution, since not all orders of the pixels are tried.
    public let standardErrors: [Double]
    /// The number of orders, each of them once forwards and once backwards.
    public let orders: Int

    /// What speaks for the answer: the sum of contributions above 0.
    public var support: Double { contributions.reduce(0) { $0 + max(0, $1) } }
    /// What speaks for the other class: minus the sum of contributions below 0.
    public var opposition: Double { contributions.reduce(0) { $0 + max(0, -$1) } }
    /// The largest standard error of a contribution.
    public var largestStandardError: Double { standardErrors.max() ?? 0 }
}

/// Why an answer cannot be explained.
public enum ExplanationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The network has one class, and there is no other to compare with.
    case oneClass
    /// Trying the fewest orders would take too long.
    case tooMuchWork(limit: Int, found: Int)
    /// A difference of logits is not finite.
    case notFinite

    /// One sentence: what was expected and what was found.
    public var description: String {
        switch self {
        case .oneClass:
            "an answer is explained against the second choice: expected 2 classes or more, found 1"
        case .tooMuchWork(let limit, let found):
            "the network is too large for an explanation of this image: expected at most \(limit) "
                + "multiply-adds for all orders of pixels, found \(found)"
        case .notFinite:
            "the answer cannot be explained: expected finite logits, found others"
        }
    }
}
