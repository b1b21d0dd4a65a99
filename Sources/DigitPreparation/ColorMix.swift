internal import PictureDecoding

extension ColorImage {
    /// The mix of red, green and blue that separates ink from paper best, as grey.
    ///
    /// Ink of the paper's lightness differs from it in color alone. At its edges color changes, and
    /// the direction in which it changes most (the first principal component of the differences of
    /// pixels some way apart) is the mix.
    var mixed: GreyImage {
        let axis = principalAxis
        let count = red.pixels.count
        var values = [Float](repeating: 0, count: count)
        for place in 0..<count {
            values[place] =
                axis.0 * Float(red.pixels[place]) + axis.1 * Float(green.pixels[place])
                + axis.2 * Float(blue.pixels[place])
        }
        let sorted = values.sorted()
        let (least, most) = (sorted[count / 500], sorted[count - 1 - count / 500])
        // Neither end of the range is 0: the share of light that is missing is measured there.
        let scale = (Self.brightest - Self.darkest) / max(most - least, 1)
        return GreyImage(
            width: red.width, height: red.height,
            pixels: values.map { value in
                UInt8(max(0, min(255, (Self.darkest + (value - least) * scale).rounded())))
            })
    }

    private static let darkest: Float = 60
    private static let brightest: Float = 220
    /// How far apart pixels are that are compared, as a part of the longer side.
    private static let distance = 24
    /// So many pixels along the longer side are compared with others.
    private static let samples = 192

    /// The direction of the largest variance of differences, of length 1.
    private var principalAxis: (Float, Float, Float) {
        let (width, height) = (red.width, red.height)
        let apart = max(1, max(width, height) / Self.distance)
        let step = max(1, max(width, height) / Self.samples)
        // The upper half of a symmetric matrix: rr, rg, rb, gg, gb, bb.
        var sums = [Double](repeating: 0, count: 6)
        for y in stride(from: 0, to: height, by: step) {
            for x in stride(from: 0, to: width, by: step) {
                for (otherX, otherY) in [(x + apart, y), (x, y + apart)]
                where otherX < width && otherY < height {
                    let (place, other) = (y * width + x, otherY * width + otherX)
                    let r = Double(red.pixels[place]) - Double(red.pixels[other])
                    let g = Double(green.pixels[place]) - Double(green.pixels[other])
                    let b = Double(blue.pixels[place]) - Double(blue.pixels[other])
                    for (index, product) in [r * r, r * g, r * b, g * g, g * b, b * b].enumerated()
                    {
                        sums[index] += product
                    }
                }
            }
        }
        // Power iteration; from the luma, so that it is kept where nothing else stands out.
        var axis = (0.299, 0.587, -0.114)
        for _ in 0..<64 {
            let next = (
                sums[0] * axis.0 + sums[1] * axis.1 + sums[2] * axis.2,
                sums[1] * axis.0 + sums[3] * axis.1 + sums[4] * axis.2,
                sums[2] * axis.0 + sums[4] * axis.1 + sums[5] * axis.2
            )
            let length = (next.0 * next.0 + next.1 * next.1 + next.2 * next.2).squareRoot()
            if length < 1e-9 { break }
            axis = (next.0 / length, next.1 / length, next.2 / length)
        }
        return (Float(axis.0), Float(axis.1), Float(axis.2))
    }
}
