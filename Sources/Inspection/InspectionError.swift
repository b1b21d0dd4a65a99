public import FileIO

/// Why nothing can be told of a file, or of the network in it.
public enum InspectionError: FileFault, Hashable {
    /// The file has no bytes.
    case empty(file: String)
    /// The first bytes, up to 8 of them, are those of no format that is known here.
    case unknownFormat(file: String, firstBytes: [UInt8])
    /// The tensors take more memory than a network is given that is only tried out.
    case tooLargeToTry(file: String, byteCount: Int)

    /// The file.
    public var file: String {
        switch self {
        case .empty(let file), .unknownFormat(let file, _), .tooLargeToTry(let file, _): file
        }
    }

    /// One sentence: the file, what was expected and what was found.
    public var description: String {
        switch self {
        case .empty(let file):
            "\(file): is empty: expected IDX, gzip, safetensors or a picture, found 0 bytes"
        case .unknownFormat(let file, let bytes):
            """
            \(file): unknown format at byte 0: expected IDX (00 00), gzip (1F 8B), \
            safetensors or a picture, found \(hexadecimal(bytes))
            """
        case .tooLargeToTry(let file, let byteCount):
            "\(file): too large to be tried out: \(byteCount) bytes"
        }
    }
}
