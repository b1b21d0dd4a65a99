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

    /// How many bytes at the start of a file are enough to recognize any format.
    static let prefixByteCount = 16

    /// Recognizes a format from the first bytes of a file.
    public init?(recognizing bytes: [UInt8]) {
        if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) {
            self = .png
        } else if bytes.starts(with: [0xFF, 0xD8]) {
            self = .jpeg
        } else if bytes.count > 2, bytes[0] == UInt8(ascii: "P"),
            (UInt8(ascii: "1")...UInt8(ascii: "6")).contains(bytes[1]),
            Netpbm.isSpace(bytes[2]) || bytes[2] == UInt8(ascii: "#")
        {
            self = .netpbm
        } else if bytes.starts(with: "BM".utf8) {
            self = .bmp
        } else {
            return nil
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

/// What a file is that is no picture, or none that is read, and what to do about it.
func advice(onForeignFormat bytes: [UInt8]) -> String? {
    func starts(_ text: String) -> Bool { bytes.starts(with: text.utf8) }
    let brand = bytes.count >= 12 ? String(decoding: bytes[4..<12], as: UTF8.self) : ""
    if starts("GIF8") { return "is a GIF picture: convert it to PNG" }
    if starts("RIFF"), bytes.dropFirst(8).starts(with: "WEBP".utf8) {
        return "is a WebP picture: convert it to PNG or JPEG"
    }
    if starts("II*\0") || starts("MM\0*") { return "is a TIFF picture: convert it to PNG" }
    if ["ftyphei", "ftyphev", "ftypmif1", "ftypmsf1"].contains(where: brand.hasPrefix) {
        return "is a HEIC picture: export it as JPEG"
    }
    if brand.hasPrefix("ftypavif") { return "is an AVIF picture: convert it to PNG or JPEG" }
    if starts("P7") { return "is a Netpbm picture of type P7 (PAM): convert it to P5 or P6" }
    if starts("%PDF") { return "is a PDF document: export the page as PNG" }
    if starts("<svg") || starts("<?xml") { return "is an XML document: export it as PNG" }
    if starts("<!") || starts("<htm") || starts("<HTM") {
        return "looks like a web page, not a picture: download it again"
    }
    if starts("version https://g") {
        return "is a Git LFS pointer, not the file itself: run `git lfs pull`"
    }
    if bytes.starts(with: [0x1F, 0x8B]) {
        return "is gzip-compressed: images in IDX files are named with --images and --index"
    }
    if bytes.count >= 4, bytes[0] == 0, bytes[1] == 0, (0x08...0x0E).contains(bytes[2]) {
        return "is an IDX file: its images are named with --images and --index"
    }
    return nil
}
