/// Size, thickness, brightness and place of a digit, as MNIST has them (LeCun and others, 1998).
enum DigitNormalization {
    /// The longer side at which strokes are measured and widened: 8 pixels for each of the result.
    private static let workingSide = 160
    /// Strokes below this are widened to it, in pixels of the result.
    ///
    /// The median of MNIST's is 2.3.
    private static let leastStroke = 2.0
    /// The share of the ink's pixels that are not stretched to full brightness.
    private static let unsaturated = 0.7

    static func normalize(_ ink: DigitInk, centers: Bool) -> [UInt8] {
        var raster = Raster(
            width: ink.width, height: ink.height, values: ink.contrast.map(Float.init))
        raster = raster.cropped(above: 0)
        raster = raster.resampled(longerSide: workingSide)
        raster.stretch(quantile: 0.6)
        raster = raster.cropped(above: 64)
        let stroke = raster.strokeWidth(above: 128)
        let side = Float(raster.longerSide)
        let boxSide = Float(DigitPreprocessor.boxSide)
        // Widening by r on all sides makes the box larger, too: (stroke + 2r) / (side + 2r) is what
        // leastStroke / boxSide is to be.
        let wanted = Float(leastStroke) / boxSide
        let radius = (wanted * side - stroke) / (2 - 2 * wanted)
        if radius > 0.5 { raster = raster.dilated(radius: radius).cropped(above: 64) }
        var digit = raster.resampled(longerSide: DigitPreprocessor.boxSide)
        digit.stretch(quantile: unsaturated)
        return placed(digit, centers: centers)
    }

    /// Puts a digit of 20 × 20 or less into 28 × 28.
    private static func placed(_ digit: Raster, centers: Bool) -> [UInt8] {
        let side = DigitPreprocessor.side
        var image = [UInt8](repeating: 0, count: side * side)
        let (left, top) = ((side - digit.width) / 2, (side - digit.height) / 2)
        func draw(_ left: Int, _ top: Int) {
            for y in 0..<digit.height {
                for x in 0..<digit.width {
                    image[(top + y) * side + left + x] =
                        UInt8(digit.values[y * digit.width + x].rounded())
                }
            }
        }
        draw(left, top)
        if !centers { return image }
        let center = CenterOfMass(image, width: side)
        image = [UInt8](repeating: 0, count: side * side)
        draw(
            min(max(left + center.shiftX, 0), side - digit.width),
            min(max(top + center.shiftY, 0), side - digit.height))
        return image
    }
}
