/// The Netpbm formats: P1 to P3 as text, P4 to P6 binary; bits, grey values or colors.
///
/// Source: the manual pages pbm(5), pgm(5) and ppm(5) of Netpbm. One image per file is read.
enum Netpbm {
    static func decode(
        _ bytes: [UInt8], _ context: DecodingContext
    ) throws(PictureError) -> DecodedPicture {
        var scanner = NetpbmScanner(bytes, context)
        let type = Int(bytes[1] - UInt8(ascii: "0"))
        let isBitmap = type == 1 || type == 4
        let channels = type == 3 || type == 6 ? 3 : 1
        let width = try scanner.number("a width", in: 1...Int(Int32.max))
        let height = try scanner.number("a height", in: 1...Int(Int32.max))
        let maximum = isBitmap ? 1 : try scanner.number("a maximum", in: 1...65_535)
        try context.check(width: width, height: height)
        var colors = ColorReduction(width: width, height: height, isNeeded: channels == 3)
        let luma =
            switch type {
            case 1: try scanner.textBits(width * height)
            case 4: try scanner.bits(width: width, height: height)
            default:
                try scanner.luma(
                    width: width, height: height, channels: channels, maximum: maximum,
                    isText: type < 4, colors: &colors)
            }
        return DecodedPicture(
            storage: PictureStorage(
                width: width, height: height,
                color: isBitmap ? "black and white" : channels == 1 ? "grey" : "RGB",
                bitDepth: Int.bitWidth - maximum.leadingZeroBitCount),
            luma: GreyImage(width: width, height: height, pixels: luma), colors: colors.image)
    }

    /// Whether a byte is white space: tab, line feed, vertical tab, form feed, return or space.
    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
