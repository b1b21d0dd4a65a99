internal import FileIO

/// What is wrong with the gzip frame around a data file's content.
///
/// Members are counted from 1. `byte` is an offset in the compressed file. The description is the
/// sentence without the file's name, which ``IDXError/gzip(file:_:)`` puts in front.
public enum GzipError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file ends inside a member's header.
    case headerCut(member: Int, byte: Int)
    /// The compression method is not deflate (8).
    case unsupportedMethod(member: Int, byte: Int, found: UInt8)
    /// Header flags are set that RFC 1952 reserves.
    case reservedFlags(member: Int, byte: Int, found: UInt8)
    /// The header does not match its own CRC-16.
    case headerChecksumMismatch(member: Int, byte: Int, expected: UInt16, computed: UInt16)
    /// The compressed data breaks the rules of deflate; the reason is zlib's.
    case damaged(member: Int, byte: Int, reason: String)
    /// The file ends inside the compressed data. `expectedBytes` is the content's size as the IDX
    /// header announces it, if that much could be read.
    case dataCut(member: Int, byte: Int, expectedBytes: Int?, foundBytes: Int)
    /// The file ends inside the eight bytes of a member's trailer.
    case trailerCut(member: Int, byte: Int, foundBytes: Int)
    /// A member's content does not have the CRC-32 that its trailer states.
    case checksumMismatch(member: Int, byte: Int, expected: UInt32, computed: UInt32)
    /// A member's content does not have the length, modulo 2³², that its trailer states.
    case lengthMismatch(member: Int, byte: Int, expected: UInt32, computed: UInt32)
    /// Bytes follow the last member that are neither a member nor zeros.
    case trailingBytes(byte: Int, count: Int)
    /// The file holds more members without content than any honest file.
    case tooManyEmptyMembers(byte: Int, limit: Int)

    /// One sentence: what is wrong, where, what was expected and what was found.
    public var description: String {
        switch self {
        case .headerCut(let member, let byte):
            "gzip header\(of(member)) is cut at byte \(byte), where the file ends"
        case .unsupportedMethod(let member, let byte, let found):
            "unsupported gzip method\(of(member)) at byte \(byte): expected 8 (deflate), "
                + "found \(found)"
        case .reservedFlags(let member, let byte, let found):
            "unsupported gzip flags\(of(member)) at byte \(byte): expected the upper three bits "
                + "to be 0, found 0x\(hexadecimal(found))"
        case .headerChecksumMismatch(let member, let byte, let expected, let computed):
            "gzip header\(of(member)) is damaged: its CRC-16 at byte \(byte) is wrong: "
                + "expected \(hexadecimal(expected)), computed \(hexadecimal(computed))"
        case .damaged(let member, let byte, let reason):
            "compressed data\(of(member)) is damaged at compressed byte \(byte): \(reason)"
        case .dataCut(let member, let byte, let expected?, let found) where found >= expected:
            "compressed data\(of(member)) ends early at compressed byte \(byte): "
                + "expected its end mark, found the end of the file"
        case .dataCut(let member, let byte, let expected?, let found):
            "compressed data\(of(member)) ends early at compressed byte \(byte): "
                + "expected \(expected) bytes as announced, found \(found)"
        case .dataCut(let member, let byte, nil, let found):
            "compressed data\(of(member)) ends early at compressed byte \(byte): "
                + "expected a whole header, found \(found) bytes"
        case .trailerCut(let member, let byte, let found):
            "gzip trailer\(of(member)) is cut at byte \(byte): expected 8 bytes "
                + "of CRC-32 and length, found \(found)"
        case .checksumMismatch(let member, let byte, let expected, let computed):
            "content\(of(member)) is damaged: CRC-32 at byte \(byte) is wrong: "
                + "expected \(hexadecimal(expected)), computed \(hexadecimal(computed))"
        case .lengthMismatch(let member, let byte, let expected, let computed):
            "content\(of(member)) has the wrong length modulo 2^32 at byte \(byte): "
                + "expected \(expected), found \(computed)"
        case .trailingBytes(let byte, let count):
            "\(count) \(count == 1 ? "byte follows" : "bytes follow") the last gzip member "
                + "at byte \(byte): expected the end of the file"
        case .tooManyEmptyMembers(let byte, let limit):
            "too many gzip members without content at byte \(byte): expected at most \(limit)"
        }
    }

    /// Nearly every file has one member, so only the others are named.
    private func of(_ member: Int) -> String {
        member == 1 ? "" : " of gzip member \(member)"
    }
}
