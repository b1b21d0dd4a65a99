package import PictureDecoding

extension GreyImage {
    /// The least whole number that brings the longer side down to `extent`.
    func reductionFactor(to extent: Int) -> Int { (max(width, height) + extent - 1) / extent }

    /// The means of squares of `factor` pixels; what is left over at the right and below is dropped.
    package func reduced(by factor: Int) -> GreyImage {
        let (newWidth, newHeight) = (width / factor, height / factor)
        if factor == 1 || newWidth == 0 || newHeight == 0 { return self }
        let stored = pixels.span
        var means = [UInt8](repeating: 0, count: newWidth * newHeight)
        var columnSums = [UInt32](repeating: 0, count: newWidth * factor)
        let area = factor * factor
        for row in 0..<newHeight {
            var sums = columnSums.mutableSpan
            for place in sums.indices { sums[place] = 0 }
            for line in row * factor..<(row + 1) * factor {
                // Whole rows, which takes a few instructions for many pixels.
                let pixels = stored.extracting(line * width..<line * width + sums.count)
                for place in sums.indices { sums[place] &+= UInt32(pixels[place]) }
            }
            for column in 0..<newWidth {
                var sum = area / 2
                for place in column * factor..<(column + 1) * factor { sum += Int(sums[place]) }
                means[row * newWidth + column] = UInt8(sum / area)
            }
        }
        return GreyImage(width: newWidth, height: newHeight, pixels: means)
    }
}

extension GreyImage {
    /// The means of 3 × 3 pixels, which have a third of the noise; small images stay as they are.
    func smoothed() -> GreyImage {
        guard min(width, height) >= 64 else { return self }
        var means = pixels
        for y in 1..<height - 1 {
            for x in 1..<width - 1 {
                var sum = 4
                for row in [y - 1, y, y + 1] {
                    let place = row * width + x
                    sum += Int(pixels[place - 1]) + Int(pixels[place]) + Int(pixels[place + 1])
                }
                means[y * width + x] = UInt8(sum / 9)
            }
        }
        return GreyImage(width: width, height: height, pixels: means)
    }
}

extension Picture {
    /// The luma over the background that leaves ink visible.
    ///
    /// If what is opaque has a paper of its own, that is, both dark and light in it, the background
    /// goes on with what prevails; strokes alone get the opposite of their brightness.
    var grey: GreyImage {
        guard let alpha else { return luma }
        var opaque = Histogram(luma.pixels, opacities: alpha, atLeast: 128)
        if opaque.total == 0 {
            opaque = Histogram(luma.pixels, opacities: alpha, atLeast: 1)
        }
        let isBright = opaque.total > 0 && opaque.quantile(0.5) >= 128
        let hasPaper = opaque.quantile(0.98) - opaque.quantile(0.02) > 96
        let background: UInt32 = opaque.total > 0 && isBright != hasPaper ? 0 : 255
        var pixels = luma.pixels
        var target = pixels.mutableSpan
        for place in target.indices {
            let opacity = UInt32(alpha[place])
            let sum = UInt32(target[place]) * opacity + background * (255 - opacity)
            // At most 255; a conversion that checks that would take longer than the rest.
            target[place] = UInt8(truncatingIfNeeded: (sum + 127) / 255)
        }
        return GreyImage(width: luma.width, height: luma.height, pixels: pixels)
    }
}
