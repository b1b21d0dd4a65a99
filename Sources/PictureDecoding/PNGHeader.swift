/// What the chunk IHDR says.
///
/// Source: W3C, Portable Network Graphics (Third Edition), sections 8.1 and 11.2.1.
struct PNGHeader {
    /// What a pixel is made of.
    enum Color: Int {
        case grey = 0
        case rgb = 2
        case palette = 3
        case greyWithAlpha = 4
        case rgbWithAlpha = 6

        /// The samples of a pixel as stored.
        var sampleCount: Int {
            switch self {
            case .grey, .palette: 1
            case .greyWithAlpha: 2
            case .rgb: 3
            case .rgbWithAlpha: 4
            }
        }

        var hasAlpha: Bool { self == .greyWithAlpha || self == .rgbWithAlpha }

        var bitDepths: [Int] {
            switch self {
            case .grey: [1, 2, 4, 8, 16]
            case .palette: [1, 2, 4, 8]
            case .rgb, .greyWithAlpha, .rgbWithAlpha: [8, 16]
            }
        }
    }

    /// A part of the picture that is stored row by row: all of it, or every nth row and column.
    struct Pass {
        let firstColumn: Int
        let firstRow: Int
        let columnStep: Int
        let rowStep: Int
        let columns: Int
        let rows: Int
    }

    static let byteCount = 13
    /// The most that libpng reads unless it is told otherwise; it keeps rows of up to 8 bytes a
    /// pixel.
    private static let longestSide = 1_000_000

    let width: Int
    let height: Int
    let bitDepth: Int
    let color: Color
    let isInterlaced: Bool

    /// Reads the content of the chunk, which starts at a byte of the file.
    init(_ bytes: [UInt8], at offset: Int, _ context: DecodingContext) throws(PictureError) {
        let reader = ByteReader(bytes)
        let width = reader.u32(at: offset) ?? 0
        let height = reader.u32(at: offset + 4) ?? 0
        guard (1...PNGChunk.maximumLength).contains(width),
            (1...PNGChunk.maximumLength).contains(height)
        else {
            throw context.damaged(
                offset,
                "expected a width and a height of 1 to 2147483647, found \(width) x \(height)")
        }
        guard max(width, height) <= Self.longestSide else {
            throw context.unsupported(
                "expected a width and a height of at most \(Self.longestSide), found "
                    + "\(width) x \(height)")
        }
        let type = reader.u8(at: offset + 9) ?? 0
        guard let color = Color(rawValue: type) else {
            throw context.damaged(
                offset + 9, "expected the color type 0, 2, 3, 4 or 6, found \(type)")
        }
        let bitDepth = reader.u8(at: offset + 8) ?? 0
        guard color.bitDepths.contains(bitDepth) else {
            let depths = color.bitDepths.map(String.init).joined(separator: ", ")
            throw context.damaged(
                offset + 8,
                "expected a bit depth of \(depths) for the color type \(type), found \(bitDepth)")
        }
        for (place, name) in [(10, "compression"), (11, "filter")] {
            let method = reader.u8(at: offset + place) ?? 0
            guard method == 0 else {
                throw context.damaged(
                    offset + place, "expected the \(name) method 0, found \(method)")
            }
        }
        let interlacing = reader.u8(at: offset + 12) ?? 0
        guard interlacing <= 1 else {
            throw context.damaged(
                offset + 12, "expected the interlace method 0 or 1, found \(interlacing)")
        }
        self.width = width
        self.height = height
        self.bitDepth = bitDepth
        self.color = color
        isInterlaced = interlacing == 1
    }

    /// The passes that have pixels, in the order of the file.
    var passes: [Pass] {
        let steps =
            isInterlaced
            ? [
                (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2),
                (0, 1, 1, 2),
            ] : [(0, 0, 1, 1)]
        return steps.map { column, row, columnStep, rowStep in
            Pass(
                firstColumn: column, firstRow: row, columnStep: columnStep, rowStep: rowStep,
                columns: (width - column + columnStep - 1) / columnStep,
                rows: (height - row + rowStep - 1) / rowStep)
        }.filter { $0.columns > 0 && $0.rows > 0 }
    }

    /// The bytes that tell the filter of a row, one for each.
    var filterByteCount: Int { passes.reduce(0) { $0 + $1.rows } }

    /// The bytes of all rows once inflated, with those of their filters.
    var inflatedByteCount: Int {
        passes.reduce(0) { sum, pass in
            sum + pass.rows * (1 + (pass.columns * bitDepth * color.sampleCount + 7) / 8)
        }
    }
}
