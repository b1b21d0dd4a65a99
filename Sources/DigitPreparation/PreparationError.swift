public import FileIO

/// Why a picture cannot be prepared.
public enum PreparationError: FileFault, Hashable {
    /// Nothing in the picture stands out as ink does.
    case noInk(file: String)
    /// Something stands out, and none of it can be a digit.
    case noDigit(file: String, found: SeenInstead)
    /// The picture shows several digits where one was expected.
    case severalDigits(file: String, count: Int)
    /// The model wants images of several channels, and pictures are read as grey.
    case colorsWanted(file: String, channels: Int)

    /// The label of the picture.
    public var file: String {
        switch self {
        case .noInk(let file), .noDigit(let file, _), .severalDigits(let file, _),
            .colorsWanted(let file, _):
            file
        }
    }

    /// One sentence: which file, what was expected and what was found.
    public var description: String { sentence { "\($0)" } }

    /// The description, with settings called as the caller calls them.
    public func sentence(naming name: (Setting) -> String) -> String {
        switch self {
        case .noInk(let file):
            "\(file): no ink found: expected a digit, found a blank page"
        case .noDigit(let file, let found):
            "\(file): no digit found: expected strokes on paper, found \(found.words)"
        case .severalDigits(let file, let count):
            "\(file): several digits: expected 1, found \(count) "
                + "(\(name(.eachDigit)) classifies each of them)"
        case .colorsWanted(let file, let channels):
            "\(file): pictures are read as grey: expected a model of 1 channel, found "
                + "\(channels)"
        }
    }
}

/// What a picture shows that has no digit.
public enum SeenInstead: Hashable, Sendable {
    /// Brightness varies, by this much of 255, and nothing in it has an outline: noise, a texture, a
    /// shadow.
    case noOutline(brightnessRange: Int)
    /// Marks that are too small or too flat for a digit, or a part of the picture's border.
    case marks(count: Int, largest: PixelBox)

    fileprivate var words: String {
        switch self {
        case .noOutline(let range):
            "nothing with a clear outline (brightness varies by \(range) of 255)"
        case .marks(let count, let box):
            "\(count == 1 ? "1 mark" : "\(count) marks"), the largest of \(box.width) x "
                + "\(box.height) pixels, none of a digit's shape"
        }
    }
}

extension Setting {
    /// Whether each of several digits in a picture is wanted.
    public static let eachDigit = Setting("eachDigit")
}
