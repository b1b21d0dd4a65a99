/// How far a plane is extended at its four sides.
public struct Padding2D: Hashable, Sendable {
    /// Rows above.
    public var top: Int
    /// Columns to the left.
    public var left: Int
    /// Rows below.
    public var bottom: Int
    /// Columns to the right.
    public var right: Int

    /// Creates a padding.
    public init(top: Int, left: Int, bottom: Int, right: Int) {
        self.top = top
        self.left = left
        self.bottom = bottom
        self.right = right
    }

    /// Creates a padding that is the same at all sides.
    public init(_ all: Int) {
        self.init(top: all, left: all, bottom: all, right: all)
    }

    /// No padding.
    public static let none = Padding2D(0)
}

extension Padding2D: CustomStringConvertible {
    /// `1` where all sides are the same, else `top 1, left 0, bottom 1, right 0`.
    public var description: String {
        self == Padding2D(top)
            ? "\(top)" : "top \(top), left \(left), bottom \(bottom), right \(right)"
    }
}

/// A window that slides over planes, as convolution and pooling have it.
///
/// Output (i, j) sees the rows `i * stride.height - padding.top ..< + size.height` and the columns
/// `j * stride.width - padding.left ..< + size.width`.
public struct Window2D: Hashable, Sendable {
    /// The rows and columns that it sees at once, each at least 1.
    public var size: Size2D
    /// How far it moves from one output to the next, each at least 1.
    public var stride: Size2D
    /// How far it reaches beyond the plane, each at least 0.
    public var padding: Padding2D

    /// Creates a window.
    ///
    /// Whether it fits is checked by the network that it is used in.
    public init(size: Size2D, stride: Size2D = Size2D(1), padding: Padding2D = .none) {
        self.size = size
        self.stride = stride
        self.padding = padding
    }

    /// The largest size, stride or padding: far beyond any use, and far from overflow.
    public static let largestExtent = 65_536

    /// Whether sizes and strides are 1 or more, paddings 0 or more, and all at most
    /// ``largestExtent``.
    public var isValid: Bool {
        let limit = Self.largestExtent
        return [size.height, size.width, stride.height, stride.width].allSatisfy {
            (1...limit).contains($0)
        }
            && [padding.top, padding.left, padding.bottom, padding.right].allSatisfy {
                (0...limit).contains($0)
            }
    }

    /// The size of what the window leaves of a plane: it is put wherever it fits into the padded
    /// plane, `(H + top + bottom - size) / stride + 1` rows, rounded down.
    ///
    /// - Returns: `nil` if the window is not valid or fits nowhere.
    public func outputSize(of plane: Size2D) -> Size2D? {
        guard isValid, plane.height >= 0, plane.width >= 0 else { return nil }
        let (padded, overflow) = plane.height.addingReportingOverflow(padding.top + padding.bottom)
        let (paddedWidth, overflow2) = plane.width.addingReportingOverflow(
            padding.left + padding.right)
        guard !overflow, !overflow2, padded >= size.height, paddedWidth >= size.width else {
            return nil
        }
        return Size2D(
            height: (padded - size.height) / stride.height + 1,
            width: (paddedWidth - size.width) / stride.width + 1)
    }
}

extension Window2D: CustomStringConvertible {
    /// `3 × 3, stride 2 × 2, padding 1`.
    public var description: String { "\(size), stride \(stride), padding \(padding)" }
}
