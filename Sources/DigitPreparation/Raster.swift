/// Ink as numbers, 0 to 255, while its size and thickness change.
package struct Raster {
    package let width: Int
    package let height: Int
    package var values: [Float]

    package init(width: Int, height: Int, values: [Float]) {
        self.width = width
        self.height = height
        self.values = values
    }

    var longerSide: Int { max(width, height) }

    /// The part that holds all values above a threshold; the whole if there are none.
    func cropped(above threshold: Float) -> Raster {
        var (left, right, top, bottom) = (width, 0, height, 0)
        for y in 0..<height {
            for x in 0..<width where values[y * width + x] > threshold {
                (left, right) = (min(left, x), max(right, x + 1))
                (top, bottom) = (min(top, y), max(bottom, y + 1))
            }
        }
        if left >= right { return self }
        let rows = (top..<bottom).flatMap { values[$0 * width + left..<$0 * width + right] }
        return Raster(width: right - left, height: bottom - top, values: rows)
    }

    /// The raster at another size, proportions kept; each value is the mean over its area.
    func resampled(longerSide side: Int) -> Raster {
        func extent(_ old: Int) -> Int {
            max(1, Int((Double(old) * Double(side) / Double(longerSide)).rounded()))
        }
        return resampled(width: extent(width), height: extent(height))
    }

    /// The raster at another size; each value is the mean over its area.
    package func resampled(width newWidth: Int, height newHeight: Int) -> Raster {
        let across = Self.shares(from: width, to: newWidth)
        let down = Self.shares(from: height, to: newHeight)
        var narrowed = [Float](repeating: 0, count: newWidth * height)
        for y in 0..<height {
            for (x, shares) in across.enumerated() {
                var sum: Float = 0
                for (offset, share) in shares.weights.enumerated() {
                    sum += values[y * width + shares.first + offset] * share
                }
                narrowed[y * newWidth + x] = sum
            }
        }
        var result = [Float](repeating: 0, count: newWidth * newHeight)
        for (y, shares) in down.enumerated() {
            for (offset, share) in shares.weights.enumerated() {
                for x in 0..<newWidth {
                    result[y * newWidth + x] +=
                        narrowed[(shares.first + offset) * newWidth + x] * share
                }
            }
        }
        return Raster(width: newWidth, height: newHeight, values: result)
    }

    /// Which old pixels each new one covers, and with what share of its extent.
    private static func shares(from old: Int, to new: Int) -> [(first: Int, weights: [Float])] {
        let ratio = Double(old) / Double(new)
        return (0..<new).map { index in
            let (start, end) = (Double(index) * ratio, Double(index + 1) * ratio)
            let first = min(Int(start), old - 1)
            let last = min(max(Int(end.rounded(.up)), first + 1), old)
            let weights = (first..<last).map { pixel in
                Float(max(0, min(end, Double(pixel + 1)) - max(start, Double(pixel))) / ratio)
            }
            return (first, weights)
        }
    }

    /// Scales values so that this share of those above 0 stays below 255, and the rest is 255.
    mutating func stretch(quantile: Double) {
        let ink = values.filter { $0 > 8 }.sorted()
        guard let last = ink.indices.last else { return }
        let full = ink[min(last, Int(quantile * Double(ink.count)))]
        for index in values.indices { values[index] = min(255, values[index] * 255 / full) }
    }

    /// The width of strokes: twice the area by the perimeter, that of a long strip.
    package func strokeWidth(above threshold: Float) -> Float {
        var (area, edges) = (0, 0)
        func isInk(_ x: Int, _ y: Int) -> Bool {
            x >= 0 && y >= 0 && x < width && y < height && values[y * width + x] > threshold
        }
        for y in 0..<height {
            for x in 0..<width where isInk(x, y) {
                area += 1
                for (dx, dy) in [(-1, 0), (1, 0), (0, -1), (0, 1)] where !isInk(x + dx, y + dy) {
                    edges += 1
                }
            }
        }
        // The edges of pixels make a line of any direction longer by 4 / π, on the average.
        return edges == 0 ? 0 : 2 * Float(area) / (Float(edges) * .pi / 4)
    }

    /// Each value becomes the largest within a disk; the raster grows by its radius.
    package func dilated(radius: Float) -> Raster {
        let reach = Int(radius.rounded(.up))
        let (newWidth, newHeight) = (width + 2 * reach, height + 2 * reach)
        var result = [Float](repeating: 0, count: newWidth * newHeight)
        var disk: [(x: Int, y: Int, share: Float)] = []
        for y in -reach...reach {
            for x in -reach...reach {
                // The disk's edge is soft, so that any radius makes a difference.
                let share = radius + 0.5 - Float(x * x + y * y).squareRoot()
                if share > 0 { disk.append((x, y, min(share, 1))) }
            }
        }
        for y in 0..<height {
            for x in 0..<width where values[y * width + x] > 0 {
                for point in disk {
                    let place = (y + reach + point.y) * newWidth + x + reach + point.x
                    result[place] = max(result[place], values[y * width + x] * point.share)
                }
            }
        }
        return Raster(width: newWidth, height: newHeight, values: result)
    }
}
