public import FileIO

/// Why a picture cannot be read.
///
/// `file` is the path as the caller gave it, or the label given for bytes in memory.
public enum PictureError: FileFault, Hashable {
    /// The system cannot open or read the file; the reason is the system's.
    case unreadable(file: String, reason: String)
    /// The file has no bytes at all.
    case empty(file: String)
    /// The first bytes are those of no picture that is known here.
    case unknownFormat(file: String, firstBytes: [UInt8])
    /// The file is of a kind that is recognized but not read.
    case foreignFormat(file: String, FileKind)
    /// The picture has more pixels than the caller allows; found before memory was taken.
    case tooManyPixels(file: String, width: Int, height: Int, limit: Int)
    /// The file has more bytes than pictures of the pixels allowed can need.
    case tooManyBytes(file: String, found: Int?, limit: Int)
    /// The content breaks the rules of its format; `problem` says how, what was expected and what
    /// was found.
    case damaged(file: String, PictureFormat, byte: Int, problem: String)
    /// The content uses a part of its format that is not read.
    case unsupported(file: String, PictureFormat, feature: String)

    /// The label of the file.
    public var file: String {
        switch self {
        case .unreadable(let file, _), .empty(let file), .unknownFormat(let file, _),
            .foreignFormat(let file, _), .tooManyPixels(let file, _, _, _),
            .tooManyBytes(let file, _, _), .damaged(let file, _, _, _),
            .unsupported(let file, _, _):
            file
        }
    }

    /// Whether the file could not be read, or holds bad data.
    public var failure: FileFailure {
        if case .unreadable = self { .unreadable } else { .badContent }
    }

    /// One sentence: which file, what is wrong, where, what was expected and what was found.
    public var description: String { sentence { "\($0)" } }

    /// The description, with settings called as the caller calls them.
    public func sentence(naming name: (Setting) -> String) -> String {
        switch self {
        case .unreadable(let file, let reason):
            "\(file): \(reason)"
        case .empty(let file):
            "\(file): is empty: expected a picture, found 0 bytes"
        case .unknownFormat(let file, let bytes):
            "\(file): unknown format at byte 0: expected PNG, JPEG, Netpbm (P1 to P6) or BMP, "
                + "found \(hexadecimal(bytes))"
        case .foreignFormat(let file, let kind):
            "\(file): \(kind.advice(naming: name) ?? "is \(kind): expected a picture")"
        case .tooManyPixels(let file, let width, let height, let limit):
            "\(file): picture is too large: expected at most \(limit) pixels "
                + "(\(name(.maximumPixels))), found \(width) x \(height)"
        case .tooManyBytes(let file, let found, let limit):
            "\(file): file is too large: expected at most \(limit) bytes (4 per pixel of "
                + "\(name(.maximumPixels))), found \(found.map(String.init) ?? "more")"
        case .damaged(let file, let format, let byte, let problem):
            "\(file): \(format) is damaged at byte \(byte): \(problem)"
        case .unsupported(let file, let format, let feature):
            "\(file): \(format) cannot be read: \(feature)"
        }
    }
}
