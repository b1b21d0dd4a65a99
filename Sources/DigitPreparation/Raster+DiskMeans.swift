extension Raster {
    /// The mean within a disk around each pixel; beyond the raster's edges is paper.
    package func diskMeans(radius: Float) -> [Float] {
        let reach = Int(radius)
        let halfWidths = (-reach...reach).map {
            Int((radius * radius - Float($0 * $0)).squareRoot())
        }
        let area = Float(halfWidths.reduce(0) { $0 + 2 * $1 + 1 })
        let sums = sumsFromTheLeft()
        var means = [Float](repeating: 0, count: values.count)
        for y in 0..<height {
            for row in max(0, y - reach)...min(height - 1, y + reach) {
                let halfWidth = halfWidths[row - y + reach]
                let start = row * (width + 1)
                for x in 0..<width {
                    let (left, right) = (max(0, x - halfWidth), min(width, x + halfWidth + 1))
                    means[y * width + x] += sums[start + right] - sums[start + left]
                }
            }
        }
        return means.map { $0 / area }
    }

    /// In each row the sums of the first 0, 1, … and all values.
    private func sumsFromTheLeft() -> [Float] {
        var sums: [Float] = []
        sums.reserveCapacity((width + 1) * height)
        for y in 0..<height {
            var sum: Float = 0
            sums.append(sum)
            for x in 0..<width {
                sum += values[y * width + x]
                sums.append(sum)
            }
        }
        return sums
    }
}
