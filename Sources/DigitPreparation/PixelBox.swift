/// A rectangle of pixels.
public struct PixelBox: Hashable, Sendable {
    /// The first column.
    public var x: Int
    /// The first row.
    public var y: Int
    /// The number of columns.
    public var width: Int
    /// The number of rows.
    public var height: Int

    package init(x: Int, y: Int, width: Int, height: Int) {
        self.x = x
        self.y = y
        self.width = width
        self.height = height
    }

    var endX: Int { x + width }
    var endY: Int { y + height }
    var longerSide: Int { max(width, height) }

    func union(_ other: PixelBox) -> PixelBox {
        let (left, top) = (min(x, other.x), min(y, other.y))
        return PixelBox(
            x: left, y: top, width: max(endX, other.endX) - left,
            height: max(endY, other.endY) - top)
    }

    /// The columns that both have; negative for the width of a gap.
    func overlapX(_ other: PixelBox) -> Int { min(endX, other.endX) - max(x, other.x) }
    /// The rows that both have; negative for the height of a gap.
    func overlapY(_ other: PixelBox) -> Int { min(endY, other.endY) - max(y, other.y) }

    /// The length of the gap to another rectangle; 0 where they touch or overlap.
    func distance(_ other: PixelBox) -> Double {
        let (x, y) = (max(0, -overlapX(other)), max(0, -overlapY(other)))
        return Double(x * x + y * y).squareRoot()
    }

    func scaled(by factor: Double) -> PixelBox {
        func scale(_ value: Int) -> Int { Int((Double(value) * factor).rounded()) }
        return PixelBox(
            x: scale(x), y: scale(y), width: max(1, scale(endX) - scale(x)),
            height: max(1, scale(endY) - scale(y)))
    }
}
