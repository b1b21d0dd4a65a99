internal import PictureDecoding

extension GreyImage {
    /// The whole number that brings the longer side up to `extent` or more; 1 where it is that.
    func enlargementFactor(to extent: Int) -> Int {
        (extent + max(width, height) - 1) / max(width, height)
    }

    /// The image, its extents `factor` times as large, by cubic interpolation with clamped borders.
    ///
    /// Source: Keys, *Cubic convolution interpolation for digital image processing*, 1981, a = −1/2.
    func enlarged(by factor: Int) -> GreyImage {
        if factor <= 1 { return self }
        let taps = Self.taps(factor)
        let newWidth = width * factor
        var wide = [Float](repeating: 0, count: newWidth * height)
        for y in 0..<height {
            for x in 0..<newWidth {
                let tap = taps[x % factor]
                var sum: Float = 0
                for offset in 0..<4 {
                    let column = min(max(x / factor + tap.first + offset, 0), width - 1)
                    sum += Float(pixels[y * width + column]) * tap.weights[offset]
                }
                wide[y * newWidth + x] = sum
            }
        }
        let newHeight = height * factor
        var result = [UInt8](repeating: 0, count: newWidth * newHeight)
        for y in 0..<newHeight {
            let tap = taps[y % factor]
            let rows = (0..<4).map { min(max(y / factor + tap.first + $0, 0), height - 1) }
            for x in 0..<newWidth {
                var sum: Float = 0
                for offset in 0..<4 {
                    sum += wide[rows[offset] * newWidth + x] * tap.weights[offset]
                }
                result[y * newWidth + x] = UInt8(max(0, min(255, sum.rounded())))
            }
        }
        return GreyImage(width: newWidth, height: newHeight, pixels: result)
    }

    /// For each place inside an old pixel, where the four pixels around it begin and what they weigh.
    private static func taps(_ factor: Int) -> [(first: Int, weights: [Float])] {
        (0..<factor).map { phase in
            let place = (Float(phase) + 0.5) / Float(factor) - 0.5
            let first = place < 0 ? -2 : -1
            let weights = (0..<4).map { offset in
                weight(abs(place - Float(first + offset)))
            }
            return (first, weights)
        }
    }

    /// Keys's kernel at a distance.
    private static func weight(_ distance: Float) -> Float {
        let (x, a) = (distance, Float(-0.5))
        if x <= 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
        return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0
    }

    /// The image with its brightness stretched to 0…255, if it varies by `least` to a quarter of that.
    func stretched(from least: Int) -> GreyImage {
        guard let darkest = pixels.min(), let brightest = pixels.max() else { return self }
        let range = Int(brightest) - Int(darkest)
        guard range >= least, range <= 64 else { return self }
        return GreyImage(
            width: width, height: height,
            pixels: pixels.map { UInt8((Int($0) - Int(darkest)) * 255 / range) })
    }

    /// A part of the image.
    ///
    /// - Precondition: The box lies inside the image and is not empty.
    func cropped(to box: PixelBox) -> GreyImage {
        if box.width == width, box.height == height { return self }
        var part: [UInt8] = []
        part.reserveCapacity(box.width * box.height)
        for y in box.y..<box.endY {
            part += pixels[y * width + box.x..<y * width + box.endX]
        }
        return GreyImage(width: box.width, height: box.height, pixels: part)
    }
}
