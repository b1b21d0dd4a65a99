/// Why nothing can be told of a file.
public enum InspectionError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file has no bytes.
    case empty(file: String)
    /// The first bytes, up to 8 of them, are those of no format that is known here.
    case unknownFormat(file: String, firstBytes: [UInt8])

    /// One sentence: the file, what was expected and what was found.
    public var description: String {
        switch self {
        case .empty(let file):
            "\(file): is empty: expected IDX, gzip, safetensors or a picture, found 0 bytes"
        case .unknownFormat(let file, let bytes):
            """
            \(file): unknown format at byte 0: expected IDX (00 00), gzip (1F 8B), \
            safetensors or a picture, found \(bytes.map(hexadecimal).joined(separator: " "))
            """
        }
    }

    private func hexadecimal(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }
}
