public import FileIO

/// Why a stream of frames ends early.
public enum FrameError: FileFault, Hashable {
    /// The input ends within a frame.
    case cut(file: String, frame: Int, expectedBytes: Int, foundBytes: Int)
    /// A frame says that it has more images than a frame may have.
    case tooLarge(file: String, frame: Int, limit: Int, found: Int)
    /// A line is no frame.
    case malformed(file: String, frame: Int, reason: String)
    /// The network's answer to an image of a frame, counted from 0, is NaN.
    case notANumber(file: String, frame: Int, image: Int)

    /// What the stream is called.
    public var file: String {
        switch self {
        case .cut(let file, _, _, _), .tooLarge(let file, _, _, _), .malformed(let file, _, _),
            .notANumber(let file, _, _):
            file
        }
    }

    /// The number of the frame, from 1.
    public var frame: Int {
        switch self {
        case .cut(_, let frame, _, _), .tooLarge(_, let frame, _, _), .malformed(_, let frame, _),
            .notANumber(_, let frame, _):
            frame
        }
    }

    /// One sentence: the stream, the frame, what was expected and what was found.
    public var description: String { "\(file): frame \(frame): \(reason)" }

    /// The sentence without the stream and the frame.
    public var reason: String {
        switch self {
        case .cut(_, _, let expected, let found):
            "is cut: expected \(expected) bytes, found \(found)"
        case .tooLarge(_, _, let limit, let found):
            "is too large: expected at most \(limit) images, found \(found)"
        case .malformed(_, _, let reason): reason
        case .notANumber(_, _, let image):
            "the network's answer to image \(image) is not a number (NaN); expected numbers"
        }
    }
}
