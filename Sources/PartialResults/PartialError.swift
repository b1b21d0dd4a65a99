public import FileIO
internal import StrictJSON

/// Why partial results cannot be read or merged.
public enum PartialError: FileFault, Hashable {
    /// The file cannot be opened or read: a matter of the system, not of what it contains.
    case unreadable(file: String, reason: String)
    /// The file is larger than any partial result.
    case tooLarge(file: String, limit: Int, found: Int)
    /// The file is no partial result, or a damaged one.
    case malformed(file: String, reason: String)
    /// The part is of another model, or of the same one with other options.
    case otherModel(file: String, expected: String, found: String, hasSameFile: Bool)
    /// The part was counted with other settings.
    case otherSettings(file: String, setting: String, expected: String, found: String)
    /// The part is of another data set.
    case otherData(file: String, expected: String, found: String)
    /// Images of the part are counted already.
    case countedTwice(file: String, images: String, range: Range<Int>)
    /// Together there are more images than there can be.
    case tooManyImages(file: String, limit: Int)
    /// Images of a file are in none of the parts.
    case missing(file: String, range: Range<Int>, of: Int)
    /// There are fewer files than the data set has.
    case missingFiles(file: String, expected: Int, found: Int)
    /// There are more files than the data set has.
    case otherFiles(file: String, expected: Int, other: String)

    /// The file; that of the images where some are missing or other ones.
    public var file: String {
        switch self {
        case .unreadable(let file, _), .tooLarge(let file, _, _), .malformed(let file, _),
            .otherModel(let file, _, _, _), .otherSettings(let file, _, _, _),
            .otherData(let file, _, _), .countedTwice(let file, _, _),
            .tooManyImages(let file, _), .missing(let file, _, _),
            .missingFiles(let file, _, _), .otherFiles(let file, _, _):
            file
        }
    }

    /// Whether the file could not be read, or holds what does not fit.
    public var failure: FileFailure {
        if case .unreadable = self { .unreadable } else { .badContent }
    }

    /// One sentence: the file, what is wrong, what was expected and what was found.
    public var description: String { sentence { "\($0)" } }

    /// One sentence: the file, what is wrong, what was expected and what was found.
    public func sentence(naming name: (Setting) -> String) -> String {
        switch self {
        case .unreadable(let file, let reason): "\(file): \(reason)"
        case .tooLarge(let file, let limit, let found):
            "\(file): expected a partial result of at most \(limit) bytes, found \(found)"
        case .malformed(let file, let reason): "\(file): is no partial result: \(reason)"
        case .otherModel(let file, let expected, let found, false):
            "\(file): is of another model: expected that of \(expected), found that of \(found)"
        case .otherModel(let file, let expected, let found, true):
            """
            \(file): is of another model: expected \(expected) with the options of the others, found \
            \(found) with options that change its answers
            """
        case .otherSettings(let file, let setting, let expected, let found):
            "\(file): was counted otherwise: expected \(setting) \(expected), found \(found)"
        case .otherData(let file, let expected, let found):
            "\(file): is of another data set: expected \(expected), found \(found)"
        case .countedTwice(let file, let images, let range):
            """
            \(file): images \(range.lowerBound)..<\(range.upperBound) of \(images) would count twice: \
            expected others than those merged before
            """
        case .tooManyImages(let file, let limit):
            "\(file): expected at most \(limit) images in all, found more"
        case .missing(let file, let range, let count):
            """
            \(file): expected partial results of all \(count) images, found none of images \
            \(range.lowerBound)..<\(range.upperBound)
            """
        case .missingFiles(let file, let expected, let found):
            """
            \(file): expected partial results of \(expected) files of images, found those of \(found)
            """
        case .otherFiles(let file, let expected, let other):
            """
            \(file): is of another data set than \(other): expected images of \
            \(expected == 1 ? "one file" : "\(expected) files"), found those of more\
            \(expected == 1 ? " (\(name(.fileCount)))" : "")
            """
        }
    }
}

extension Setting {
    /// Of how many files of images a data set consists.
    public static let fileCount = Setting("fileCount")
}
