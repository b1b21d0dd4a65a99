internal import PictureDecoding

/// Pictures that are like MNIST's images already, of which no pixel may change.
///
/// They have 28 × 28 pixels, most of them exactly 0 (or exactly 255, if inverted), and the longer
/// side of the ink's box is 18 to 20. That holds for every image of MNIST's test set.
enum MNISTStyle {
    private static let boxSides = 18...DigitPreprocessor.boxSide

    static func digit(_ image: GreyImage, polarity: Polarity?, centers: Bool) -> PreparedDigit? {
        let side = DigitPreprocessor.side
        guard image.width == side, image.height == side else { return nil }
        let histogram = Histogram(image.pixels)
        let pixels: [UInt8]
        if histogram.counts[0] * 2 > image.pixels.count, polarity != .darkOnLight {
            pixels = image.pixels
        } else if histogram.counts[255] * 2 > image.pixels.count, polarity != .lightOnDark {
            pixels = image.pixels.map { 255 - $0 }
        } else {
            return nil
        }
        guard let box = box(pixels), boxSides.contains(box.longerSide) else { return nil }
        var moved = pixels
        if centers {
            let center = CenterOfMass(pixels, width: side)
            moved = shifted(pixels, box, byX: center.shiftX, y: center.shiftY)
        }
        return PreparedDigit(pixels: moved, box: box)
    }

    private static func box(_ pixels: [UInt8]) -> PixelBox? {
        let side = DigitPreprocessor.side
        var box: PixelBox?
        for place in pixels.indices where pixels[place] > 0 {
            let pixel = PixelBox(x: place % side, y: place / side, width: 1, height: 1)
            box = box?.union(pixel) ?? pixel
        }
        return box
    }

    /// Moves ink by whole pixels, as far as it stays inside.
    private static func shifted(
        _ pixels: [UInt8], _ box: PixelBox, byX shiftX: Int, y shiftY: Int
    ) -> [UInt8] {
        let side = DigitPreprocessor.side
        let (x, y) = (
            min(max(shiftX, -box.x), side - box.endX), min(max(shiftY, -box.y), side - box.endY)
        )
        var moved = [UInt8](repeating: 0, count: pixels.count)
        for row in box.y..<box.endY {
            for column in box.x..<box.endX {
                moved[(row + y) * side + column + x] = pixels[row * side + column]
            }
        }
        return moved
    }
}

/// Where the ink of an image is, on the average.
///
/// MNIST moved digits by whole pixels so that it is nearest to the middle of column and row 14:
/// from 13.5 to 14.5, counted from 0, in every image of the test set.
struct CenterOfMass {
    /// By how many columns ink is to be moved.
    let shiftX: Int
    /// By how many rows ink is to be moved.
    let shiftY: Int

    private static let middle = 14.0

    init(_ pixels: [UInt8], width: Int) {
        var (sum, sumX, sumY) = (0, 0, 0)
        for place in pixels.indices {
            let value = Int(pixels[place])
            sum += value
            sumX += value * (place % width)
            sumY += value * (place / width)
        }
        func shift(_ weighted: Int) -> Int {
            // Half a pixel off, exactly, is near enough in either direction.
            let offset = Self.middle - Double(weighted) / Double(max(sum, 1))
            return abs(offset) <= 0.5 ? 0 : Int(offset.rounded())
        }
        shiftX = shift(sumX)
        shiftY = shift(sumY)
    }
}
