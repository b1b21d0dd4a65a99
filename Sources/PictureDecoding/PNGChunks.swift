internal import FileIO

/// The frame of a PNG file: its chunks from the header to the end, and what they say.
///
/// libpng reads as far as it has to, and passes over some faults with a warning; here every chunk is
/// checked, up to the end of the file.
///
/// Source: W3C, Portable Network Graphics (Third Edition), sections 5 and 11.
struct PNGChunks {
    let header: PNGHeader
    /// From the first chunk of image data to the end of the last.
    private(set) var data = 0..<0
    /// The luma of each color of the palette; empty where pixels are no indices.
    private(set) var palette: [UInt8] = []
    /// The colors of the palette.
    private(set) var paletteColors: [(red: UInt8, green: UInt8, blue: UInt8)] = []
    /// The opacity of the first colors of the palette; the others are opaque.
    private(set) var paletteAlpha: [UInt8] = []
    /// Whether a chunk tRNS states what is transparent.
    private(set) var hasTransparency = false
    private(set) var orientation = Orientation.upright

    private var hasPalette = false
    private var hasExif = false
    private var dataByteCount = 0

    private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    /// Even without content each costs time, twice; no honest file has so many.
    private static let mostChunks = 1 << 17

    init(_ bytes: [UInt8], _ context: DecodingContext) throws(PictureError) {
        let found = bytes.prefix(Self.signature.count)
        guard found.elementsEqual(Self.signature) else {
            throw context.damaged(
                0,
                "expected the signature \(hexadecimal(Self.signature)), "
                    + "found \(hexadecimal(found))")
        }
        var chunk = try PNGChunk(bytes, at: Self.signature.count, context)
        guard chunk.name == .header, chunk.content.count == PNGHeader.byteCount else {
            throw context.damaged(
                chunk.offset,
                "expected the chunk IHDR of 13 bytes, found \(chunk.name) of "
                    + "\(chunk.content.count)")
        }
        header = try PNGHeader(bytes, at: chunk.content.lowerBound, context)
        var count = 1
        repeat {
            count += 1
            guard count <= Self.mostChunks else {
                throw context.unsupported(
                    "expected at most \(Self.mostChunks) chunks, found another at byte "
                        + "\(chunk.end)")
            }
            chunk = try PNGChunk(bytes, at: chunk.end, context)
            try take(chunk, bytes, context)
        } while chunk.name != .end
        guard chunk.end == bytes.count else {
            throw context.damaged(
                chunk.end,
                "expected the end of the file after the chunk IEND, found "
                    + "\(bytes.count - chunk.end) bytes more")
        }
    }

    /// Refuses rows that take too long, and less image data than could ever make them: deflate
    /// expands 1,032 times at most.
    func checkDataSize(_ context: DecodingContext) throws(PictureError) {
        let limit = context.limits.rowBytes
        guard header.inflatedByteCount - header.filterByteCount <= limit else {
            throw context.unsupported(
                "expected at most \(limit) bytes of rows (5 for 4 pixels allowed), found "
                    + "\(header.inflatedByteCount - header.filterByteCount) for \(header.width) x "
                    + "\(header.height) pixels")
        }
        let least = header.inflatedByteCount / 1032
        guard dataByteCount >= least else {
            throw context.damaged(
                data.lowerBound,
                "expected at least \(least) bytes of image data for "
                    + "\(header.width) x \(header.height) pixels, found \(dataByteCount)")
        }
    }

    private mutating func take(
        _ chunk: PNGChunk, _ bytes: [UInt8], _ context: DecodingContext
    ) throws(PictureError) {
        switch chunk.name {
        case .header:
            throw context.damaged(chunk.offset, "expected one chunk IHDR, found a second")
        case .palette:
            try takePalette(chunk, bytes, context)
        case .transparency:
            try takeTransparency(chunk, bytes, context)
        case .exif:
            try checkIsFirst(chunk, !hasExif, context)
            hasExif = true
            orientation = Exif.orientation(tiff: bytes[chunk.content])
        case .data:
            try takeData(chunk, context)
        case .end:
            guard !data.isEmpty else {
                throw context.damaged(chunk.offset, "expected a chunk IDAT, found IEND")
            }
            guard chunk.content.isEmpty else {
                throw context.damaged(
                    chunk.offset,
                    "expected no bytes in the chunk IEND, found \(chunk.content.count)")
            }
        default:
            guard chunk.name.isAncillary else {
                throw context.damaged(
                    chunk.offset,
                    "expected IHDR, PLTE, IDAT or IEND as critical chunk, found \(chunk.name)")
            }
        }
    }

