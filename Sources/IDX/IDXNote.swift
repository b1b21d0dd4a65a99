/// Something unusual about a file that was read all the same, worth a word to the curious.
public enum IDXNote: Hashable, Sendable, CustomStringConvertible {
    /// The name ends in `.gz`, yet the content is not compressed.
    case plainDespiteName
    /// The name does not end in `.gz`, yet the content is compressed.
    case compressedDespiteName
    /// The gzip file consists of several members, which make one content.
    case severalMembers(count: Int)
    /// Zero bytes follow the last gzip member, as on tapes.
    case zeroPadding(byteCount: Int)

    /// A sentence without the file's name.
    public var description: String {
        switch self {
        case .plainDespiteName: "is not compressed, although its name ends in .gz"
        case .compressedDespiteName: "is gzip-compressed, although its name does not end in .gz"
        case .severalMembers(let count): "consists of \(count) gzip members"
        case .zeroPadding(let count): "ends in \(count) bytes of zero padding"
        }
    }
}
