/// The colors of a picture, at a size that is enough to see what is written.
public struct ColorImage: Hashable, Sendable {
    /// Upright, each of the same extents.
    public let red: GreyImage
    /// See `red`.
    public let green: GreyImage
    /// See `red`.
    public let blue: GreyImage

    /// The longer side is at most this: colors are kept for pictures whose luma shows nothing.
    static let extent = 768
    /// Samples of a pixel that differ by no more than this are grey.
    static let leastDifference: UInt8 = 16

    func upright(_ turn: Orientation) -> ColorImage {
        ColorImage(
            red: turn.upright(red), green: turn.upright(green), blue: turn.upright(blue))
    }
}

/// Averages the colors of pixels over squares while a picture is decoded.
struct ColorReduction {
    private let width: Int
    private let height: Int
    /// Where the square of each column and of each row begins in the sums.
    private let columns: [Int]
    private let rows: [Int]
    /// The sums of red, green and blue for each square, and how many pixels there were.
    private var sums: [UInt32]
    private var isColored = false

    /// - Parameter isNeeded: Whether the file can have colors; if not, nothing is kept.
    init(width: Int, height: Int, isNeeded: Bool) {
        let factor = (max(width, height) + ColorImage.extent - 1) / ColorImage.extent
        let (newWidth, newHeight) = (
            (width + factor - 1) / factor, (height + factor - 1) / factor
        )
        (self.width, self.height) = (newWidth, newHeight)
        columns = isNeeded ? (0..<width).map { 4 * ($0 / factor) } : []
        rows = isNeeded ? (0..<height).map { 4 * newWidth * ($0 / factor) } : []
        sums = [UInt32](repeating: 0, count: isNeeded ? 4 * newWidth * newHeight : 0)
    }

    /// Whether anything is kept.
    var isKept: Bool { !sums.isEmpty }

    /// Adds a pixel.
    @inline(__always)
    mutating func add(_ red: UInt8, _ green: UInt8, _ blue: UInt8, x: Int, y: Int) {
        guard isKept else { return }
        let place = rows[y] + columns[x]
        sums[place] &+= UInt32(red)
        sums[place + 1] &+= UInt32(green)
        sums[place + 2] &+= UInt32(blue)
        sums[place + 3] &+= 1
        if max(red, green, blue) - min(red, green, blue) > ColorImage.leastDifference {
            isColored = true
        }
    }

    /// The means; `nil` if all pixels are grey.
    var image: ColorImage? {
        guard isColored else { return nil }
        func plane(_ channel: Int) -> GreyImage {
            GreyImage(
                width: width, height: height,
                pixels: (0..<width * height).map { place in
                    UInt8(sums[4 * place + channel] / max(1, sums[4 * place + 3]))
                })
        }
        return ColorImage(red: plane(0), green: plane(1), blue: plane(2))
    }
}
