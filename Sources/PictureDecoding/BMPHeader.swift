/// The headers and the palette of a Windows bitmap.
///
/// Source: Microsoft, *Bitmap Header Types* (BITMAPCOREHEADER to BITMAPV5HEADER).
struct BMPHeader {
    /// How the pixels are packed.
    enum Compression: Int {
        case none = 0
        case runLength8 = 1
        case runLength4 = 2
        case bitFields = 3
        case alphaBitFields = 6
    }

    let width: Int
    let height: Int
    let isTopDown: Bool
    let bitsPerPixel: Int
    let compression: Compression
    /// Where the pixels start in the file.
    let pixelOffset: Int
    /// The luma of each color of the palette; empty where there is none.
    let palette: [UInt8]
    /// The colors of the palette.
    let paletteColors: [(red: UInt8, green: UInt8, blue: UInt8)]
    /// Which bits of a pixel of 16 or 32 bits are red, green, blue and alpha.
    let masks: [UInt32]

    /// Whether the file states its size, which may include more than the pixels.
    private let statesFileSize: Bool
    /// The bytes that run-length encoded pixels take, if that is stated.
    private let statedPixelBytes: Int

    private static let fileHeaderSize = 14
    private static let coreHeaderSize = 12
    private static let infoHeaderSize = 40

    /// The bytes of a row that is not compressed: a multiple of 4.
    var stride: Int { (width * bitsPerPixel + 31) / 32 * 4 }

    init(_ bytes: [UInt8], _ context: DecodingContext) throws(PictureError) {
        let reader = ByteReader(bytes, littleEndian: true)
        guard let offset = reader.u32(at: 10), let size = reader.u32(at: 14) else {
            throw context.damaged(
                bytes.count, "expected a header of 18 bytes or more, found the end of the file")
        }
        // Programs that do not know the size, or do not care, state 0.
        let fileSize = reader.u32(at: 2) ?? 0
        guard fileSize == 0 || fileSize == bytes.count else {
            throw context.damaged(
                2, "expected a file of \(fileSize) bytes, as stated, found \(bytes.count)")
        }
        let isCore = size == Self.coreHeaderSize
        guard isCore || (Self.infoHeaderSize...124).contains(size) else {
            throw context.damaged(14, "expected a header of 12 or 40 to 124 bytes, found \(size)")
        }
        let headerEnd = Self.fileHeaderSize + size
        guard let width = isCore ? reader.u16(at: 18) : reader.i32(at: 18),
            let rows = isCore ? reader.u16(at: 20) : reader.i32(at: 22),
            let bits = reader.u16(at: isCore ? 24 : 28), headerEnd <= bytes.count,
            let code = isCore ? 0 : reader.u32(at: 30),
            let colorsUsed = isCore ? 0 : reader.u32(at: 46)
        else {
            throw context.damaged(
                bytes.count, "expected a header of \(size) bytes, found the end of the file")
        }
        guard width > 0, rows != 0 else {
            throw context.damaged(18, "expected a width and a height, found \(width) x \(rows)")
        }
        let planes = reader.u16(at: isCore ? 22 : 26) ?? 0
        guard planes == 1 else {
            throw context.damaged(isCore ? 22 : 26, "expected 1 plane, found \(planes)")
        }
        guard [1, 4, 8, 16, 24, 32].contains(bits) else {
            throw context.damaged(
                28, "expected 1, 4, 8, 16, 24 or 32 bits per pixel, found \(bits)")
        }
        guard let compression = Compression(rawValue: code) else {
            throw context.unsupported(
                "expected the compression 0, 1, 2, 3 or 6, found \(code)")
        }
        let allowedBits: [Int] =
            switch compression {
            case .none: [1, 4, 8, 16, 24, 32]
            case .runLength8: [8]
            case .runLength4: [4]
            case .bitFields, .alphaBitFields: [16, 32]
            }
        guard allowedBits.contains(bits) else {
            throw context.damaged(
                30, "expected a compression for \(bits) bits per pixel, found \(code)")
        }
        let maskCount = compression == .bitFields ? 3 : compression == .alphaBitFields ? 4 : 0
        // Masks stand after the oldest header, and inside the later ones.
        let masksOutside = size == Self.infoHeaderSize ? maskCount : 0
        masks = try Self.masks(
            reader, count: size >= 56 && maskCount > 0 ? 4 : maskCount, bits: bits, context)
        paletteColors =
            bits > 8
            ? []
            : try Self.palette(
                reader, at: headerEnd + 4 * masksOutside, entrySize: isCore ? 3 : 4,
                count: colorsUsed == 0 ? 1 << bits : colorsUsed, limit: 1 << bits, context)
        palette = paletteColors.map { luma($0.red, $0.green, $0.blue) }
        let pixelStart =
            headerEnd + 4 * masksOutside + palette.count * (isCore ? 3 : 4)
        guard offset >= pixelStart, offset <= bytes.count else {
            throw context.damaged(
                10, "expected pixels from byte \(pixelStart) to \(bytes.count), found \(offset)")
        }
        self.width = width
        height = abs(rows)
        isTopDown = rows < 0
        bitsPerPixel = bits
        self.compression = compression
        pixelOffset = offset
        statesFileSize = fileSize != 0
        statedPixelBytes = isCore ? 0 : reader.u32(at: 34) ?? 0
    }

