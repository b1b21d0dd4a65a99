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

    private static let squareSide = 32

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
        let stored = image.pixels
        var pixels = [UInt8](repeating: 0, count: stored.count)
        // Square by square, and each through a buffer: neither a row nor a column of pixels is then
        // fetched for one of them alone.
        let side = Self.squareSide
        var buffer = [UInt8](repeating: 0, count: side * side)
        var square = buffer.mutableSpan
        var target = pixels.mutableSpan
        for top in stride(from: 0, to: height, by: side) {
            let rows = min(side, height - top)
            for left in stride(from: 0, to: width, by: side) {
                let columns = min(side, width - left)
                let corner = start + top * stepDown + left * stepAcross
                // Along the rows as they are stored.
                if exchangesAxes {
                    for column in 0..<columns {
                        let line = corner + column * stepAcross
                        for row in 0..<rows {
                            square[row * side + column] = stored[line + row * stepDown]
                        }
                    }
                } else {
                    for row in 0..<rows {
                        let line = corner + row * stepDown
                        for column in 0..<columns {
                            square[row * side + column] = stored[line + column * stepAcross]
                        }
                    }
                }
                for row in 0..<rows {
                    let line = (top + row) * width + left
                    for column in 0..<columns {
                        target[line + column] = square[row * side + column]
                    }
                }
            }
        }
        return GreyImage(width: width, height: height, pixels: pixels)
    }
}
