public import FileIO

/// Why an ONNX file is refused.
public enum ONNXError: FileFault, Hashable {
    /// The file cannot be opened or read: a matter of the system, not of what it contains.
    case unreadable(file: String, reason: String)
    /// The file has no bytes.
    case empty(file: String)
    /// The file has another format.
    case foreignFormat(file: String, kind: FileKind)
    /// The file has more bytes than are read.
    case tooLarge(file: String, limit: Int, found: Int)
    /// There are more nodes, names, attributes and numbers outside of tensors than the limit.
    case tooManyEntries(file: String, limit: Int)
    /// Something in the file is not as the format or this reader wants it.
    ///
    /// `place` names node, attribute or tensor; `offset` is the byte of the file where it stands,
    /// where that helps.
    case invalid(file: String, place: String, offset: Int?, expected: String, found: String)
    /// A tensor's elements are in a file beside the model that cannot be used.
    case externalData(file: String, tensor: String, reason: String)
    /// A tensor's elements were asked for in a form that its type does not have.
    case unsupportedType(file: String, tensor: String, expected: String, type: ONNXElementType)

    /// The label of the file, as the caller gave it.
    public var file: String {
        switch self {
        case .unreadable(let file, _), .empty(let file), .foreignFormat(let file, _),
            .tooLarge(let file, _, _), .tooManyEntries(let file, _),
            .invalid(let file, _, _, _, _), .externalData(let file, _, _),
            .unsupportedType(let file, _, _, _):
            file
        }
    }

    /// Whether reading failed, or what was read is wrong.
    public var failure: FileFailure {
        if case .unreadable = self { .unreadable } else { .badContent }
    }

    /// One sentence: the file, what is wrong and where, what was expected and what was found.
    ///
    /// Names that come from the file are escaped and shortened.
    public var description: String {
        "\(displayName(file, maximumLength: .max)): \(problem)"
    }

    private var problem: String {
        switch self {
        case .unreadable(_, let reason):
            reason
        case .empty:
            "is empty: expected an ONNX model, found 0 bytes"
        case .foreignFormat(_, let kind):
            "wrong format at byte 0: expected an ONNX model, found \(kind)"
        case .tooLarge(_, let limit, let found):
            "is too large: expected at most \(limit) bytes, found \(found)"
        case .tooManyEntries(_, let limit):
            "has too many nodes, names and numbers outside of tensors: expected at most "
                + "\(limit), found more"
        case .invalid(_, let place, let offset, let expected, let found):
            place + (offset.map { " at byte \($0)" } ?? "")
                + ": expected \(expected), found \(found)"
        case .externalData(_, let tensor, let reason):
            "tensor \(displayName(tensor)): its elements are in a file of their own, \(reason)"
        case .unsupportedType(_, let tensor, let expected, let type):
            "unsupported type of tensor \(displayName(tensor)): expected \(expected), found \(type)"
        }
    }
}
