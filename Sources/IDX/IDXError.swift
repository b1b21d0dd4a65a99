public import FileIO

/// Why an IDX file cannot be read.
///
/// `file` is the path as the caller gave it, or the label given for bytes in memory. Sizes are in
/// bytes of the decompressed content, header included, unless a case says otherwise.
public enum IDXError: FileFault, Hashable {
    /// The system cannot open or read the file; the reason is the system's.
    case unreadable(file: String, reason: String)
    /// The file has no bytes at all.
    case empty(file: String)
    /// The file is in another format.
    case foreignFormat(file: String, FileKind)
    /// The gzip frame around the content is damaged.
    case gzip(file: String, GzipError)

    /// The content ends inside the header.
    case headerCut(file: String, expectedBytes: Int, foundBytes: Int)
    /// The first two bytes are not zero; `found` is the first four, or as many as there are.
    case wrongMagic(file: String, found: [UInt8])
    /// The four bytes of the magic number stand in reverse order.
    case reversedByteOrder(file: String, found: [UInt8])
    /// The third byte is not the code of an ``IDXElementType``.
    case unknownElementType(file: String, found: UInt8)
    /// The rank is 0 or above ``IDXHeader/maximumRank``.
    case unsupportedRank(file: String, found: Int)
    /// The size that the dimensions announce does not fit in 63 bits.
    case sizeOverflow(file: String, dimensions: [Int])

    /// The content ends before the last element.
    case bodyTooShort(file: String, expectedBytes: Int, foundBytes: Int)
    /// The content goes on after the last element; how far is not found out for a compressed file.
    case bodyTooLong(file: String, expectedBytes: Int, foundBytes: Int?)
    /// The header announces more than any gzip file of this size can hold.
    case announcesTooMuch(file: String, expectedBytes: Int, compressedBytes: Int)
    /// The array is larger than the caller allows.
    case overLimit(file: String, expectedBytes: Int, limit: Int)
    /// An element is not a whole number, or does not fit in an `Int`.
    case notAnInteger(file: String, index: Int, found: String)

    /// The label of the file.
    public var file: String {
        switch self {
        case .unreadable(let file, _), .empty(let file), .foreignFormat(let file, _),
            .gzip(let file, _), .headerCut(let file, _, _), .wrongMagic(let file, _),
            .reversedByteOrder(let file, _), .unknownElementType(let file, _),
            .unsupportedRank(let file, _), .sizeOverflow(let file, _),
            .bodyTooShort(let file, _, _), .bodyTooLong(let file, _, _),
            .announcesTooMuch(let file, _, _), .overLimit(let file, _, _),
            .notAnInteger(let file, _, _):
            file
        }
    }

    /// Whether the file could not be read, or holds bad data.
    public var failure: FileFailure {
        if case .unreadable = self { .unreadable } else { .badContent }
    }

    /// One sentence: which file, what is wrong, where, what was expected and what was found.
    public var description: String {
        switch self {
        case .unreadable(let file, let reason):
            "\(file): \(reason)"
        case .empty(let file):
            "\(file): is empty: expected gzip or IDX, found 0 bytes"
        case .foreignFormat(let file, let kind):
            "\(file): \(kind.advice ?? "is \(kind), not gzip or IDX: expected an IDX file")"
        case .gzip(let file, let error):
            "\(file): \(error)"
        case .headerCut(let file, let expected, let found):
            "\(file): IDX header is cut at byte \(found): expected \(expected) bytes, found \(found)"
        case .wrongMagic(let file, let found):
            "\(file): wrong magic number at byte 0: expected 1F 8B (gzip) or 00 00 (IDX), "
                + "found \(hexadecimal(found))"
        case .reversedByteOrder(let file, let found):
            "\(file): byte order is reversed at byte 0: expected \(hexadecimal(found.reversed())), "
                + "found \(hexadecimal(found))"
        case .unknownElementType(let file, let found):
            "\(file): unknown type code at byte 2: expected \(Self.knownTypes), "
                + "found 0x\(hexadecimal(found))"
        case .unsupportedRank(let file, let found):
            "\(file): unsupported rank at byte 3: expected 1 to \(IDXHeader.maximumRank), "
                + "found \(found)"
        case .sizeOverflow(let file, let dimensions):
            "\(file): size overflows at byte 4: expected dimensions whose product is a possible "
                + "size, found \(dimensions.map(String.init).joined(separator: " x "))"
        case .bodyTooShort(let file, let expected, let found):
            "\(file): content ends early at byte \(found): expected \(expected) bytes "
                + "as its header announces, found \(found)"
        case .bodyTooLong(let file, let expected, let found?):
            "\(file): \(found - expected) \(found - expected == 1 ? "byte" : "bytes") too many "
                + "at byte \(expected): expected \(expected) bytes as its header announces, "
                + "found \(found)"
        case .bodyTooLong(let file, let expected, nil):
            "\(file): content does not end at byte \(expected): expected \(expected) bytes "
                + "as its header announces, found more"
        case .announcesTooMuch(let file, let expected, let compressed):
            "\(file): header announces an impossible size at byte 4: expected at most "
                + "\(compressed.multipliedReportingOverflow(by: GzipReader.maximumExpansion).0) "
                + "bytes from a gzip file of \(compressed), found \(expected)"
        case .overLimit(let file, let expected, let limit):
            "\(file): array is too large at byte 4: expected at most \(limit) bytes, "
                + "found \(expected)"
        case .notAnInteger(let file, let index, let found):
            "\(file): element \(index) is no integer: expected a whole number of 64 bits, "
                + "found \(found)"
        }
    }

    private static var knownTypes: String {
        IDXElementType.allCases.map { "\(hexadecimal($0.rawValue)) (\($0))" }
            .joined(separator: ", ")
    }
}
