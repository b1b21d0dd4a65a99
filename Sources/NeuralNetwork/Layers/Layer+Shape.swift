internal import TensorCore

extension Layer {
    /// The most values that an example may have before or after a layer other than a dense one:
    /// 64 MiB of `Float`.
    static let largestValueCount = 1 << 24

    /// The shape of what the layer gives for an input.
    ///
    /// - Parameters:
    ///   - input: The shape of what it takes.
    ///   - index: Its place in the network, for the message.
    ///   - areVectors: Whether a dense or flatten layer came before; set by those.
    func outputShape(
        for input: FeatureShape, at index: Int, areVectors: inout Bool
    ) throws(NetworkError) -> FeatureShape {
        switch self {
        case .dense(let dense):
            guard index == 0 || areVectors || input.isVector else {
                throw .flattenMissing(layer: index, shape: input)
            }
            guard let count = input.checkedCount, dense.inputCount == count else {
                guard index > 0 else { throw .inputCount(shape: input, found: dense.inputCount) }
                throw .widthMismatch(
                    layer: index - 1, outputs: input.count, nextInputs: dense.inputCount)
            }
            areVectors = true
            return .vector(dense.outputCount)
        case .conv2D(let conv):
            guard !areVectors else { throw .planesExpected(layer: index) }
            guard conv.inputChannels == input.channels else {
                throw .channelMismatch(
                    layer: index, expected: input.channels, found: conv.inputChannels)
            }
            return try slide(conv.window, input, conv.outputChannels, at: index)
        case .maxPool2D(let pool):
            return try slidePool(pool.window, input, areVectors, at: index)
        case .averagePool2D(let pool):
            return try slidePool(pool.window, input, areVectors, at: index)
        case .globalAveragePool:
            guard !areVectors else { throw .planesExpected(layer: index) }
            return .vector(try unchanged(input, at: index).channels)
        case .flatten:
            areVectors = true
            return .vector(try unchanged(input, at: index).count)
        case .batchNorm(let norm):
            guard norm.mean.count == input.channels else {
                throw .channelMismatch(
                    layer: index, expected: input.channels, found: norm.mean.count)
            }
            return try unchanged(input, at: index)
        case .dropout:
            return try unchanged(input, at: index)
        }
    }

    private func unchanged(
        _ input: FeatureShape, at index: Int
    ) throws(NetworkError) -> FeatureShape {
        guard let count = input.checkedCount, count <= Self.largestValueCount else {
            throw .tooManyValues(layer: index, shape: input)
        }
        return input
    }

    private func slidePool(
        _ window: Window2D, _ input: FeatureShape, _ areVectors: Bool, at index: Int
    ) throws(NetworkError) -> FeatureShape {
        guard !areVectors else { throw .planesExpected(layer: index) }
        guard !window.isValid || window.touchesPlaneEverywhere else {
            throw .poolPadding(layer: index, window: window.size)
        }
        return try slide(window, input, input.channels, at: index)
    }

    private func slide(
        _ window: Window2D, _ input: FeatureShape, _ channels: Int, at index: Int
    ) throws(NetworkError) -> FeatureShape {
        guard window.isValid else { throw .invalidWindow(layer: index) }
        guard let size = window.outputSize(of: input.size) else {
            throw .windowTooLarge(layer: index, window: window.size, plane: input.size)
        }
        let padded = FeatureShape(
            channels: input.channels,
            height: input.height + window.padding.top + window.padding.bottom,
            width: input.width + window.padding.left + window.padding.right)
        let output = FeatureShape(channels: channels, size: size)
        for shape in [padded, output]
        where shape.checkedCount.map({ $0 > Self.largestValueCount }) ?? true {
            throw .tooManyValues(layer: index, shape: shape)
        }
        return output
    }
}
