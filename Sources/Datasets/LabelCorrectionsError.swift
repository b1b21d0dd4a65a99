public import FileIO

/// Why a file cannot serve as corrections of labels.
public enum LabelCorrectionsError: FileFault, Hashable {
    /// The file cannot be opened or read: a matter of the system, not of what it contains.
    case unreadable(file: String, reason: String)
    /// The file is larger than any list of corrections.
    case tooLarge(file: String, limit: Int, found: Int)
    /// The file has no corrections.
    case empty(file: String)
    /// A line, counted from 1, is not a correction, or one that does not fit the data set.
    case malformed(file: String, line: Int, expected: String, found: String)

    /// One sentence: the file, the line, what was expected and what was found.
    public var description: String {
        switch self {
        case .unreadable(let file, let reason):
            "\(file): \(reason)"
        case .tooLarge(let file, let limit, let found):
            "\(file): expected at most \(limit) bytes of corrections, found \(found)"
        case .empty(let file):
            "\(file): holds no corrections; expected lines of index,label"
        case .malformed(let file, let line, let expected, let found):
            "\(file): line \(line): expected \(expected), found \(found)"
        }
    }

    /// The label of the file.
    public var file: String {
        switch self {
        case .unreadable(let file, _), .tooLarge(let file, _, _), .empty(let file),
            .malformed(let file, _, _, _):
            file
        }
    }

    /// Whether the file could not be read, or holds bad data.
    public var failure: FileFailure {
        if case .unreadable = self { .unreadable } else { .badContent }
    }
}
