/// The size of one image: height, width and channels.
///
/// In memory an image is row-major; with several channels, channel after channel (`[C, H, W]`).
public struct ImageShape: Hashable, Sendable, CustomStringConvertible {
    /// The number of rows.
    public let height: Int
    /// The number of columns.
    public let width: Int
    /// The number of values per pixel: 1 for grey.
    public let channels: Int

    /// Creates a shape; every extent must be at least 1.
    public init(height: Int, width: Int, channels: Int = 1) {
        precondition(height > 0 && width > 0 && channels > 0, "an image has at least one value")
        self.height = height
        self.width = width
        self.channels = channels
    }

    /// The number of values in one image: height × width × channels.
    public var count: Int { height * width * channels }

    /// The dimensions of an image in a file: `[H, W]`, or `[C, H, W]` when there is more than one
    /// channel.
    package var dimensions: [Int] {
        (channels == 1 ? [] : [channels]) + [height, width]
    }

    /// `28 × 28`, or `28 × 28 × 3` when there is more than one channel.
    public var description: String {
        channels == 1 ? "\(height) × \(width)" : "\(height) × \(width) × \(channels)"
    }

    /// The square grey shape that has `count` values, if there is one.
    package static func square(count: Int) -> ImageShape? {
        let side = Int(Double(count).squareRoot())
        guard count > 0, side * side == count else { return nil }
        return ImageShape(height: side, width: side)
    }
}
