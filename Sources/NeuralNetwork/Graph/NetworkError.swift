public import TensorCore

/// Why layers do not make a network.
///
/// Layers, rows and columns are counted from 0. Layers are named by their place, and by their name
/// if they have one.
public enum NetworkError: Error, Hashable, Sendable {
    /// There are no layers.
    case empty
    /// A layer has no inputs or no outputs.
    case emptyLayer(layer: LayerPosition, inputs: Int, outputs: Int)
    /// There are more layers than ``Network/largestLayerCount``.
    case tooManyLayers(found: Int)
    /// A layer has fewer or more inputs than it takes.
    case inputsOfLayer(layer: LayerPosition, expected: ClosedRange<Int>, found: Int)
    /// No layer reads what a layer gives, and it is not the last one.
    case unusedOutput(layer: LayerPosition)
    /// Two layers have the same name; this is the second one.
    case duplicateName(layer: LayerPosition)
    /// A dense layer takes another number of values than the layer before it gives.
    case widthMismatch(layer: LayerPosition, previous: LayerPosition, outputs: Int, inputs: Int)
    /// The inputs of a layer have shapes that do not fit together.
    case shapeMismatch(layer: LayerPosition, expected: FeatureShape, found: FeatureShape)
    /// More values are needed at once than ``Network/largestLiveCount``.
    case tooManyLiveValues(found: Int)
    /// What a kind of layer that this module does not know refuses.
    case other(layer: LayerPosition, reason: String)
    /// The first layer does not tell what it takes, and the caller did not say.
    case inputShapeMissing
    /// The first layer takes another number of values than an example has.
    case inputCount(shape: FeatureShape, found: Int)
    /// A convolution, pooling or batch normalization is made for another number of channels, or
    /// the parts of a batch normalization are not as many.
    case channelMismatch(layer: LayerPosition, expected: Int, found: Int)
    /// The weights of a convolution are not whole windows.
    case weightCount(layer: LayerPosition, window: Size2D, found: Int)
    /// The number of groups of a convolution does not divide the number of its outputs.
    case groups(layer: LayerPosition, outputs: Int, found: Int)
    /// A size, stride or dilation is below 1, a padding below 0, or one of them beyond all use.
    case invalidWindow(layer: LayerPosition)
    /// The window is larger than the feature map with its padding.
    case windowTooLarge(layer: LayerPosition, window: Size2D, featureMap: Size2D)
    /// A pooling has a padding as large as its window, which would see nothing there.
    case poolPadding(layer: LayerPosition, window: Size2D)
    /// An example would have more values than ``Network/largestValueCount`` in a layer.
    case tooManyValues(layer: LayerPosition, shape: FeatureShape)
    /// A layer of feature maps stands after a dense or flatten layer.
    case featureMapsExpected(layer: LayerPosition)
    /// A dense layer stands after feature maps.
    case flattenMissing(layer: LayerPosition, shape: FeatureShape)
    /// A folded weight leaves the range of `Float`.
    case foldingOverflows(layer: LayerPosition)
    /// A variance is negative, or its sum with epsilon is not above 0, or leads out of the range of
    /// `Float`.
    case variance(layer: LayerPosition)
    /// A dropout rate is not at least 0 and below 1.
    case dropoutRate(layer: LayerPosition, rate: Double)
    /// Softmax follows feature maps, of which it is not known what belongs together.
    case softmaxOfFeatureMaps(layer: LayerPosition, shape: FeatureShape)
    /// A number of a batch normalization is infinite or NaN.
    case nonFiniteParameter(layer: LayerPosition, name: String, index: Int)
    /// A parameter of an activation is infinite or NaN.
    case activationParameter(layer: LayerPosition, name: String)
    /// A layer has another number of biases than outputs.
    case biasCount(layer: LayerPosition, expected: Int, found: Int)
    /// Softmax stands before the last layer.
    case softmaxBeforeLastLayer(layer: LayerPosition)
    /// A weight is infinite or NaN.
    case nonFiniteWeight(layer: LayerPosition, row: Int, column: Int)
    /// A bias is infinite or NaN.
    case nonFiniteBias(layer: LayerPosition, index: Int)
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
        case .tooManyLayers(let found):
            "the network is too large: expected at most \(Network.largestLayerCount) layers, "
                + "found \(found)"
        case .inputsOfLayer(let layer, let expected, let found):
            "layer \(layer) has a wrong number of inputs: expected \(Self.text(expected)), "
                + "found \(found)"
        case .unusedOutput(let layer):
            "the output of layer \(layer) is not used: expected each but the last to be an input of "
                + "another layer"
        case .duplicateName(let layer):
            "layer \(layer) has the name of a layer before it: expected different names"
        case .widthMismatch(let layer, let previous, let outputs, let inputs):
            "layer \(layer) does not fit layer \(previous): expected \(outputs) inputs, "
                + "found \(inputs)"
        case .shapeMismatch(let layer, let expected, let found):
            "layer \(layer) has inputs that do not fit together: expected \(expected), "
                + "found \(found)"
        case .tooManyLiveValues(let found):
            "the network is too wide: expected at most \(Network.largestLiveCount) values at once, "
                + "found \(found)"
        case .other(let layer, let reason):
            "layer \(layer) \(reason)"
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
        case .groups(let layer, let outputs, let found):
            "layer \(layer) has a wrong number of groups: expected a divisor of its \(outputs) "
                + "outputs, found \(found)"
        case .invalidWindow(let layer):
            "layer \(layer) has a wrong window: expected a size, a stride and a dilation of 1 or "
                + "more and a padding of 0 or more, all at most \(Window2D.largestExtent)"
        case .windowTooLarge(let layer, let window, let featureMap):
            "layer \(layer) has a window of \(window), which does not fit into feature maps of \(featureMap) "
                + "with their padding"
        case .poolPadding(let layer, let window):
            "layer \(layer) pads too much: expected less than the window of \(window)"
        case .tooManyValues(let layer, let shape):
            "layer \(layer) is too large: expected at most \(Network.largestValueCount) values per "
                + "example, found \(shape)"
        case .featureMapsExpected(let layer):
            "layer \(layer) comes after a dense or flatten layer: expected feature maps, found a vector"
        case .flattenMissing(let layer, let shape):
            "layer \(layer) is dense: expected a vector from a flatten layer before it, found "
                + "feature maps \(shape)"
        case .foldingOverflows(let layer):
            "layer \(layer) is too strong a factor: expected folded weights within the range of "
                + "Float, found larger ones"
        case .variance(let layer):
            "layer \(layer) has a wrong variance: expected numbers of 0 or more, with epsilon above "
                + "0, that give factors within the range of Float"
        case .dropoutRate(let layer, let rate):
            "layer \(layer) has a wrong dropout rate: expected at least 0 and below 1, found \(rate)"
        case .softmaxOfFeatureMaps(let layer, let shape):
            "layer \(layer) ends in softmax: expected a vector, found feature maps \(shape)"
        case .nonFiniteParameter(let layer, let name, let index):
            "layer \(layer) has a wrong \(name) at [\(index)]: expected a finite number, "
                + "found infinity or NaN"
        case .activationParameter(let layer, let name):
            "layer \(layer) has a wrong \(name) of its activation: expected a finite number, "
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
    private static func text(_ arity: ClosedRange<Int>) -> String {
        arity.upperBound == arity.lowerBound
            ? "\(arity.lowerBound)"
            : "\(arity.lowerBound) to \(arity.upperBound)"
    }
}
