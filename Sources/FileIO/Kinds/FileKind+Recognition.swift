extension FileKind {
    /// How many bytes at the start of a file are enough to recognize any kind.
    public static let prefixByteCount = 512

    /// Recognizes a kind by a file's first bytes; `nil` when they are those of none.
    ///
    /// A kind only says how the file begins; its reader finds out whether the rest is sound.
    ///
    /// - Parameter bytes: The first ``prefixByteCount`` bytes, or all of a shorter file.
    public init?(firstBytes bytes: [UInt8]) {
        // Safetensors comes first: the length it begins with may look like any other mark, but
        // then no brace follows four zero bytes.
        if Self.startsLikeSafetensors(bytes) {
            self = .safetensors
        } else if Self.startsLikeIDX(bytes) {
            self = .idx
        } else if let mark = Self.marks.first(where: { $0.stands(in: bytes) }) {
            self = mark.kind
        } else if let kind = Self.zip(bytes) ?? Self.webP(bytes) ?? Self.netpbm(bytes)
            ?? Self.text(bytes)
        {
            self = kind
        } else if bytes.first == 0x80, bytes.count > 1, 2...5 ~= bytes[1] {
            // The protocol of a pickle.
            self = .pickle
        } else if bytes.first == 0x78, bytes.count > 1, [0x01, 0x5E, 0x9C, 0xDA].contains(bytes[1])
        {
            // The levels of compression that zlib writes.
            self = .zlib
        } else if Self.startsLikeONNX(bytes) {
            // The weakest evidence comes last.
            self = .onnx
        } else {
            return nil
        }
    }
}

// MARK: - Marks

extension FileKind {
    /// Bytes that stand at a fixed place in all files of a kind, and in no others.
    private struct Mark {
        let kind: FileKind
        let offset: Int
        let bytes: [UInt8]

        init(_ kind: FileKind, at offset: Int = 0, _ bytes: [UInt8]) {
            (self.kind, self.offset, self.bytes) = (kind, offset, bytes)
        }

        init(_ kind: FileKind, at offset: Int = 0, _ text: String) {
            self.init(kind, at: offset, Array(text.utf8))
        }

        func stands(in file: [UInt8]) -> Bool { file.dropFirst(offset).starts(with: bytes) }
    }

    private static let marks: [Mark] = [
        Mark(.numPyArray, [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59]),
        Mark(.hdf5, [0x89, 0x48, 0x44, 0x46]),
        Mark(.gguf, "GGUF"),
        Mark(.gzip, [0x1F, 0x8B]),
        Mark(.compress, [0x1F, 0x9D]),
        Mark(.bzip2, "BZh"),
        Mark(.xz, [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]),
        Mark(.zstandard, [0x28, 0xB5, 0x2F, 0xFD]),
        Mark(.tar, at: 257, "ustar"),
        Mark(.parquet, "PAR1"),
        Mark(.matlab, "MATLAB 5.0 MAT-file"),
        Mark(.sevenZip, [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]),
        Mark(.png, [0x89, 0x50, 0x4E, 0x47]),
        Mark(.jpeg, [0xFF, 0xD8]),
        Mark(.bmp, "BM"),
        Mark(.gif, "GIF8"),
        Mark(.tiff, "II*\0"),
        Mark(.tiff, "MM\0*"),
        Mark(.heic, at: 4, "ftyphei"),
        Mark(.heic, at: 4, "ftyphev"),
        Mark(.heic, at: 4, "ftypmif1"),
        Mark(.heic, at: 4, "ftypmsf1"),
        Mark(.avif, at: 4, "ftypavif"),
        Mark(.pdf, "%PDF"),
    ]
}

// MARK: - Binary formats without a mark

extension FileKind {
    /// The longest header of a safetensors file that the format allows.
    private static let safetensorsHeaderLimit = 100_000_000

    /// The length of a header, little-endian in eight bytes, and the brace that opens the header.
    private static func startsLikeSafetensors(_ bytes: [UInt8]) -> Bool {
        guard bytes.count > 8, bytes[8] == UInt8(ascii: "{") else { return false }
        let length = bytes.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return length <= safetensorsHeaderLimit
    }

