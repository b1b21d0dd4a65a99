public import TensorCore

/// Why layers do not make a network.
///
/// Layers, rows and columns are counted from 0.
public enum NetworkError: Error, Hashable, Sendable {
    /// There are no layers.
    case empty
    /// A layer has no inputs or no outputs.
    case emptyLayer(layer: Int, inputs: Int, outputs: Int)
    /// A layer gives another number of values than the next one takes.
    case widthMismatch(layer: Int, outputs: Int, nextInputs: Int)
    /// The first layer does not tell what it takes, and the caller did not say.
    case inputShapeMissing
    /// The first layer takes another number of values than an example has.
    case inputCount(shape: FeatureShape, found: Int)
    /// A convolution, pooling or batch normalization is made for another number of channels, or
    /// the parts of a batch normalization are not as many.
    case channelMismatch(layer: Int, expected: Int, found: Int)
    /// The weights of a convolution are not whole windows.
    case weightCount(layer: Int, window: Size2D, found: Int)
    /// A size or stride is below 1, a padding below 0, or one of them beyond all use.
    case invalidWindow(layer: Int)
    /// The window is larger than the plane with its padding.
    case windowTooLarge(layer: Int, window: Size2D, plane: Size2D)
    /// A pooling has a padding as large as its window, which would see nothing there.
    case poolPadding(layer: Int, window: Size2D)
    /// An example would have more values than `largestCount` in a layer.
    case tooManyValues(layer: Int, shape: FeatureShape)
    /// A layer of planes stands behind a dense or flatten layer.
    case planesExpected(layer: Int)
    /// A dense layer stands behind planes.
    case flattenMissing(layer: Int, shape: FeatureShape)
    /// What should be folded into a dense layer that follows is followed by none.
    case denseExpectedAtEnd(layer: Int)
    /// A batch normalization with an activation stands behind an activation of a vector.
    case cannotFold(layer: Int)
    /// A folded weight leaves the range of `Float`.
    case foldingOverflows(layer: Int)
    /// A variance is negative, or its sum with epsilon is not above 0, or leads out of the range of
    /// `Float`.
    case variance(layer: Int)
    /// A dropout rate is not at least 0 and below 1.
    case dropoutRate(layer: Int, rate: Double)
    /// Softmax follows planes, of which it is not known what belongs together.
    case softmaxOfPlanes(layer: Int, shape: FeatureShape)
    /// A number of a batch normalization is infinite or NaN.
    case nonFiniteParameter(layer: Int, name: String, index: Int)
    /// A layer has another number of biases than outputs.
    case biasCount(layer: Int, expected: Int, found: Int)
    /// Softmax stands before the last layer.
    case softmaxBeforeLastLayer(layer: Int)
    /// A weight is infinite or NaN.
    case nonFiniteWeight(layer: Int, row: Int, column: Int)
    /// A bias is infinite or NaN.
    case nonFiniteBias(layer: Int, index: Int)
    /// A parameter of the normalization is infinite or NaN.
    case nonFiniteNormalization(parameter: String)
    /// The standard deviation of the normalization is zero or negative.
    case standardDeviationNotPositive(Double)
    /// The normalization takes pixels, or the weights of the first layer, out of the range of
    /// `Float`.
    case normalizationOverflows
}

extension NetworkError: CustomStringConvertible {
    /// The error in one sentence.
    public var description: String {
        switch self {
        case .empty:
            "the network is empty: expected at least one layer, found none"
        case .emptyLayer(let layer, let inputs, let outputs):
            "layer \(layer) is empty: expected inputs and outputs, "
                + "found weights of shape [\(inputs), \(outputs)]"
        case .widthMismatch(let layer, let outputs, let nextInputs):
            "layer \(layer + 1) does not fit layer \(layer): expected \(outputs) inputs, "
                + "found \(nextInputs)"
        case .inputShapeMissing:
            "the shape of the input is missing: expected channels, height and width, found none"
        case .inputCount(let shape, let found):
            "the first layer wants \(found) inputs; expected \(shape.count), the values of "
                + "an example of shape \(shape)"
        case .channelMismatch(let layer, let expected, let found):
            "layer \(layer) has a wrong number of channels: expected \(expected), found \(found)"
        case .weightCount(let layer, let window, let found):
            "layer \(layer) has wrong weights: expected a multiple of the \(window) of the window "
                + "per output, found \(found)"
        case .invalidWindow(let layer):
            "layer \(layer) has a wrong window: expected a size and a stride of 1 or more and a "
                + "padding of 0 or more, all at most \(Window2D.largestExtent)"
        case .windowTooLarge(let layer, let window, let plane):
            "layer \(layer) has a window of \(window), which does not fit into planes of \(plane) "
                + "with their padding"
        case .poolPadding(let layer, let window):
            "layer \(layer) pads too much: expected less than the window of \(window)"
        case .tooManyValues(let layer, let shape):
            "layer \(layer) is too large: expected at most \(Layer.largestValueCount) values per "
                + "example, found \(shape)"
        case .planesExpected(let layer):
            "layer \(layer) stands behind a dense or flatten layer: expected planes, found a vector"
        case .flattenMissing(let layer, let shape):
            "layer \(layer) is dense: expected a vector from a flatten layer before it, found "
                + "planes \(shape)"
        case .denseExpectedAtEnd(let layer):
            "layer \(layer) is the last one: expected a dense layer after a flatten of channels "
                + "last, or after a batch normalization or scaling dropout behind an activation"
        case .cannotFold(let layer):
            "layer \(layer) is a batch normalization with an activation: expected no activation "
                + "before it"
        case .foldingOverflows(let layer):
            "layer \(layer) is too strong a factor: expected folded weights within the range of "
                + "Float, found larger ones"
        case .variance(let layer):
            "layer \(layer) has a wrong variance: expected numbers of 0 or more, with epsilon above "
                + "0, that give factors within the range of Float"
        case .dropoutRate(let layer, let rate):
            "layer \(layer) has a wrong dropout rate: expected at least 0 and below 1, found \(rate)"
        case .softmaxOfPlanes(let layer, let shape):
            "layer \(layer) ends in softmax: expected a vector, found planes \(shape)"
        case .nonFiniteParameter(let layer, let name, let index):
            "layer \(layer) has a wrong \(name) at [\(index)]: expected a finite number, "
                + "found infinity or NaN"
        case .biasCount(let layer, let expected, let found):
            "layer \(layer) has a wrong bias: expected \(expected) values, found \(found)"
        case .softmaxBeforeLastLayer(let layer):
            "layer \(layer) is not the last one: expected an elementwise activation, found softmax"
        case .nonFiniteWeight(let layer, let row, let column):
            "layer \(layer) has a wrong weight at [\(row), \(column)]: expected a finite number, "
                + "found infinity or NaN"
        case .nonFiniteBias(let layer, let index):
            "layer \(layer) has a wrong bias at [\(index)]: expected a finite number, "
                + "found infinity or NaN"
        case .nonFiniteNormalization(let parameter):
            "the normalization has a wrong \(parameter): expected a finite number, "
                + "found infinity or NaN"
        case .standardDeviationNotPositive(let value):
            "the normalization has a wrong std: expected a number above 0, found \(value)"
        case .normalizationOverflows:
            "the normalization is too strong: expected values within the range of Float, "
                + "found larger ones"
        }
    }
}
