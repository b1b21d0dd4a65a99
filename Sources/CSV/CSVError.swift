public import FileIO
public import IDX

/// Why a table of numbers is refused.
///
/// Lines and columns count from 1, as editors and spreadsheets do; a header is a line.
public enum CSVError: FileFault, Hashable {
    /// The file cannot be read, or its gzip frame is damaged.
    case content(IDXError)
    /// The file is not text: a byte that no text has.
    case notText(file: String, line: Int, found: UInt8)
    /// The file is in another encoding than ASCII or UTF-8.
    case encoding(file: String, found: String)
    /// A line has more bytes than the limit.
    case lineTooLong(file: String, line: Int, limit: Int)
    /// A line has more columns than the limit.
    case tooManyColumns(file: String, line: Int, limit: Int)
    /// A line has another number of columns than those before it.
    case columns(file: String, line: Int, expected: Int, found: Int)
    /// A field is not what its column holds.
    case value(file: String, line: Int, column: Int, expected: String, found: String)
    /// A line is empty, and others follow.
    case emptyLine(file: String, line: Int)
    /// There are no rows under the header, or no lines at all.
    case noRows(file: String)
    /// The file has other rows than when they were counted.
    case changed(file: String, expectedRows: Int)

    /// The label of the file.
    public var file: String {
        switch self {
        case .content(let error): error.file
        case .notText(let file, _, _), .encoding(let file, _), .lineTooLong(let file, _, _),
            .tooManyColumns(let file, _, _), .columns(let file, _, _, _),
            .value(let file, _, _, _, _), .emptyLine(let file, _),
            .noRows(let file), .changed(let file, _):
            file
        }
    }

    /// Whether the file could not be read, or holds bad data.
    public var failure: FileFailure {
        switch self {
        case .content(let error): error.failure
        case .changed: .unreadable
        default: .badContent
        }
    }

    /// One sentence: the file, the line and column, what was expected and what was found.
    public var description: String {
        switch self {
        case .content(let error):
            "\(error)"
        case .notText(let file, let line, let found):
            "\(file): line \(line): expected text, found byte 0x\(hexadecimal(found))"
        case .encoding(let file, let found):
            "\(file): expected ASCII or UTF-8, found \(found)"
        case .lineTooLong(let file, let line, let limit):
            "\(file): line \(line): expected at most \(limit) bytes, found more"
        case .tooManyColumns(let file, let line, let limit):
            "\(file): line \(line): expected at most \(limit) columns, found more"
        case .columns(let file, let line, let expected, let found):
            "\(file): line \(line): expected \(expected) columns, found \(found)"
        case .value(let file, let line, let column, let expected, let found):
            "\(file): line \(line), column \(column): expected \(expected), "
                + "found \(displayName(found, maximumLength: 40))"
        case .emptyLine(let file, let line):
            "\(file): line \(line): expected a row, found an empty line"
        case .noRows(let file):
            "\(file): holds no rows: expected numbers separated by commas"
        case .changed(let file, let expected):
            "\(file): changed while it was read: expected \(expected) rows, found others"
        }
    }
}
