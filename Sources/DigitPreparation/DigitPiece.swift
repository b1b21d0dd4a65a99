/// A piece of ink that is a digit, or several that touch.
package struct DigitPiece {
    /// The piece as one digit.
    package let digit: PreparedDigit
    /// Makes the parts that cuts leave, left and right, with what each cut costs.
    private let cut: () -> [(left: DigitPiece, right: DigitPiece, cut: Float)]

    /// A digit that cannot be cut.
    init(digit: PreparedDigit) {
        self.digit = digit
        cut = { [] }
    }

    /// - Parameter place: Where a box of the map is in the picture.
    init(_ ink: DigitInk, centers: Bool, place: @escaping (PixelBox) -> PixelBox) {
        digit = PreparedDigit(
            pixels: DigitNormalization.normalize(ink, centers: centers), box: place(ink.box),
            line: ink.line)
        cut = {
            TouchingCuts.parts(of: ink).map { parts in
                (
                    DigitPiece(parts.left, centers: centers, place: place),
                    DigitPiece(parts.right, centers: centers, place: place), parts.cut
                )
            }
        }
    }

    /// The piece as two, in all the ways in which it can be cut; none if it is too narrow.
    ///
    /// The cut is what it costs, in widths of the stroke: less along the seam of two strokes than across
    /// one.
    package func parts() -> [(left: DigitPiece, right: DigitPiece, cut: Float)] { cut() }
}
