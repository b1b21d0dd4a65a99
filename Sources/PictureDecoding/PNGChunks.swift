internal import FileIO

/// The frame of a PNG file: its chunks from the header to the end, and what the header says.
///
/// libpng reads as far as it has to; here it is checked that the file goes on to its end, so that
/// one cut short is told by the byte. Checksums of chunks are compared by libpng.
///
/// Source: W3C, Portable Network Graphics (Third Edition), sections 5 and 11.
struct PNGChunks {
    private(set) var storage = PictureStorage(width: 0, height: 0, color: "", bitDepth: 0)
    /// Where the first chunk of image data starts.
    private(set) var dataOffset = 0

    /// How many samples a pixel has once palettes and transparent colors are resolved.
    private(set) var channels = 0
    private var dataByteCount = 0
    private var bitsPerPixel = 0

    private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    private static let maximumLength = 0x7FFF_FFFF

    init(_ bytes: [UInt8], _ context: DecodingContext) throws(PictureError) {
        let found = bytes.prefix(Self.signature.count)
        guard found.elementsEqual(Self.signature) else {
            throw context.damaged(
                0,
                "expected the signature \(hexadecimal(Self.signature)), "
                    + "found \(hexadecimal(found))")
        }
        let reader = ByteReader(bytes)
        var offset = Self.signature.count
        var name = ""
        repeat {
            guard let length = reader.u32(at: offset), offset + 8 <= bytes.count else {
                throw context.damaged(
                    bytes.count, "expected the chunk IEND, found the end of the file")
            }
            name = String(decoding: bytes[offset + 4..<offset + 8], as: UTF8.self)
            guard name.utf8.count == 4, name.unicodeScalars.allSatisfy(\.properties.isAlphabetic)
            else {
                throw context.damaged(
                    offset + 4,
                    "expected the name of a chunk, found "
                        + hexadecimal(bytes[offset + 4..<offset + 8]))
            }
            let end = offset + 12 + length
            guard length <= Self.maximumLength, end <= bytes.count else {
                throw context.damaged(
                    offset,
                    "expected \(length) bytes in the chunk \(name) and 4 after it, found "
                        + "\(bytes.count - offset - 8)")
            }
            let content = bytes[offset + 8..<offset + 8 + length]
            if offset == Self.signature.count {
                guard name == "IHDR", length == 13 else {
                    throw context.damaged(
                        offset, "expected the chunk IHDR of 13 bytes, found \(name) of \(length)")
                }
                try readHeader(ByteReader(Array(content)), context)
            }
            if name == "IDAT" {
                if dataOffset == 0 { dataOffset = offset }
                dataByteCount += length
            }
            if name == "PLTE", storage.color == "palette" {
                storage.color = "palette of \(length / 3) colors"
            }
            if name == "tRNS", !channels.isMultiple(of: 2) {
                storage.color += " with transparency"
                channels += 1
            }
            if name == "eXIf" { storage.orientation = Exif.orientation(tiff: content) }
            offset = end
        } while name != "IEND"
        guard dataOffset > 0 else {
            throw context.damaged(bytes.count, "expected a chunk IDAT, found none")
        }
    }

    /// Refuses less image data than could ever make the pixels: deflate expands 1,032 times at
    /// most.
    func checkDataSize(_ context: DecodingContext) throws(PictureError) {
        let expanded = (storage.width * bitsPerPixel + 7) / 8 * storage.height
        guard dataByteCount >= expanded / 1032 else {
            throw context.damaged(
                dataOffset,
                "expected at least \(expanded / 1032) bytes of image data for "
                    + "\(storage.width) x \(storage.height) pixels, found \(dataByteCount)")
        }
    }

    private mutating func readHeader(
        _ header: ByteReader, _ context: DecodingContext
    ) throws(PictureError) {
        let colors = [0: "grey", 2: "RGB", 3: "palette", 4: "grey with alpha", 6: "RGB with alpha"]
        guard let width = header.u32(at: 0), let height = header.u32(at: 4), width > 0, height > 0,
            max(width, height) <= Self.maximumLength
        else {
            throw context.damaged(
                16,
                "expected a width and a height of 1 to 2147483647, found "
                    + "\(header.u32(at: 0) ?? 0) x \(header.u32(at: 4) ?? 0)")
        }
        guard let bitDepth = header.u8(at: 8), let type = header.u8(at: 9), let color = colors[type]
        else {
            throw context.damaged(
                25, "expected the color type 0, 2, 3, 4 or 6, found \(header.u8(at: 9) ?? 0)")
        }
        storage = PictureStorage(width: width, height: height, color: color, bitDepth: bitDepth)
        channels = [2: 3, 3: 3, 4: 2, 6: 4][type] ?? 1
        bitsPerPixel = bitDepth * ([2: 3, 4: 2, 6: 4][type] ?? 1)
        storage.isInterlaced = header.u8(at: 12) == 1
    }
}
