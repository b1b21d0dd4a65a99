public import FileIO

/// Why a GGUF file is refused.
///
/// Offsets of bytes count from the start of the file.
public enum GGUFError: FileFault, Hashable {
    /// The file cannot be opened or read: a matter of the system, not of what it contains.
    case unreadable(file: String, reason: String)
    /// The file has no bytes.
    case empty(file: String)
    /// The file has another format; `kind` is which, if that is known.
    case foreignFormat(file: String, kind: FileKind?)
    /// The header breaks a rule, or exceeds a limit.
    case header(file: String, offset: Int, expected: String, found: String)
    /// What the header says of a tensor cannot be.
    case tensor(file: String, tensor: String, expected: String, found: String)
    /// The elements of a tensor are stored in a form that is not read.
    case unsupportedType(file: String, tensor: String, found: String)
    /// The tensor that is asked for is not in the file.
    case missingTensor(file: String, tensor: String)

    /// The label of the file.
    public var file: String {
        switch self {
        case .unreadable(let file, _), .empty(let file), .foreignFormat(let file, _),
            .header(let file, _, _, _), .tensor(let file, _, _, _),
            .unsupportedType(let file, _, _), .missingTensor(let file, _):
            file
        }
    }

    /// Whether the file could not be read, or holds bad data.
    public var failure: FileFailure {
        if case .unreadable = self { .unreadable } else { .badContent }
    }

    /// One sentence: which file and tensor, what was expected and what was found.
    public var description: String {
        switch self {
        case .unreadable(let file, let reason):
            "\(file): \(reason)"
        case .empty(let file):
            "\(file): is empty: expected a GGUF model, found 0 bytes"
        case .foreignFormat(let file, let kind):
            "\(file): wrong format at byte 0: expected GGUF, found "
                + (kind.map { "\($0)" } ?? "something else")
        case .header(let file, let offset, let expected, let found):
            "\(file): the header is wrong at byte \(offset): expected \(expected), found \(found)"
        case .tensor(let file, let tensor, let expected, let found):
            "\(file): tensor \(displayName(tensor)): expected \(expected), found \(found)"
        case .unsupportedType(let file, let tensor, let found):
            "\(file): tensor \(displayName(tensor)): unsupported type \(found); expected "
                + alternatives(GGUFType.floats.map(\.description))
        case .missingTensor(let file, let tensor):
            "\(file): there is no tensor \(displayName(tensor))"
        }
    }
}
