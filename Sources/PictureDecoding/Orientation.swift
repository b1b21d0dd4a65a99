/// How stored pixels are to be turned to be upright, as Exif numbers it.
///
/// Source: CIPA DC-008 (Exif 2.32), tag 0x0112.
public enum Orientation: Int, CaseIterable, Hashable, Sendable {
    /// As stored.
    case upright = 1
    /// Left and right are exchanged.
    case mirrored = 2
    /// By half a turn.
    case halfTurn = 3
    /// Top and bottom are exchanged.
    case flipped = 4
    /// Rows and columns are exchanged.
    case transposed = 5
    /// By a quarter, clockwise.
    case quarterTurn = 6
    /// Rows and columns are exchanged, then turned by a half.
    case transverse = 7
    /// By a quarter, counterclockwise.
    case quarterTurnBack = 8

    /// Whether rows become columns.
    public var exchangesAxes: Bool { rawValue >= 5 }

    /// Pixels are moved in squares of this side, so that those of a column are still in the cache when the
    /// next column is moved.
    private static let squareSide = 16

    /// The image as it is to be seen.
    func upright(_ image: GreyImage) -> GreyImage {
        if self == .upright { return image }
        let (width, height) =
            exchangesAxes ? (image.height, image.width) : (image.width, image.height)
        let (right, bottom) = (image.width - 1, image.height - 1)
        // Where the stored pixel of the upper left corner is, and the steps to its neighbors.
        let (x, y, across, down): (Int, Int, (Int, Int), (Int, Int)) =
            switch self {
            case .upright: (0, 0, (1, 0), (0, 1))
            case .mirrored: (right, 0, (-1, 0), (0, 1))
            case .halfTurn: (right, bottom, (-1, 0), (0, -1))
            case .flipped: (0, bottom, (1, 0), (0, -1))
            case .transposed: (0, 0, (0, 1), (1, 0))
            case .quarterTurn: (0, bottom, (0, -1), (1, 0))
            case .transverse: (right, bottom, (0, -1), (-1, 0))
            case .quarterTurnBack: (right, 0, (0, 1), (-1, 0))
            }
        let start = y * image.width + x
        let stepAcross = across.1 * image.width + across.0
        let stepDown = down.1 * image.width + down.0
        let stored = image.pixels.span
        var pixels = [UInt8](repeating: 0, count: stored.count)
        var target = pixels.mutableSpan
        for left in stride(from: 0, to: width, by: Self.squareSide) {
            let columns = min(Self.squareSide, width - left)
            for top in stride(from: 0, to: height, by: Self.squareSide) {
                for row in top..<min(top + Self.squareSide, height) {
                    var source = start + row * stepDown + left * stepAcross
                    let line = row * width + left
                    for place in line..<line + columns {
                        target[place] = stored[source]
                        source += stepAcross
                    }
                }
            }
        }
        return GreyImage(width: width, height: height, pixels: pixels)
    }
}
