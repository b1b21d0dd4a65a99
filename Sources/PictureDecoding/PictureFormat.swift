package import FileIO

/// The formats of pictures that are read.
public enum PictureFormat: String, CaseIterable, Hashable, Sendable, CustomStringConvertible {
    /// Portable Network Graphics, of every color type and depth.
    case png
    /// JPEG, sequential or progressive.
    case jpeg
    /// The Netpbm formats P1 to P6: bitmaps, grey maps and color maps, as text or binary.
    case netpbm
    /// Windows bitmaps.
    case bmp

    /// Recognizes a format from the first bytes of a file: the first 16 are enough.
    public init?(recognizing bytes: [UInt8]) {
        guard let kind = FileKind(firstBytes: bytes) else { return nil }
        self.init(kind)
    }

    /// The format of a kind of file, if that is a picture that is read.
    package init?(_ kind: FileKind) {
        switch kind {
        case .png: self = .png
        case .jpeg: self = .jpeg
        case .netpbm: self = .netpbm
        case .bmp: self = .bmp
        default: return nil
        }
    }

    /// What the format is called.
    public var description: String {
        switch self {
        case .png: "PNG"
        case .jpeg: "JPEG"
        case .netpbm: "Netpbm"
        case .bmp: "BMP"
        }
    }
}

extension PictureFormat {
    /// What a file asks for that needs libpng or TurboJPEG, in a build without them.
    static let withoutTrait =
        "its decoder, which this build leaves out (the package's trait Pictures is off)"
}