    /// Refuses bytes after the pixels, and runs that end elsewhere than stated.
    ///
    /// Up to three bytes fill a word. A file that states its size may hold a color profile behind
    /// its pixels.
    func checkEnd(
        _ end: Int, _ bytes: [UInt8], _ context: DecodingContext
    ) throws(PictureError) {
        let isRuns = compression == .runLength8 || compression == .runLength4
        if isRuns, statedPixelBytes != 0 {
            guard (0...3).contains(statedPixelBytes - (end - pixelOffset)) else {
                throw context.damaged(
                    end,
                    "expected \(statedPixelBytes) bytes of runs, as stated, found "
                        + "\(end - pixelOffset)")
            }
        }
        guard statesFileSize || bytes.count - end <= 3 else {
            throw context.damaged(
                end,
                "expected the end of the file after the pixels, found \(bytes.count - end) bytes "
                    + "more")
        }
    }

    private static func masks(
        _ reader: ByteReader, count: Int, bits: Int, _ context: DecodingContext
    ) throws(PictureError) -> [UInt32] {
        if count == 0 { return bits == 16 ? [0x7C00, 0x03E0, 0x001F] : [0xFF0000, 0xFF00, 0xFF] }
        let masks = (0..<count).compactMap { reader.u32(at: 54 + 4 * $0) }.map(UInt32.init)
        // The bits of a mask are adjacent, as they are if its sum with the lowest is a power of 2.
        let areSound = masks.allSatisfy { mask in
            let run = mask == 0 ? 0 : mask >> UInt32(mask.trailingZeroBitCount)
            return run & (run &+ 1) == 0
        }
        let areDisjoint =
            masks.reduce(0) { $0 + $1.nonzeroBitCount }
            == masks.reduce(0, |).nonzeroBitCount
        guard masks.count == count, areSound, areDisjoint, masks.prefix(3).allSatisfy({ $0 != 0 })
        else {
            throw context.damaged(
                54,
                "expected \(count) masks of adjacent bits that do not overlap, found "
                    + masks.map { String($0, radix: 16) }.joined(separator: " "))
        }
        return masks
    }

    private static func palette(
        _ reader: ByteReader, at offset: Int, entrySize: Int, count: Int, limit: Int,
        _ context: DecodingContext
    ) throws(PictureError) -> [(red: UInt8, green: UInt8, blue: UInt8)] {
        guard count <= limit, offset + count * entrySize <= reader.bytes.count else {
            throw context.damaged(
                offset,
                "expected a palette of at most \(limit) colors, found \(count) in "
                    + "\(max(0, reader.bytes.count - offset)) bytes")
        }
        return (0..<count).map { index in
            let color = offset + index * entrySize
            return (reader.bytes[color + 2], reader.bytes[color + 1], reader.bytes[color])
        }
    }
}