    private mutating func takePalette(
        _ chunk: PNGChunk, _ bytes: [UInt8], _ context: DecodingContext
    ) throws(PictureError) {
        try checkIsFirst(chunk, !hasPalette, context)
        try checkIsBeforeData(chunk, context)
        guard !hasTransparency else {
            throw context.damaged(chunk.offset, "expected the chunk PLTE before tRNS")
        }
        let (type, size) = (header.color, chunk.content.count)
        guard type != .grey, type != .greyWithAlpha else {
            throw context.damaged(
                chunk.offset, "expected no chunk PLTE for the color type \(type.rawValue)")
        }
        let most = type == .palette ? 1 << header.bitDepth : 256
        guard size.isMultiple(of: 3), (1...most).contains(size / 3) else {
            throw context.damaged(
                chunk.offset,
                "expected 1 to \(most) colors of 3 bytes in the chunk PLTE, found \(size) bytes")
        }
        hasPalette = true
        // In pictures of true color it is a suggestion, for displays that have few colors.
        guard type == .palette else { return }
        paletteColors = stride(
            from: chunk.content.lowerBound, to: chunk.content.upperBound, by: 3
        ).map { (bytes[$0], bytes[$0 + 1], bytes[$0 + 2]) }
        palette = paletteColors.map { luma($0.red, $0.green, $0.blue) }
    }

    private mutating func takeTransparency(
        _ chunk: PNGChunk, _ bytes: [UInt8], _ context: DecodingContext
    ) throws(PictureError) {
        try checkIsFirst(chunk, !hasTransparency, context)
        try checkIsBeforeData(chunk, context)
        let size = chunk.content.count
        let sizes: ClosedRange<Int>
        switch header.color {
        case .grey: sizes = 2...2
        case .rgb: sizes = 6...6
        case .palette:
            guard hasPalette else {
                throw context.damaged(chunk.offset, "expected the chunk PLTE before tRNS")
            }
            sizes = 1...palette.count
            paletteAlpha = Array(bytes[chunk.content])
        case .greyWithAlpha, .rgbWithAlpha:
            throw context.damaged(
                chunk.offset,
                "expected no chunk tRNS for the color type \(header.color.rawValue)")
        }
        guard sizes.contains(size) else {
            let expected =
                sizes.count == 1 ? "\(sizes.lowerBound)" : "1 to \(sizes.upperBound)"
            throw context.damaged(
                chunk.offset, "expected \(expected) bytes in the chunk tRNS, found \(size)")
        }
        hasTransparency = true
    }

    private mutating func takeData(
        _ chunk: PNGChunk, _ context: DecodingContext
    ) throws(PictureError) {
        guard header.color != .palette || hasPalette else {
            throw context.damaged(chunk.offset, "expected the chunk PLTE before IDAT")
        }
        guard data.isEmpty || chunk.offset == data.upperBound else {
            throw context.damaged(
                chunk.offset,
                "expected no chunk between those of IDAT, which ended at byte "
                    + "\(data.upperBound), found another IDAT")
        }
        data = (data.isEmpty ? chunk.offset : data.lowerBound)..<chunk.end
        dataByteCount += chunk.content.count
    }

    private func checkIsFirst(
        _ chunk: PNGChunk, _ isFirst: Bool, _ context: DecodingContext
    ) throws(PictureError) {
        guard isFirst else {
            throw context.damaged(chunk.offset, "expected one chunk \(chunk.name), found a second")
        }
    }

    private func checkIsBeforeData(
        _ chunk: PNGChunk, _ context: DecodingContext
    ) throws(PictureError) {
        guard data.isEmpty else {
            throw context.damaged(
                chunk.offset, "expected the chunk \(chunk.name) before IDAT, found it after")
        }
    }
}

extension PNGChunks {
    /// What the file says of its pixels.
    var storage: PictureStorage {
        var color =
            switch header.color {
            case .grey: "grey"
            case .rgb: "RGB"
            case .palette: "palette of \(palette.count) colors"
            case .greyWithAlpha: "grey with alpha"
            case .rgbWithAlpha: "RGB with alpha"
            }
        if hasTransparency { color += " with transparency" }
        return PictureStorage(
            width: header.width, height: header.height, color: color, bitDepth: header.bitDepth,
            orientation: orientation, isInterlaced: header.isInterlaced)
    }
}