    /// Two zero bytes, a code of an element type, and a rank.
    private static func startsLikeIDX(_ bytes: [UInt8]) -> Bool {
        bytes.count >= 4 && bytes[0] == 0 && bytes[1] == 0
            && [0x08, 0x09, 0x0B, 0x0C, 0x0D, 0x0E].contains(bytes[2]) && 1...8 ~= bytes[3]
    }

    /// One of several formats within the frame RIFF, whose size stands between the marks.
    private static func webP(_ bytes: [UInt8]) -> FileKind? {
        let isWebP =
            bytes.starts(with: "RIFF".utf8) && bytes.dropFirst(8).starts(with: "WEBP".utf8)
        return isWebP ? .webP : nil
    }

    /// A ModelProto starts with field 1, a small version, then another of its fields.
    private static func startsLikeONNX(_ bytes: [UInt8]) -> Bool {
        guard bytes.count > 2, bytes[0] == 0x08, 1...32 ~= bytes[1] else { return false }
        // Fields 2 to 8 that hold text or a message: producer, domain, graph, operator set.
        return [0x12, 0x1A, 0x22, 0x32, 0x3A, 0x42].contains(bytes[2])
    }
}

// MARK: - Zip archives

extension FileKind {
    /// A zip archive, and by its first member what wrote it.
    private static func zip(_ bytes: [UInt8]) -> FileKind? {
        // The mark of a member, or that of the end of an archive without any.
        if bytes.starts(with: "PK\u{5}\u{6}".utf8) { return .zipArchive }
        guard bytes.starts(with: "PK\u{3}\u{4}".utf8) else { return nil }
        let name = nameOfFirstMember(inZip: bytes)
        if name.hasSuffix("data.pkl") { return .pyTorchArchive }
        if name.hasSuffix(".npy") { return .numPyArchive }
        return name == "metadata.json" || name == "config.json" ? .kerasArchive : .zipArchive
    }

    /// The name in the local header at the start: 30 bytes, the name's length at byte 26.
    private static func nameOfFirstMember(inZip bytes: [UInt8]) -> String {
        guard bytes.count > 30 else { return "" }
        let length = Int(bytes[26]) | Int(bytes[27]) << 8
        return String(decoding: bytes[30...].prefix(length), as: UTF8.self)
    }
}

// MARK: - Text

extension FileKind {
    /// `P` and a digit, after which a white space or a comment follows.
    private static func netpbm(_ bytes: [UInt8]) -> FileKind? {
        guard bytes.count > 2, bytes[0] == UInt8(ascii: "P"),
            bytes[2] == 0x20 || 0x09...0x0D ~= bytes[2] || bytes[2] == UInt8(ascii: "#")
        else { return nil }
        return switch bytes[1] {
        case UInt8(ascii: "1")...UInt8(ascii: "6"): .netpbm
        case UInt8(ascii: "7"): .pam
        default: nil
        }
    }

    /// Texts that say by their first characters what they are.
    private static func text(_ bytes: [UInt8]) -> FileKind? {
        let text = bytes.drop { [0x20, 0x0A, 0x0D, 0x09].contains($0) }
        func starts(_ start: String) -> Bool { text.starts(with: start.utf8) }
        if starts("version https://git-lfs") { return .gitLFSPointer }
        if starts("<?xml") || starts("<svg") { return .xml }
        if starts("<") { return .webPage }
        if starts("{") || starts("[") { return .json }
        return startsLikeTable(bytes) ? .csv : nil
    }

    /// A line of at least three fields with commas between them, in which nothing stands that
    /// numbers and names have not.
    private static func startsLikeTable(_ bytes: [UInt8]) -> Bool {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let text = bytes.starts(with: mark) ? bytes.dropFirst(mark.count) : bytes[...]
        let line = text.prefix { $0 != 0x0A }
        let isPlain = line.allSatisfy { byte in
            byte >= 0x80 || byte.isASCIILetterOrDigit || " \t\r,.\"'_-+#:/()".utf8.contains(byte)
        }
        return isPlain && line.count { $0 == UInt8(ascii: ",") } >= 2
    }
}

extension UInt8 {
    fileprivate var isASCIILetterOrDigit: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"):
            true
        default: false
        }
    }
}
