public import TensorCore

/// Keeps the largest value of each window, plane by plane.
///
/// NaN is passed on, so that it is noticed at the end. The padding is no value: it is never the
/// largest.
public struct MaxPool2D: Sendable, Hashable {
    /// The window's size, stride and padding; the padding is smaller than the size.
    public var window: Window2D

    /// Creates a layer.
    public init(window: Window2D) {
        self.window = window
    }

    /// Creates a layer of square windows that lie side by side.
    public init(_ side: Int) {
        self.init(window: Window2D(size: Size2D(side), stride: Size2D(side)))
    }

    /// Applies the layer to a batch.
    ///
    /// - Parameters:
    ///   - x: Shape `[N, C · H · W]`.
    ///   - shape: What a row of `x` is, `[C, H, W]`.
    /// - Returns: Shape `[N, C · H' · W']`.
    /// - Precondition: the shapes fit.
    public func callAsFunction(_ x: Matrix, shape: FeatureShape) -> Matrix {
        Layer.maxPool2D(self)(x, shape: shape)
    }
}

/// Keeps the mean of each window, plane by plane.
///
/// The sum is one chain of additions from 0, rows and columns ascending, and is divided once.
public struct AveragePool2D: Sendable, Hashable {
    /// The window's size, stride and padding; the padding is smaller than the size.
    public var window: Window2D
    /// Whether the padding counts as zeros (PyTorch's default) or not at all (Keras).
    public var countsPadding: Bool

    /// Creates a layer.
    public init(window: Window2D, countsPadding: Bool = false) {
        self.window = window
        self.countsPadding = countsPadding
    }

    /// Creates a layer of square windows that lie side by side.
    public init(_ side: Int) {
        self.init(window: Window2D(size: Size2D(side), stride: Size2D(side)))
    }

    /// Applies the layer to a batch.
    ///
    /// - Parameters:
    ///   - x: Shape `[N, C · H · W]`.
    ///   - shape: What a row of `x` is, `[C, H, W]`.
    /// - Returns: Shape `[N, C · H' · W']`.
    /// - Precondition: the shapes fit.
    public func callAsFunction(_ x: Matrix, shape: FeatureShape) -> Matrix {
        Layer.averagePool2D(self)(x, shape: shape)
    }
}
