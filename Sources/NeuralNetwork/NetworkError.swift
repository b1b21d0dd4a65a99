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
