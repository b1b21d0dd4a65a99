internal import PictureDecoding

/// The brightness of the paper, as if nothing were written on it.
///
/// A closing (Serra 1982) of the picture in coarse squares: the largest value in a window that is
/// wider than any stroke, then the smallest of these, so that light may change across the picture.
/// Where strokes fill the picture, no window is wide enough, and light that changes evenly is fitted
/// to its brightest squares instead.
struct Background {
    private let square: Int
    private let columns: Int
    private let rows: Int
    private let brightness: [Float]

    /// The squares along the shorter side.
    private static let squares = 32
    /// A square below the light that is fitted counts by this; ink may be most of the picture.
    private static let weightOfDarker = 0.02
    /// The fit settles within fewer rounds than this.
    private static let rounds = 20

    /// - Parameter reach: How many squares the window reaches on either side; the whole picture if
    ///   that is all along its shorter side.
    init(of image: GreyImage, reach: Int) {
        square = max(2, min(image.width, image.height) / Self.squares)
        columns = (image.width + square - 1) / square
        rows = (image.height + square - 1) / square
        var values = [Float](repeating: 0, count: columns * rows)
        var histogram = Histogram()
        // Some hundred pixels say what a square is like.
        let step = max(1, square / 16)
        for row in 0..<rows {
            for column in 0..<columns {
                histogram.removeAll()
                let (endY, endX) = (
                    min((row + 1) * square, image.height), min((column + 1) * square, image.width)
                )
                for y in stride(from: row * square, to: endY, by: step) {
                    for x in stride(from: column * square, to: endX, by: step) {
                        histogram.add(image.pixels[y * image.width + x])
                    }
                }
                // Not the largest: single bright pixels are noise.
                values[row * columns + column] = Float(histogram.quantile(0.7))
            }
        }
        if reach >= Self.squares {
            values = Self.evenLight(above: values, columns)
        } else {
            values = Self.filtered(values, columns, rows, reach: reach, max)
            values = Self.filtered(values, columns, rows, reach: reach, min)
        }
        brightness = values
    }

    /// The plane near which the largest values lie: least squares that count what is below it less
    /// (expectiles: Newey and Powell, *Asymmetric least squares estimation and testing*, 1987).
    private static func evenLight(above values: [Float], _ columns: Int) -> [Float] {
        var samples = values.indices.map { index in
            LightPlane.Sample(x: index % columns, y: index / columns, value: Double(values[index]))
        }
        guard var plane = LightPlane(samples) else { return values }
        for _ in 0..<rounds {
            for (index, sample) in samples.enumerated() {
                let isDarker = sample.value < plane[sample.x, sample.y]
                samples[index].weight = isDarker ? weightOfDarker : 1
            }
            plane = LightPlane(samples) ?? plane
        }
        return samples.map { Float(plane[$0.x, $0.y]) }
    }

    /// Combines the values of a window around each, first along rows, then along columns.
    private static func filtered(
        _ values: [Float], _ columns: Int, _ rows: Int, reach: Int,
        _ combine: (Float, Float) -> Float
    ) -> [Float] {
        func pass(_ source: [Float], count: Int, step: Int, lines: Int, lineStep: Int) -> [Float] {
            var result = source
            for line in 0..<lines {
                for index in 0..<count {
                    var value = source[line * lineStep + index * step]
                    for other in max(0, index - reach)...min(count - 1, index + reach) {
                        value = combine(value, source[line * lineStep + other * step])
                    }
                    result[line * lineStep + index * step] = value
                }
            }
            return result
        }
        let alongRows = pass(values, count: columns, step: 1, lines: rows, lineStep: columns)
        return pass(alongRows, count: rows, step: columns, lines: columns, lineStep: 1)
    }

    /// The share of light that is missing: 255 (1 − pixel / paper), with paper between squares
    /// interpolated.
    func contrast(of image: GreyImage) -> [UInt8] {
        var contrast = [UInt8](repeating: 0, count: image.pixels.count)
        var line = [Float](repeating: 0, count: columns)
        let places = (0..<image.width).map { Self.neighbors($0, square, columns) }
        for y in 0..<image.height {
            let (upper, lower, share) = Self.neighbors(y, square, rows)
            for column in 0..<columns {
                let (above, below) = (
                    brightness[upper * columns + column], brightness[lower * columns + column]
                )
                line[column] = above + (below - above) * share
            }
            for (x, (left, right, share)) in places.enumerated() {
                let paper = max(line[left] + (line[right] - line[left]) * share, 48)
                let missing = 255 * (1 - Float(image.pixels[y * image.width + x]) / paper)
                contrast[y * image.width + x] = UInt8(max(0, min(255, missing)))
            }
        }
        return contrast
    }

    /// The squares whose centers are before and behind a position, and how far it is between them.
    @inline(__always)
    private static func neighbors(
        _ position: Int, _ square: Int, _ count: Int
    ) -> (Int, Int, Float) {
        let place = max(0, (Float(position) + 0.5) / Float(square) - 0.5)
        let first = min(Int(place), count - 1)
        return (first, min(first + 1, count - 1), min(1, place - Float(first)))
    }
}
