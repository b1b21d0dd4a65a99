/// The shape of one example between two layers: C feature maps of H × W values.
///
/// The values stand in the order `[C, H, W]`, row-major. A vector of K values, as dense layers take
/// and give it, is `[K, 1, 1]`.
public struct FeatureShape: Hashable, Sendable {
    /// The number of feature maps, C.
    public let channels: Int
    /// Height and width of a feature map.
    public let size: Size2D

    /// Creates a shape.
    public init(channels: Int, height: Int, width: Int) {
        self.init(channels: channels, size: Size2D(height: height, width: width))
    }

    /// Creates a shape of feature maps of a size.
    public init(channels: Int, size: Size2D) {
        self.channels = channels
        self.size = size
    }

    /// The shape of a vector of `count` values.
    public static func vector(_ count: Int) -> FeatureShape {
        FeatureShape(channels: count, height: 1, width: 1)
    }

    /// The rows of a feature map, H.
    public var height: Int { size.height }
    /// The columns of a feature map, W.
    public var width: Int { size.width }
    /// Whether each feature map is one value.
    public var isVector: Bool { size == Size2D(1) }
    /// `[C, H, W]`, or `[K]` for a vector.
    public var extents: [Int] { isVector ? [channels] : [channels, height, width] }
    /// The number of values, C · H · W.
    ///
    /// - Precondition: it is within the range of `Int`.
    public var count: Int { channels * size.area }
    /// The number of values, or `nil` if it cannot be expressed.
    public var checkedCount: Int? {
        let (area, overflow) = height.multipliedReportingOverflow(by: width)
        let (count, overflow2) = channels.multipliedReportingOverflow(by: area)
        return overflow || overflow2 ? nil : count
    }
}

extension FeatureShape: CustomStringConvertible {
    /// `[C, H, W]`, or `[K]` for a vector.
    public var description: String {
        "\(extents)"
    }
}

/// A height and a width.
public struct Size2D: Hashable, Sendable {
    /// Rows.
    public var height: Int
    /// Columns.
    public var width: Int

    /// Creates a size.
    public init(height: Int, width: Int) {
        self.height = height
        self.width = width
    }

    /// Creates the size of a square.
    public init(_ side: Int) {
        self.init(height: side, width: side)
    }

    /// Height times width.
    public var area: Int { height * width }
}

extension Size2D: CustomStringConvertible {
    /// `height × width`.
    public var description: String { "\(height) × \(width)" }
}
