/// The luma and the opacity of a PNG, row by row as they are decoded.
struct PNGRows {
    let header: PNGHeader
    /// The samples of a pixel as libpng gives them: grey, grey with alpha, RGB or RGBA; or an index.
    let channels: Int
    private(set) var luma: [UInt8]
    /// Empty where no pixel can be transparent.
    private(set) var alpha: [UInt8]
    private(set) var isOpaque = true

    private let palette: [UInt8]
    private let paletteAlpha: [UInt8]

    init(_ chunks: PNGChunks) {
        header = chunks.header
        palette = chunks.palette
        paletteAlpha =
            chunks.paletteAlpha
            + repeatElement(255, count: palette.count - chunks.paletteAlpha.count)
        let isExpanded = chunks.hasTransparency && header.color != .palette
        channels = header.color.sampleCount + (isExpanded ? 1 : 0)
        luma = [UInt8](repeating: 0, count: header.width * header.height)
        alpha = chunks.hasTransparency || header.color.hasAlpha ? luma : []
    }

    /// Puts a row of a pass in its place.
    mutating func put(_ row: [UInt8], _ index: Int, _ pass: PNGHeader.Pass) throws(PNGProblem) {
        let line = pass.firstRow + index * pass.rowStep
        var target = line * header.width + pass.firstColumn
        for column in 0..<pass.columns {
            let sample = column * channels
            if header.color == .palette {
                let color = Int(row[sample])
                guard color < palette.count else {
                    throw PNGProblem(
                        words: "expected a color of \(palette.count) at "
                            + "\(target - line * header.width), \(line), found \(color)")
                }
                luma[target] = palette[color]
            } else {
                luma[target] =
                    channels < 3
                    ? row[sample]
                    : PictureDecoding.luma(row[sample], row[sample + 1], row[sample + 2])
            }
            if !alpha.isEmpty {
                let opacity =
                    header.color == .palette
                    ? paletteAlpha[Int(row[sample])] : row[sample + channels - 1]
                alpha[target] = opacity
                if opacity < 255 { isOpaque = false }
            }
            target += pass.columnStep
        }
    }
}
