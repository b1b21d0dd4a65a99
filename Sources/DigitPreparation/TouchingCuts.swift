/// Cuts from top to bottom through the ink of digits that may touch.
///
/// Each cut is the cheapest path through a band, one pixel to either side a row at most, found by
/// dynamic programming. Ink is cheap where there is ink all around: where two strokes lie side by side
/// or cross, a seam is. Ink near paper is dear, so a path enters where the outline is notched, and rather
/// runs along a long seam than across a thin stroke. A network has to say which cut, if any, is right:
/// the parts of a wrong one are no digits.
///
/// Source: Casey and Lecolinet, *A survey of methods and strategies in character segmentation*, 1996
/// (segmentation based on recognition).
enum TouchingCuts {
    /// Ink is looked at with so many rows at most.
    private static let mostRows = 96
    /// The bands through which cuts are looked for.
    private static let bands = 20
    /// How far a cut may be from the middle of its band, as a share of the ink's height.
    private static let bandReach = 0.12
    /// Ink that is narrower than this share of its height is one digit.
    private static let leastWidth = 0.6
    /// A part that has less than this share of the ink, or of the height, is no digit.
    private static let leastPart = 0.1
    private static let leastHeight = 0.65
    /// Cuts are alike if less than this share of the ink is between them.
    private static let leastBetween: Float = 0.01
    /// What a step to the side costs, in pixels of the dearest ink.
    private static let sideStep: Float = 0.02
    /// How far around a pixel ink makes it cheap, in widths of the stroke: beyond the edges of one
    /// stroke, and less than to the edges of two.
    private static let seamReach: Float = 0.75
    /// What ink costs that has nothing but ink around, before it is squared.
    private static let leastCost: Float = 0.15

    /// The ink left and right of each cut that leaves enough on both sides, no two alike, and what the
    /// cut costs, in widths of the stroke.
    static func parts(of ink: DigitInk) -> [(left: DigitInk, right: DigitInk, cut: Float)] {
        guard Double(ink.box.width) >= leastWidth * Double(ink.box.height) else { return [] }
        let whole = Raster(
            width: ink.width, height: ink.height, values: ink.contrast.map(Float.init))
        let rows = min(ink.height, mostRows)
        let raster = whole.resampled(
            width: max(2, ink.width * rows / ink.height), height: rows)
        let full = max(raster.values.max() ?? 0, 1)
        let stroke = max(raster.strokeWidth(above: full / 2), 1)
        let costs = costs(raster, full: full, stroke: stroke)
        let leastInk = leastBetween * raster.values.reduce(0, +)
        var seen: [[Int]] = []
        return (1...bands).compactMap { band in
            let path = path(costs, around: raster.width * band / (bands + 1))
            if seen.contains(where: { inkBetween($0, path, raster) < leastInk }) { return nil }
            seen.append(path)
            guard let parts = split(raster, at: path, of: ink) else { return nil }
            let cost = path.enumerated().reduce(Float(0)) { sum, row in
                sum + costs.values[row.offset * raster.width + row.element]
            }
            return (parts.left, parts.right, cost / stroke)
        }
    }

    /// What it costs to go through each pixel, from 0 for paper to about 1.
    private static func costs(_ raster: Raster, full: Float, stroke: Float) -> Raster {
        var costs = raster
        let around = raster.diskMeans(radius: seamReach * stroke)
        for index in costs.values.indices {
            let factor = 1 + leastCost - around[index] / full
            costs.values[index] = raster.values[index] / full * factor * factor
        }
        return costs
    }

    private static func inkBetween(_ first: [Int], _ second: [Int], _ raster: Raster) -> Float {
        var sum: Float = 0
        for y in first.indices {
            for x in min(first[y], second[y])..<max(first[y], second[y]) {
                sum += raster.values[y * raster.width + x]
            }
        }
        return sum
    }

    /// The column at which each row is cut: the first that lies to the right.
    private static func path(_ raster: Raster, around middle: Int) -> [Int] {
        let reach = Int(bandReach * Double(raster.height))
        let (first, end) = (max(0, middle - reach), min(raster.width, middle + reach + 1))
        let count = end - first
        var costs = [Float](repeating: 0, count: count)
        var steps: [[Int8]] = []
        for y in 0..<raster.height {
            var next = costs
            var taken = [Int8](repeating: 0, count: count)
            for x in 0..<count {
                var best = costs[x]
                if y > 0 {
                    if x > 0, costs[x - 1] + sideStep < best {
                        (best, taken[x]) = (costs[x - 1] + sideStep, -1)
                    }
                    if x + 1 < count, costs[x + 1] + sideStep < best {
                        (best, taken[x]) = (costs[x + 1] + sideStep, 1)
                    }
                }
                next[x] = best + raster.values[y * raster.width + first + x]
            }
            costs = next
            steps.append(taken)
        }
        // Of equal ones, as in a gap, the middle one.
        let least = costs.min() ?? 0
        let ends = costs.indices.filter { costs[$0] <= least + 1e-4 }
        var x = ends[ends.count / 2]
        var path = [Int](repeating: 0, count: raster.height)
        for y in stride(from: raster.height - 1, through: 0, by: -1) {
            path[y] = first + x
            x += Int(steps[y][x])
        }
        return path
    }

    private static func split(
        _ raster: Raster, at path: [Int], of ink: DigitInk
    ) -> (left: DigitInk, right: DigitInk)? {
        func part(_ columns: (Int) -> Range<Int>) -> DigitInk? {
            var contrast = [UInt8](repeating: 0, count: raster.values.count)
            var box: PixelBox?
            var sum: Float = 0
            for y in 0..<raster.height {
                for x in columns(y) {
                    let value = raster.values[y * raster.width + x]
                    guard value >= 1 else { continue }
                    contrast[y * raster.width + x] = UInt8(value)
                    sum += value
                    let pixel = PixelBox(x: x, y: y, width: 1, height: 1)
                    box = box?.union(pixel) ?? pixel
                }
            }
            let total = raster.values.reduce(0, +)
            guard let box, Double(sum) >= leastPart * Double(total),
                Double(box.height) >= leastHeight * Double(raster.height)
            else { return nil }
            // The raster is a reduction of the ink with its margin.
            let scale = Double(ink.height) / Double(raster.height)
            var place = box.scaled(by: scale)
            place.x += ink.origin.x
            place.y += ink.origin.y
            return DigitInk(
                box: place, origin: ink.origin, contrast: contrast, width: raster.width,
                height: raster.height, line: ink.line
            ).cropped(to: box, scale: scale)
        }
        guard let left = part({ 0..<path[$0] }), let right = part({ path[$0]..<raster.width })
        else { return nil }
        return (left, right)
    }
}

extension DigitInk {
    /// The part of the ink inside a box, told in the pixels of the contrast.
    fileprivate func cropped(to part: PixelBox, scale: Double) -> DigitInk {
        let rows = (part.y..<part.endY).flatMap { y in
            contrast[y * width + part.x..<y * width + part.endX]
        }
        return DigitInk(
            box: box, origin: (box.x, box.y), contrast: rows, width: part.width,
            height: part.height, line: line)
    }
}
