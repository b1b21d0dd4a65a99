/// The luma and the opacity of a PNG, row by row as they are decoded.
struct PNGRows {
    let header: PNGHeader
    /// The samples of a pixel as libpng gives them: grey, grey with alpha, RGB or RGBA; or an index.
    let channels: Int
    private(set) var luma: [UInt8]
    /// Empty where no pixel can be transparent.
    private(set) var alpha: [UInt8]
    private(set) var isOpaque = true

    /// The colors, unless pixels are grey.
    private(set) var colors: ColorReduction

    private let palette: [UInt8]
    private let paletteColors: [(red: UInt8, green: UInt8, blue: UInt8)]
    private let paletteAlpha: [UInt8]

    init(_ chunks: PNGChunks) {
        header = chunks.header
        palette = chunks.palette
        paletteColors = chunks.paletteColors
        paletteAlpha =
            chunks.paletteAlpha
            + repeatElement(255, count: palette.count - chunks.paletteAlpha.count)
        let isExpanded = chunks.hasTransparency && header.color != .palette
        channels = header.color.sampleCount + (isExpanded ? 1 : 0)
        luma = [UInt8](repeating: 0, count: header.width * header.height)
        // Transparent pictures are composed by luma alone.
        colors = ColorReduction(
            width: header.width, height: header.height,
            isNeeded: !chunks.hasTransparency && [.rgb, .palette].contains(header.color))
        alpha = chunks.hasTransparency || header.color.hasAlpha ? luma : []
    }

    /// Puts a row of a pass in its place.
    mutating func put(_ row: [UInt8], _ index: Int, _ pass: PNGHeader.Pass) throws(PNGProblem) {
        let line = pass.firstRow + index * pass.rowStep
        let start = line * header.width + pass.firstColumn
        let (isPalette, channels) = (header.color == .palette, channels)
        let (palette, paletteAlpha) = (palette, paletteAlpha)
        // The choice is made for a row, not for each pixel.
        if isPalette {
            try checkColors(of: row, line, pass)
            Self.fill(&luma, from: start, pass) { palette[Int(row[$0])] }
        } else if channels < 3 {
            Self.fill(&luma, from: start, pass) { row[$0 * channels] }
        } else {
            Self.fill(&luma, from: start, pass) {
                let sample = $0 * channels
                return PictureDecoding.luma(row[sample], row[sample + 1], row[sample + 2])
            }
        }
        addColors(of: row, line, pass)
        if alpha.isEmpty { return }
        // Bits that are set in every opacity: 255 is all of them.
        var common: UInt8 = 255
        Self.fill(&alpha, from: start, pass) {
            let opacity = isPalette ? paletteAlpha[Int(row[$0])] : row[($0 + 1) * channels - 1]
            common &= opacity
            return opacity
        }
        if common < 255 { isOpaque = false }
    }

    /// Gives the pixels of a row of a pass what a function of their column in the pass says.
    @inline(__always)
    private static func fill(
        _ plane: inout [UInt8], from start: Int, _ pass: PNGHeader.Pass,
        with value: (_ column: Int) -> UInt8
    ) {
        var pixels = plane.mutableSpan
        var place = start
        for column in 0..<pass.columns {
            pixels[place] = value(column)
            place += pass.columnStep
        }
    }

    private mutating func addColors(of row: [UInt8], _ line: Int, _ pass: PNGHeader.Pass) {
        guard colors.isKept else { return }
        var x = pass.firstColumn
        for column in 0..<pass.columns {
            if header.color == .palette {
                let (red, green, blue) = paletteColors[Int(row[column])]
                colors.add(red, green, blue, x: x, y: line)
            } else {
                let sample = 3 * column
                colors.add(row[sample], row[sample + 1], row[sample + 2], x: x, y: line)
            }
            x += pass.columnStep
        }
    }

    private func checkColors(
        of row: [UInt8], _ line: Int, _ pass: PNGHeader.Pass
    ) throws(PNGProblem) {
        var largest: UInt8 = 0
        for column in 0..<pass.columns { largest = max(largest, row[column]) }
        guard Int(largest) >= palette.count else { return }
        for column in 0..<pass.columns where Int(row[column]) >= palette.count {
            throw PNGProblem(
                words: "expected a color of \(palette.count) at "
                    + "\(pass.firstColumn + column * pass.columnStep), \(line), found \(row[column])"
            )
        }
    }
}
