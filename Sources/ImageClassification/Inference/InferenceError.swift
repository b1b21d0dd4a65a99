/// Why a batch cannot be classified.
public enum InferenceError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The pixels are not whole images of the size that the network takes.
    case pixelCount(imageSize: Int, found: Int)
    /// The memory for the results has another size than the results.
    case outputCount(expected: Int, found: Int)
    /// The network's answer to an image, counted from 0 in the batch, holds NaN.
    case notANumber(image: Int)

    /// One sentence: what was expected and what was found.
    public var description: String {
        switch self {
        case .pixelCount(let imageSize, let found):
            "the pixels are not whole images: expected a multiple of \(imageSize), found \(found)"
        case .outputCount(let expected, let found):
            "the results do not fit: expected room for \(expected) values, found \(found)"
        case .notANumber(let image):
            "the network's answer to image \(image) is not a number (NaN); expected numbers"
        }
    }
}
