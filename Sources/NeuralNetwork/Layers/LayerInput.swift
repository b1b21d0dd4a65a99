public import TensorCore

/// Where a layer stands in its network, as errors name it.
public struct LayerPosition: Hashable, Sendable, ExpressibleByIntegerLiteral {
    /// The place in the order in which layers were added, counted from 0.
    public let index: Int
    /// The name, if the layer has one.
    public let name: String?

    /// Creates a position.
    public init(index: Int, name: String? = nil) {
        self.index = index
        self.name = name
    }

    /// Creates the position of a layer without a name.
    public init(integerLiteral index: Int) {
        self.init(index: index)
    }
}

extension LayerPosition: CustomStringConvertible {
    /// The index, with the name in parentheses if there is one: `3 (conv1)`.
    public var description: String {
        name.map { "\(index) (\($0))" } ?? "\(index)"
    }
}

/// What a layer gives for one example.
public struct LayerOutput: Hashable, Sendable {
    /// The shape; a vector of K values is `[K, 1, 1]`.
    public var shape: FeatureShape
    /// Whether the values are a vector, made by a dense or flatten layer, and no feature maps any
    /// more.
    ///
    /// Feature maps of 1 × 1, as a global average pooling gives them, are no vector in this sense,
    /// but a dense layer takes them too.
    public var isVector: Bool

    /// Creates an output of feature maps.
    public init(_ shape: FeatureShape) {
        self.init(shape, isVector: false)
    }

    /// Creates an output.
    public init(_ shape: FeatureShape, isVector: Bool) {
        self.shape = shape
        self.isVector = isVector
    }

    /// A vector of `count` values.
    public static func vector(_ count: Int) -> LayerOutput {
        LayerOutput(.vector(count), isVector: true)
    }
}

/// What a layer takes for one example.
public struct LayerInput: Hashable, Sendable {
    /// What the layer before gives, or what the network takes.
    public let value: LayerOutput
    /// The layer that gives it; `nil` for the input of the network, which is feature maps or a
    /// vector as its first layer takes it.
    public let source: LayerPosition?

    /// Creates an input.
    public init(_ value: LayerOutput, from source: LayerPosition?) {
        self.value = value
        self.source = source
    }

    /// The shape; a vector of K values is `[K, 1, 1]`.
    public var shape: FeatureShape { value.shape }
    /// Whether the values are a vector; see ``LayerOutput/isVector``.
    public var isVector: Bool { value.isVector }
}

extension LayerInput {
    /// The input as it is, for a layer that keeps the shape.
    ///
    /// - Throws: ``NetworkError/tooManyValues(layer:shape:)``.
    public func unchanged(at position: LayerPosition) throws(NetworkError) -> LayerOutput {
        try shape.checkSize(at: position)
        return value
    }

    /// The shape of an input of feature maps.
    ///
    /// - Throws: ``NetworkError/featureMapsExpected(layer:)`` for a vector.
    public func featureMaps(at position: LayerPosition) throws(NetworkError) -> FeatureShape {
        guard !isVector else { throw .featureMapsExpected(layer: position) }
        return shape
    }

    /// The shape of an input of so many feature maps.
    func featureMaps(
        _ channels: Int, at position: LayerPosition
    ) throws(NetworkError) -> FeatureShape {
        let shape = try featureMaps(at: position)
        guard shape.channels == channels else {
            throw .channelMismatch(layer: position, expected: shape.channels, found: channels)
        }
        return shape
    }
}

extension FeatureShape {
    /// Refuses more than ``Network/largestValueCount`` values.
    func checkSize(at position: LayerPosition) throws(NetworkError) {
        guard let count = checkedCount, count <= Network.largestValueCount else {
            throw .tooManyValues(layer: position, shape: self)
        }
    }
}

extension Window2D {
    /// The shape that is left of feature maps when the window slides over them.
    func output(
        of input: FeatureShape, channels: Int, at position: LayerPosition
    ) throws(NetworkError) -> LayerOutput {
        guard isValid else { throw .invalidWindow(layer: position) }
        guard let size = outputSize(of: input.size) else {
            throw .windowTooLarge(layer: position, window: self.size, featureMap: input.size)
        }
        let padded = FeatureShape(
            channels: input.channels, height: input.height + padding.top + padding.bottom,
            width: input.width + padding.left + padding.right)
        let output = FeatureShape(channels: channels, size: size)
        try padded.checkSize(at: position)
        try output.checkSize(at: position)
        return LayerOutput(output)
    }
}
