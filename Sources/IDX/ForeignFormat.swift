/// A format that data files are often found in, or mistaken for, and that is not read here.
public enum ForeignFormat: Hashable, Sendable, CaseIterable {
    /// A page or an error message of a web server, saved under the name of the file wanted.
    case webPage
    /// A Git LFS pointer, which stands for a file that was not fetched.
    case gitLFSPointer
    /// A Zip archive, the frame of NumPy's `.npz` too.
    case zip
    /// An xz file.
    case xz
    /// A Zstandard file.
    case zstandard
    /// A file of the old Unix `compress`.
    case compress
    /// A bzip2 file.
    case bzip2
    /// A 7-Zip archive.
    case sevenZip
    /// A gzip file, found inside another one.
    case gzip
    /// A zlib stream, which has no gzip header.
    case zlib
    /// A NumPy array.
    case npy
    /// A Python pickle.
    case pickle
    /// A PNG picture.
    case png
    /// A JPEG picture.
    case jpeg
    /// A safetensors file.
    case safetensors

    /// How many bytes at the start of a file are enough to recognize any of these.
    static let prefixByteCount = 24

    /// Recognizes a format from the first bytes of a file.
    init?(recognizing bytes: [UInt8]) {
        func starts(_ magic: [UInt8]) -> Bool { bytes.starts(with: magic) }
        func starts(_ text: String) -> Bool { bytes.starts(with: text.utf8) }

        if starts("<!") || starts("<htm") || starts("<HTM") || starts("<?xml") {
            self = .webPage
        } else if starts("version https://git-lfs") {
            self = .gitLFSPointer
        } else if starts("PK\u{3}\u{4}") || starts("PK\u{5}\u{6}") {
            self = .zip
        } else if starts([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]) {
            self = .xz
        } else if starts([0x28, 0xB5, 0x2F, 0xFD]) {
            self = .zstandard
        } else if starts([0x1F, 0x9D]) {
            self = .compress
        } else if starts("BZh") {
            self = .bzip2
        } else if starts([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]) {
            self = .sevenZip
        } else if starts([0x1F, 0x8B]) {
            self = .gzip
        } else if starts([0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59]) {
            self = .npy
        } else if starts([0x80]), bytes.dropFirst().first.map({ 2...5 ~= $0 }) == true {
            self = .pickle
        } else if starts([0x89, 0x50, 0x4E, 0x47]) {
            self = .png
        } else if starts([0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else if bytes.count > 8, bytes[8] == UInt8(ascii: "{"), bytes[5...7] == [0, 0, 0] {
            self = .safetensors
        } else if starts([0x78]), bytes.count > 1, [0x01, 0x5E, 0x9C, 0xDA].contains(bytes[1]) {
            self = .zlib
        } else {
            return nil
        }
    }

    /// What the file is and what to do about it: the end of an error message.
    var advice: String {
        switch self {
        case .webPage: "looks like a web page, not gzip or IDX: download it again"
        case .gitLFSPointer: "is a Git LFS pointer, not the file itself: run `git lfs pull`"
        case .zip: "is a Zip archive, not gzip or IDX: run `unzip` and use what is inside"
        case .xz: "is xz-compressed, not gzip or IDX: run `unxz` first"
        case .zstandard: "is Zstandard-compressed, not gzip or IDX: run `unzstd` first"
        case .compress: "is packed by `compress`, not gzip or IDX: run `uncompress` first"
        case .bzip2: "is bzip2-compressed, not gzip or IDX: run `bunzip2` first"
        case .sevenZip: "is a 7-Zip archive, not gzip or IDX: run `7z x` and use what is inside"
        case .gzip: "is gzip-compressed twice: run `gunzip` once"
        case .zlib: "is a bare zlib stream, not gzip or IDX: expected a gzip header (1F 8B)"
        case .npy: "is a NumPy array, not gzip or IDX: expected an IDX file"
        case .pickle: "is a Python pickle, not gzip or IDX: pickles are never read"
        case .png: "is a PNG picture, not gzip or IDX: expected an IDX file"
        case .jpeg: "is a JPEG picture, not gzip or IDX: expected an IDX file"
        case .safetensors: "is a safetensors file, not gzip or IDX: expected images or labels"
        }
    }
}
