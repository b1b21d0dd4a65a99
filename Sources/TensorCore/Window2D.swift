/// How far a feature map is extended at its four sides.
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

/// A window that slides over feature maps, as convolution and pooling have it.
///
/// Its tap (ky, kx) of output (i, j) is row
/// `i * stride.height + ky * dilation.height - padding.top` and column
/// `j * stride.width + kx * dilation.width - padding.left`.
public struct Window2D: Hashable, Sendable {
    /// The rows and columns that it sees at once, its taps, each at least 1.
    public var size: Size2D
    /// How far it moves from one output to the next, each at least 1.
    public var stride: Size2D
    /// How far it reaches beyond the feature map, each at least 0.
    public var padding: Padding2D
    /// How far its taps lie apart, each at least 1.
    public var dilation: Size2D

    /// Creates a window.
    ///
    /// Whether it fits is checked by the network that it is used in.
    public init(
        size: Size2D, stride: Size2D = Size2D(1), padding: Padding2D = .none,
        dilation: Size2D = Size2D(1)
    ) {
        self.size = size
        self.stride = stride
        self.padding = padding
        self.dilation = dilation
    }

    /// The largest size, stride, dilation or padding: far beyond any use, and far from overflow.
    public static let largestExtent = 65_536

    /// Whether sizes, strides and dilations are 1 or more, paddings 0 or more, and all at most
    /// ``largestExtent``.
    public var isValid: Bool {
        let limit = Self.largestExtent
        return [
            size.height, size.width, stride.height, stride.width, dilation.height, dilation.width,
        ].allSatisfy {
            (1...limit).contains($0)
        }
            && [padding.top, padding.left, padding.bottom, padding.right].allSatisfy {
                (0...limit).contains($0)
            }
    }

    /// The rows and columns from its first tap to its last: `(size - 1) * dilation + 1`.
    ///
    /// - Precondition: the window is valid.
    public var extent: Size2D {
        Size2D(
            height: (size.height - 1) * dilation.height + 1,
            width: (size.width - 1) * dilation.width + 1)
    }

    /// The size of what the window leaves of a feature map: it is put wherever it fits into the
    /// padded feature map, `(H + top + bottom - extent) / stride + 1` rows, rounded down.
    ///
    /// - Returns: `nil` if the window is not valid or fits nowhere.
    public func outputSize(of map: Size2D) -> Size2D? {
        guard isValid, map.height >= 0, map.width >= 0 else { return nil }
        let (padded, overflow) = map.height.addingReportingOverflow(padding.top + padding.bottom)
        let (paddedWidth, overflow2) = map.width.addingReportingOverflow(
            padding.left + padding.right)
        let extent = extent
        guard !overflow, !overflow2, padded >= extent.height, paddedWidth >= extent.width else {
            return nil
        }
        return Size2D(
            height: (padded - extent.height) / stride.height + 1,
            width: (paddedWidth - extent.width) / stride.width + 1)
    }

    /// Whether each output sees at least one value of a feature map, as a pooling needs it, with a
    /// padding smaller than the window.
    ///
    /// - Precondition: the window is valid.
    package func touchesEverywhere(_ map: Size2D) -> Bool {
        guard max(padding.top, padding.bottom) < size.height,
            max(padding.left, padding.right) < size.width
        else { return false }
        // Taps side by side cannot miss the feature map then.
        guard dilation != Size2D(1) else { return true }
        func touches(
            _ count: Int, _ stride: Int, _ size: Int, _ dilation: Int, _ before: Int, _ map: Int
        ) -> Bool {
            (0..<count).allSatisfy { index in
                // The first tap at or past the edge of the feature map.
                let first = index * stride - before
                let skipped = first < 0 ? (dilation - 1 - first) / dilation : 0
                return skipped < size && first + skipped * dilation < map
            }
        }
        guard let outputs = outputSize(of: map) else { return true }
        return touches(
            outputs.height, stride.height, size.height, dilation.height, padding.top, map.height)
            && touches(
                outputs.width, stride.width, size.width, dilation.width, padding.left, map.width)
    }
}

extension Window2D: CustomStringConvertible {
    /// `3 × 3, stride 2 × 2, padding 1`, with the dilation where it is not 1.
    public var description: String {
        "\(size), stride \(stride), padding \(padding)"
            + (dilation == Size2D(1) ? "" : ", dilation \(dilation)")
    }
}
