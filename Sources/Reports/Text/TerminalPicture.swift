internal import ImageClassification

/// An image in block characters, without colors: two rows of pixels make a line of text.
struct TerminalPicture {
    /// The lines, all of the same length.
    let lines: [String]

    /// Wider images are drawn smaller.
    private static let maximumWidth = 64

    /// Draws an image; of several channels, their mean.
    ///
    /// - Parameter pixels: Shape `[C, H, W]`, 0 for background to 255.
    init(_ pixels: [UInt8], shape: ImageShape) {
        let step = (shape.width + Self.maximumWidth - 1) / Self.maximumWidth
        let plane = shape.height * shape.width
        func brightness(_ y: Int, _ x: Int) -> Int {
            guard y < shape.height else { return 0 }
            let offset = y * shape.width + x
            return (0..<shape.channels).reduce(0) { $0 + Int(pixels[$1 * plane + offset]) }
                / shape.channels
        }
        lines = stride(from: 0, to: shape.height, by: 2 * step).map { y in
            String(
                stride(from: 0, to: shape.width, by: step).map { x in
                    Self.character(brightness(y, x), brightness(y + step, x))
                })
        }
    }

    /// A half block where one pixel is bright and the other dark, a shade where they are alike.
    private static func character(_ upper: Int, _ lower: Int) -> Character {
        switch (upper >= 128, lower >= 128) {
        case (true, false): return "▀"
        case (false, true): return "▄"
        default: break
        }
        switch (upper + lower) / 2 {
        case ..<16: return " "
        case ..<64: return "░"
        case ..<128: return "▒"
        case ..<192: return "▓"
        default: return "█"
        }
    }
}
