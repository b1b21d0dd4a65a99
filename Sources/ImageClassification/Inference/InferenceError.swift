/// Why a batch cannot be classified.
public enum InferenceError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The pixels are not whole images of the size that the network takes.
    case pixelCount(imageSize: Int, found: Int)
    /// The pixels are not those of one image.
    case imageSize(expected: Int, found: Int)
    /// The memory for the results has another size than the results.
    case outputCount(expected: Int, found: Int)
    /// The network's answer to an image, counted from 0 in the batch, holds NaN.
    case notANumber(image: Int)
    /// An option, named as in Swift, makes no sense.
    case option(_ name: String, expected: String, found: Int)
    /// The system grants no thread for an evaluation of its own.
    case noThread

    /// One sentence: what was expected and what was found.
    public var description: String {
        switch self {
        case .pixelCount(let imageSize, let found):
            "the pixels are not whole images: expected a multiple of \(imageSize), found \(found)"
        case .imageSize(let expected, let found):
            "the pixels are not one image: expected \(expected), found \(found)"
        case .outputCount(let expected, let found):
            "the results do not fit: expected room for \(expected) values, found \(found)"
        case .notANumber(let image):
            "the network's answer to image \(image) is not a number (NaN); expected numbers"
        case .option(let name, let expected, let found):
            "the option \(name) is wrong: expected \(expected), found \(found)"
        case .noThread:
            "the evaluation cannot begin: expected a thread, found that the system grants none"
        }
    }
}
