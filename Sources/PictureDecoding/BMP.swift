/// Windows bitmaps of 1 to 32 bits per pixel, plain, run-length encoded or with bit fields.
enum BMP {
    static func decode(
        _ bytes: [UInt8], _ context: DecodingContext
    ) throws(PictureError) -> DecodedPicture {
        let header = try BMPHeader(bytes, context)
        try context.check(width: header.width, height: header.height)
        var luma: [UInt8]
        var alpha: [UInt8]?
        var colors: ColorImage?
        switch header.compression {
        case .runLength8, .runLength4:
            // Bytes are few where runs are long, so memory is bound by the limit on pixels alone.
            luma = try BMPRuns.decode(bytes, header, context)
        case .none, .bitFields, .alphaBitFields:
            guard bytes.count - header.pixelOffset >= header.stride * header.height else {
                throw context.damaged(
                    bytes.count,
                    "expected \(header.stride * header.height) bytes of pixels, found "
                        + "\(bytes.count - header.pixelOffset)")
            }
            try header.checkEnd(
                header.pixelOffset + header.stride * header.height, bytes, context)
            (luma, alpha, colors) = try rows(bytes, header, context)
        }
        if alpha?.allSatisfy({ $0 == 255 }) == true { alpha = nil }
        return DecodedPicture(
            storage: PictureStorage(
                width: header.width, height: header.height,
                color: header.palette.isEmpty
                    ? (alpha == nil ? "RGB" : "RGB with alpha")
                    : "palette of \(header.palette.count) colors",
                bitDepth: header.palette.isEmpty ? 8 : header.bitsPerPixel),
            luma: GreyImage(width: header.width, height: header.height, pixels: luma),
            alpha: alpha, colors: alpha == nil ? colors : nil)
    }

    private static func rows(
        _ bytes: [UInt8], _ header: BMPHeader, _ context: DecodingContext
    ) throws(PictureError) -> (luma: [UInt8], alpha: [UInt8]?, colors: ColorImage?) {
        let (width, height) = (header.width, header.height)
        var luma = [UInt8](repeating: 0, count: width * height)
        let hasAlpha = header.masks.count == 4 && header.masks[3] != 0
        var alpha = hasAlpha ? luma : []
        let fields = header.masks.map(BitField.init)
        var colors = ColorReduction(width: width, height: height, isNeeded: true)
        for row in 0..<height {
            let start = header.pixelOffset + row * header.stride
            let line = header.isTopDown ? row : height - 1 - row
            let target = line * width
            switch header.bitsPerPixel {
            case 24:
                for column in 0..<width {
                    let pixel = start + 3 * column
                    luma[target + column] = PictureDecoding.luma(
                        bytes[pixel + 2], bytes[pixel + 1], bytes[pixel])
                    colors.add(
                        bytes[pixel + 2], bytes[pixel + 1], bytes[pixel], x: column, y: line)
                }
            case 16, 32:
                putFields(
                    bytes, at: start, header, fields, &luma, &alpha, &colors, at: target, line)
            default:
                let bits = header.bitsPerPixel
                for column in 0..<width {
                    let place = start + column * bits / 8
                    let index =
                        Int(bytes[place]) >> (8 - bits - column * bits % 8) & (1 << bits - 1)
                    guard index < header.palette.count else {
                        throw context.damaged(
                            place, "expected a color of \(header.palette.count), found \(index)")
                    }
                    luma[target + column] = header.palette[index]
                    let (red, green, blue) = header.paletteColors[index]
                    colors.add(red, green, blue, x: column, y: line)
                }
            }
        }
        return (luma, hasAlpha ? alpha : nil, colors.image)
    }

    /// A row of pixels of 16 or 32 bits.
    private static func putFields(
        _ bytes: [UInt8], at start: Int, _ header: BMPHeader, _ fields: [BitField],
        _ luma: inout [UInt8], _ alpha: inout [UInt8], _ colors: inout ColorReduction,
        at target: Int,
        _ line: Int
    ) {
        // Taken out of the loop, in which each would be counted as one more use of its table.
        let (red, green, blue) = (fields[0], fields[1], fields[2])
        let hasAlpha = !alpha.isEmpty
        let opacity = hasAlpha ? fields[3] : blue
        let size = header.bitsPerPixel / 8
        var lumaPixels = luma.mutableSpan
        var alphaPixels = alpha.mutableSpan
        for column in 0..<header.width {
            let pixel = start + size * column
            var value = UInt32(bytes[pixel]) | UInt32(bytes[pixel + 1]) << 8
            if size == 4 {
                value |= UInt32(bytes[pixel + 2]) << 16 | UInt32(bytes[pixel + 3]) << 24
            }
            let color = (red.sample(value), green.sample(value), blue.sample(value))
            lumaPixels[target + column] = PictureDecoding.luma(color.0, color.1, color.2)
            colors.add(color.0, color.1, color.2, x: column, y: line)
            if hasAlpha { alphaPixels[target + column] = opacity.sample(value) }
        }
    }
}

/// Adjacent bits of a pixel that make a sample.
private struct BitField {
    private let mask: UInt32
    private let shift: UInt32
    private let maximum: UInt64
    /// The scaled samples of fields of twelve bits or fewer: a division takes many cycles.
    private let table: [UInt8]

    init(mask: UInt32) {
        self.mask = mask
        shift = UInt32(mask.trailingZeroBitCount)
        let maximum = UInt64(mask >> shift)
        self.maximum = maximum
        table = maximum < 4_096 ? (0...maximum).map { Self.scaled($0, of: maximum) } : []
    }

    /// The sample, scaled to 0…255.
    func sample(_ pixel: UInt32) -> UInt8 {
        let value = (pixel & mask) >> shift
        return table.isEmpty ? Self.scaled(UInt64(value), of: maximum) : table[Int(value)]
    }

    private static func scaled(_ value: UInt64, of maximum: UInt64) -> UInt8 {
        maximum == 0 ? 255 : UInt8((value * 255 + maximum / 2) / maximum)
    }
}
