internal import Checksums
internal import FileIO

/// A chunk of a PNG file whose length, name and checksum are sound.
///
/// Source: W3C, Portable Network Graphics (Third Edition), sections 5.3 and 5.4.
struct PNGChunk {
    /// The four letters of a name, the first in the highest byte.
    struct Name: Equatable, CustomStringConvertible {
        let code: UInt32

        static let header = Name(code: 0x4948_4452)  // IHDR
        static let palette = Name(code: 0x504C_5445)  // PLTE
        static let transparency = Name(code: 0x7452_4E53)  // tRNS
        static let exif = Name(code: 0x6558_4966)  // eXIf
        static let data = Name(code: 0x4944_4154)  // IDAT
        static let end = Name(code: 0x4945_4E44)  // IEND

        /// Whether a decoder that does not know the chunk may pass over it.
        var isAncillary: Bool { code & 0x2000_0000 != 0 }

        fileprivate var bytes: [UInt8] {
            [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: code >> $0) }
        }

        /// Letters of ASCII, of which the third is a capital one in all versions of PNG.
        fileprivate var isSound: Bool {
            for shift in stride(from: 24, through: 0, by: -8) as StrideThrough<UInt32> {
                let letter = UInt8(truncatingIfNeeded: code >> shift) | 0x20
                guard (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(letter) else { return false }
            }
            return code & 0x2000 == 0
        }

        var description: String { String(decoding: bytes, as: UTF8.self) }
    }

    static let maximumLength = 0x7FFF_FFFF

    /// Where the chunk starts.
    let offset: Int
    let name: Name
    let content: Range<Int>
    /// Where the next chunk starts.
    var end: Int { content.upperBound + 4 }

    init(_ bytes: [UInt8], at offset: Int, _ context: DecodingContext) throws(PictureError) {
        let reader = ByteReader(bytes)
        guard let length = reader.u32(at: offset), let code = reader.u32(at: offset + 4) else {
            throw context.damaged(
                bytes.count, "expected the chunk IEND, found the end of the file")
        }
        name = Name(code: UInt32(code))
        guard name.isSound else {
            throw context.damaged(
                offset + 4,
                "expected the name of a chunk, four letters of which the third is a capital, "
                    + "found \(hexadecimal(name.bytes))")
        }
        let start = offset + 8
        guard length <= Self.maximumLength, let stated = reader.u32(at: start + length) else {
            throw context.damaged(
                offset,
                "expected \(length) bytes in the chunk \(name) and 4 after it, found "
                    + "\(bytes.count - start)")
        }
        var checksum = CRC32()
        // Safety: bytes have no padding.
        checksum.update(unsafe bytes.span.bytes.extracting(offset + 4..<start + length))
        guard checksum.value == UInt32(stated) else {
            throw context.damaged(
                start + length,
                "expected the CRC-32 \(hexadecimal(checksum.value)) of the chunk \(name) at byte "
                    + "\(offset), found \(hexadecimal(UInt32(stated)))")
        }
        self.offset = offset
        content = start..<start + length
    }
}
