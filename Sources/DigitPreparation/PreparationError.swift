public import FileIO

/// Why a picture cannot be prepared.
public enum PreparationError: FileFault, Hashable {
    /// Nothing in the picture stands out as ink does.
    case noInk(file: String)
    /// The picture shows several digits where one was expected.
    case severalDigits(file: String, count: Int)
    /// The model wants images of several channels, and pictures are read as grey.
    case colorsWanted(file: String, channels: Int)

    /// The label of the picture.
    public var file: String {
        switch self {
        case .noInk(let file), .severalDigits(let file, _), .colorsWanted(let file, _): file
        }
    }

    /// One sentence: which file, what was expected and what was found.
    public var description: String { sentence { "\($0)" } }

    /// The description, with settings called as the caller calls them.
    public func sentence(naming name: (Setting) -> String) -> String {
        switch self {
        case .noInk(let file):
            "\(file): no ink found: expected a digit, found a blank page"
        case .severalDigits(let file, let count):
            "\(file): several digits: expected 1, found \(count) "
                + "(\(name(.eachDigit)) classifies each of them)"
        case .colorsWanted(let file, let channels):
            "\(file): pictures are read as grey: expected a model of 1 channel, found "
                + "\(channels)"
        }
    }
}

extension Setting {
    /// Whether each of several digits in a picture is wanted.
    public static let eachDigit = Setting("eachDigit")
}
