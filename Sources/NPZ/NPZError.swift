public import FileIO

/// Why a NumPy file is refused.
///
/// Offsets of bytes count from the start of the file. Names of arrays are as the file has them.
public enum NPZError: FileFault, Hashable {
    /// The file cannot be opened or read: a matter of the system, not of what it contains.
    case unreadable(file: String, reason: String)
    /// The file has no bytes.
    case empty(file: String)
    /// The file is neither a NumPy array nor a zip archive; `kind` is what it is, if that is known.
    case foreignFormat(file: String, kind: FileKind?)

    // MARK: The zip archive

    /// The archive breaks a rule of zip, or uses what no NumPy archive needs.
    case archive(file: String, offset: Int, expected: String, found: String)
    /// A member's headers contradict one another, or ask for what is not read.
    case member(file: String, member: String, expected: String, found: String)
    /// The archive has more members than the limit.
    case tooManyMembers(file: String, limit: Int, found: Int)
    /// Two members have the same name.
    case duplicateMember(file: String, member: String)
    /// The compressed data of a member breaks the rules of deflate.
    case damaged(file: String, member: String, reason: String)
    /// A member's content does not have the CRC-32 that the archive states.
    case checksumMismatch(file: String, member: String, expected: UInt32, computed: UInt32)

    // MARK: An array

    /// The header of an array is not as the format has it; `offset` counts from its first byte.
    case header(file: String, array: String, offset: Int, expected: String, found: String)
    /// An array holds Python objects as pickles, which are never read.
    case pickledObjects(file: String, array: String)
    /// The elements are of a type that is not read.
    case unsupportedType(file: String, array: String, found: String)
    /// The product of the extents does not fit in 63 bits.
    case sizeOverflow(file: String, array: String, shape: [Int])
    /// The elements that the header announces are not the bytes that are there.
    case wrongSize(file: String, array: String, expectedBytes: Int, foundBytes: Int)
    /// The array that is asked for is not in the file.
    case missingArray(file: String, array: String)

    /// The label of the file.
    public var file: String {
        switch self {
        case .unreadable(let file, _), .empty(let file), .foreignFormat(let file, _),
            .archive(let file, _, _, _), .member(let file, _, _, _),
            .tooManyMembers(let file, _, _), .duplicateMember(let file, _),
            .damaged(let file, _, _), .checksumMismatch(let file, _, _, _),
            .header(let file, _, _, _, _), .pickledObjects(let file, _),
            .unsupportedType(let file, _, _), .sizeOverflow(let file, _, _),
            .wrongSize(let file, _, _, _), .missingArray(let file, _):
            file
        }
    }

    /// Whether the file could not be read, or holds bad data.
    public var failure: FileFailure {
        if case .unreadable = self { .unreadable } else { .badContent }
    }

    /// One sentence: which file and array, what was expected and what was found.
    public var description: String {
        switch self {
        case .unreadable(let file, let reason):
            "\(file): \(reason)"
        case .empty(let file):
            "\(file): is empty: expected a NumPy array or archive, found 0 bytes"
        case .foreignFormat(let file, let kind):
            "\(file): wrong format at byte 0: expected a NumPy array or archive, found "
                + (kind.map { "\($0)" } ?? "something else")
        case .archive(let file, let offset, let expected, let found):
            "\(file): the zip archive is wrong at byte \(offset): expected \(expected), "
                + "found \(found)"
        case .member(let file, let member, let expected, let found):
            "\(file): member \(displayName(member)): expected \(expected), found \(found)"
        case .tooManyMembers(let file, let limit, let found):
            "\(file): expected at most \(limit) members, found \(found)"
        case .duplicateMember(let file, let member):
            "\(file): expected each member once, found \(displayName(member)) twice"
        case .damaged(let file, let member, let reason):
            "\(file): member \(displayName(member)) is damaged: expected a deflate stream, "
                + "found \(reason)"
        case .checksumMismatch(let file, let member, let expected, let computed):
            "\(file): member \(displayName(member)) is damaged: expected CRC-32 "
                + "\(hexadecimal(expected)), found \(hexadecimal(computed))"
        case .header(let file, let array, let offset, let expected, let found):
            "\(file): array \(displayName(array)): the header is wrong at byte \(offset): "
                + "expected \(expected), found \(found)"
        case .pickledObjects(let file, let array):
            "\(file): array \(displayName(array)) holds pickled Python objects; a pickle can run "
                + "code, so it is never read; expected numbers"
        case .unsupportedType(let file, let array, let found):
            "\(file): array \(displayName(array)): unsupported type \(displayName(found)); "
                + "expected numbers or bool"
        case .sizeOverflow(let file, let array, let shape):
            "\(file): array \(displayName(array)): size overflows: expected extents whose product "
                + "is a possible size, found \(shape)"
        case .wrongSize(let file, let array, let expected, let found):
            "\(file): array \(displayName(array)): wrong size: its header announces "
                + "\(expected) bytes of elements, found \(found)"
        case .missingArray(let file, let array):
            "\(file): there is no array \(displayName(array))"
        }
    }
}
