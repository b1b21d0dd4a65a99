internal import PictureDecoding

/// The part of a large picture in which something is written, if that is a small one.
///
/// A digit of 3 mm on a page of 300 mm is a thousandth of its extent or less of its area: sizes that
/// are limits relative to the page would leave it out, and a reduction of the page would blur it.
/// So the page is looked at in squares: where brightness varies more than elsewhere is ink.
enum WrittenRegion {
    /// The squares along the longer side.
    private static let squares = 128
    /// Pictures of less than this are looked at as they are.
    private static let leastExtent = 600
    /// The region is cut out if its longer side is at most this share of the picture's: a larger one
    /// is found as well in the whole picture, whose paper tells shadows from ink.
    private static let smallShare = 16

    /// What varies by less than this is paper, whatever the noise.
    private static let leastRange = 24

    /// The region with a margin around it; the whole picture if ink is spread over it.
    static func find(in image: GreyImage) -> PixelBox {
        let whole = PixelBox(x: 0, y: 0, width: image.width, height: image.height)
        guard whole.longerSide >= leastExtent else { return whole }
        let square = whole.longerSide / squares
        let (columns, rows) = (
            (image.width + square - 1) / square, (image.height + square - 1) / square
        )
        let ranges = ranges(of: image, square: square, columns: columns, rows: rows)
        let least = 2 * ranges.sorted()[ranges.count / 2] + leastRange
        var found: PixelBox?
        for row in 0..<rows {
            for column in 0..<columns where ranges[row * columns + column] > least {
                let place = PixelBox(x: column, y: row, width: 1, height: 1)
                found = found?.union(place) ?? place
            }
        }
        guard let found, found.longerSide * smallShare * square <= whole.longerSide else {
            return whole
        }
        let margin = max(found.longerSide, 2)
        let (left, top) = (max(0, found.x - margin), max(0, found.y - margin))
        let right = min(columns, found.endX + margin)
        let bottom = min(rows, found.endY + margin)
        return PixelBox(
            x: left * square, y: top * square,
            width: min(image.width, right * square) - left * square,
            height: min(image.height, bottom * square) - top * square)
    }

    /// The difference of the brightest and the darkest pixel of each square, row-major.
    private static func ranges(
        of image: GreyImage, square: Int, columns: Int, rows: Int
    ) -> [Int] {
        // Strokes are thicker than this wherever squares are large.
        let step = max(1, square / 24)
        let stored = image.pixels.span
        var ranges = [Int](repeating: 0, count: columns * rows)
        var darkest = [UInt8](repeating: 0, count: image.width)
        var brightest = darkest
        for row in 0..<rows {
            var least = darkest.mutableSpan
            var largest = brightest.mutableSpan
            for x in least.indices { least[x] = 255 }
            for x in largest.indices { largest[x] = 0 }
            let end = min((row + 1) * square, image.height)
            for y in stride(from: row * square, to: end, by: step) {
                // Whole rows, which takes a few instructions for many pixels.
                let pixels = stored.extracting(y * image.width..<(y + 1) * image.width)
                for x in least.indices { least[x] = min(least[x], pixels[x]) }
                for x in largest.indices { largest[x] = max(largest[x], pixels[x]) }
            }
            for column in 0..<columns {
                var range: (least: UInt8, largest: UInt8) = (255, 0)
                let end = min((column + 1) * square, image.width)
                for x in stride(from: column * square, to: end, by: step) {
                    range = (min(range.least, least[x]), max(range.largest, largest[x]))
                }
                ranges[row * columns + column] = Int(range.largest) - Int(range.least)
            }
        }
        return ranges
    }
}
