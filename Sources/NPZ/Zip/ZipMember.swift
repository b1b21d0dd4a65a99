internal import Deflate

/// A member of a zip archive, whose two headers agree.
struct ZipMember: Hashable, Sendable {
    /// The name as it stands in the archive.
    let name: String
    /// Whether the content is a deflate stream; else it is stored as it is.
    let isDeflated: Bool
    /// The CRC-32 of the content.
    let checksum: UInt32
    /// The size of the content in bytes.
    let size: Int
    /// Where in the file the content is, as it is stored.
    let range: Range<Int>

    /// No content is larger than so many times what is stored of it.
    static let maximumExpansion = Inflater.maximumExpansion
}

/// What one of a member's two headers says of it; zip64 fields are resolved.
struct ZipHeader: Hashable {
    var flags: Int
    var method: Int
    var checksum: UInt32
    var storedSize: UInt64
    var size: UInt64
    var name: [UInt8]

    /// Flag 0: the content is encrypted.
    static let encrypted = 1
    /// Flag 3: checksum and sizes follow the content, in a descriptor.
    static let hasDescriptor = 1 << 3
    /// Flags 1 and 2, how hard deflate tried, 3, and 11, names in UTF-8.
    static let knownFlags = 0b0000_1000_0000_1110

    /// Takes the sizes that do not fit in 32 bits from the extra field (APPNOTE 4.5.3).
    ///
    /// - Returns: The position of the local header, if that was asked for too; `nil` when the extra
    ///   field is malformed or lacks a number.
    mutating func resolveZip64(_ extra: ArraySlice<UInt8>, offset: UInt64?) -> UInt64? {
        var wide: Record?
        var wideLength = 0
        var rest = extra
        while !rest.isEmpty {
            guard rest.count >= 4 else { return nil }
            let field = Record(rest)
            let length = field.u16(2)
            rest = rest.dropFirst(4)
            guard length <= rest.count else { return nil }
            if field.u16(0) == 1 {
                guard wide == nil else { return nil }
                (wide, wideLength) = (Record(rest.prefix(length)), length)
            }
            rest = rest.dropFirst(length)
        }
        var position = 0
        func resolved(_ value: UInt64) -> UInt64? {
            guard value == 0xFFFF_FFFF else { return value }
            // Without the field the number means itself: a member of 4 GiB less a byte.
            guard let wide else { return value }
            guard position + 8 <= wideLength else { return nil }
            defer { position += 8 }
            return wide.u64(position)
        }
        guard let size = resolved(size), let storedSize = resolved(storedSize),
            let offset = resolved(offset ?? 0)
        else { return nil }
        (self.size, self.storedSize) = (size, storedSize)
        return offset
    }
}
