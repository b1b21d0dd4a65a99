/// Grey values in rows, from the top left.
public struct GreyImage: Hashable, Sendable {
    /// The number of columns, at least 1.
    public let width: Int
    /// The number of rows, at least 1.
    public let height: Int
    /// Shape `[height, width]`, row-major, 0 for black to 255 for white.
    public let pixels: [UInt8]

    /// Creates an image.
    ///
    /// - Precondition: `pixels.count == width * height`, and both extents are at least 1.
    public init(width: Int, height: Int, pixels: [UInt8]) {
        precondition(
            width > 0 && height > 0 && pixels.count == width * height,
            "\(pixels.count) pixels are not \(width) × \(height)")
        self.width = width
        self.height = height
        self.pixels = pixels
    }
}

/// The luma of a color, ITU-R BT.601: 0.299 R + 0.587 G + 0.114 B, rounded.
///
/// The weights are those fractions in units of 1/65,536, as Pillow's mode L has them.
@inline(__always)
func luma(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> UInt8 {
    let sum = 19_595 * UInt32(red) + 38_470 * UInt32(green) + 7_471 * UInt32(blue)
    return UInt8(truncatingIfNeeded: (sum + 0x8000) >> 16)
}
