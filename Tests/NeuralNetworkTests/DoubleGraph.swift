import Foundation
import NeuralNetwork
import TensorCore

/// The layers of a graph in `Double`, written down from their formulas, one value at a time.
struct DoubleGraph {
    private let graph: NetworkGraph

    init(_ graph: NetworkGraph) {
        self.graph = graph
    }

    /// A value of the graph: `[C, H, W]`, row-major.
    struct Value {
        var shape: FeatureShape
        var values: [Double]

        subscript(channel: Int, row: Int, column: Int) -> Double {
            values[(channel * shape.height + row) * shape.width + column]
        }
    }

    /// The outputs for one example, before a final softmax.
    func logits(_ x: [Float], _ shape: FeatureShape) -> [Double] {
        var values = [Value(shape: shape, values: x.map { Double($0) })]
        for node in graph.nodes {
            let inputs = node.inputs.map { values[($0.layerIndex ?? -1) + 1] }
            var value = apply(node.layer, inputs)
            value.values = value.values.map { activate(node.layer.activation, $0) }
            values.append(value)
        }
        return values[values.count - 1].values
    }

    private func apply(_ layer: any Layer, _ inputs: [Value]) -> Value {
        let x = inputs[0]
        switch layer {
        case let dense as Dense:
            return .vector(
                dense.bias.indices.map { m in
                    x.values.indices.reduce(Double(dense.bias[m])) {
                        $0 + x.values[$1] * Double(dense.weights[$1, m])
                    }
                })
        case let conv as Conv2D:
            return convolve(conv, x)
        case let pool as MaxPool2D:
            return slide(pool.window, x, channels: x.shape.channels) { channel, places in
                places.compactMap { x.inside(channel, $0) }.max() ?? 0
            }
        case let pool as AveragePool2D:
            return slide(pool.window, x, channels: x.shape.channels) { channel, places in
                let seen = places.compactMap { x.inside(channel, $0) }
                return seen.reduce(0, +) / Double(pool.countsPadding ? places.count : seen.count)
            }
        case is GlobalAveragePool:
            let area = x.shape.size.area
            return .vector(
                (0..<x.shape.channels).map { channel in
                    x.values[channel * area..<(channel + 1) * area].reduce(0, +) / Double(area)
                })
        case let norm as BatchNorm:
            return x.byChannel { channel, value in
                (value - Double(norm.mean[channel]))
                    / (Double(norm.variance[channel]) + norm.epsilon).squareRoot()
                    * Double(norm.weight?[channel] ?? 1) + Double(norm.bias?[channel] ?? 0)
            }
        case let flatten as Flatten:
            guard flatten.order == .channelsLast else { return .vector(x.values) }
            var values: [Double] = []
            for row in 0..<x.shape.height {
                for column in 0..<x.shape.width {
                    values += (0..<x.shape.channels).map { x[$0, row, column] }
                }
            }
            return .vector(values)
        case let dropout as Dropout:
            let factor = dropout.scalesAtInference ? 1 - dropout.rate : 1
            return x.byChannel { $1 * factor }
        case is ActivationLayer:
            return x
        case is Add:
            return Value(
                shape: x.shape,
                values: x.values.indices.map { k in inputs.reduce(0) { $0 + $1.values[k] } })
        case is Concatenate:
            return Value(
                shape: FeatureShape(
                    channels: inputs.reduce(0) { $0 + $1.shape.channels }, size: x.shape.size),
                values: inputs.flatMap(\.values))
        case is Multiply:
            let gate = inputs[1].values
            let area = x.values.count / gate.count
            return Value(
                shape: x.shape,
                values: x.values.indices.map { x.values[$0] * gate[$0 / area] })
        default:
            preconditionFailure("there is no reference for \(layer)")
        }
    }

    private func convolve(_ conv: Conv2D, _ x: Value) -> Value {
        let area = conv.window.size.area
        let inputs = conv.weights.columns / area
        let outputsPerGroup = conv.weights.rows / (x.shape.channels / inputs)
        return slide(conv.window, x, channels: conv.weights.rows) { m, places in
            let first = m / outputsPerGroup * inputs
            var sum = Double(conv.bias[m])
            for c in 0..<inputs {
                for (k, place) in places.enumerated() {
                    sum += (x.inside(first + c, place) ?? 0) * Double(conv.weights[m, c * area + k])
                }
            }
            return sum
        }
    }

    /// Evaluates `value` for each output map and each position of the window.
    private func slide(
        _ window: Window2D, _ x: Value, channels: Int,
        value: (_ channel: Int, _ places: [(row: Int, column: Int)]) -> Double
    ) -> Value {
        guard let size = window.outputSize(of: x.shape.size) else {
            preconditionFailure("a window of \(window.size) does not fit \(x.shape)")
        }
        var values: [Double] = []
        for channel in 0..<channels {
            for i in 0..<size.height {
                for j in 0..<size.width {
                    values.append(value(channel, window.places(i, j)))
                }
            }
        }
        return Value(shape: FeatureShape(channels: channels, size: size), values: values)
    }
}

extension Window2D {
    /// The rows and columns that the window sees for output (i, j), those outside included.
    fileprivate func places(_ i: Int, _ j: Int) -> [(row: Int, column: Int)] {
        (0..<size.area).map { k in
            (
                i * stride.height - padding.top + k / size.width * dilation.height,
                j * stride.width - padding.left + k % size.width * dilation.width
            )
        }
    }
}

extension DoubleGraph.Value {
    fileprivate static func vector(_ values: [Double]) -> Self {
        Self(shape: .vector(values.count), values: values)
    }

    /// The value at a place, or `nil` in the padding.
    fileprivate func inside(_ channel: Int, _ place: (row: Int, column: Int)) -> Double? {
        (0..<shape.height).contains(place.row) && (0..<shape.width).contains(place.column)
            ? self[channel, place.row, place.column] : nil
    }

    fileprivate func byChannel(_ f: (Int, Double) -> Double) -> Self {
        let area = values.count / shape.channels
        return Self(
            shape: shape, values: values.indices.map { f($0 / area, values[$0]) })
    }
}

/// An activation in `Double`; softmax is left out.
private func activate(_ activation: Activation, _ x: Double) -> Double {
    guard case .elementwise(let function) = activation else { return x }
    let parameters = Dictionary(
        uniqueKeysWithValues: function.parameters.map { ($0.name, Double($0.value)) })
    func parameter(_ name: String) -> Double { parameters[name] ?? .nan }
    switch function.name {
    case "identity": return x
    case "step": return x > 0 ? 1 : 0
    case "sigmoid": return 1 / (1 + exp(-x))
    case "tanh": return tanh(x)
    case "relu": return max(x, 0)
    case "leaky-relu": return x >= 0 ? x : parameter("slope") * x
    case "clipped-relu": return min(max(x, 0), parameter("maximum"))
    case "elu": return x >= 0 ? x : parameter("alpha") * (exp(x) - 1)
    case "gelu": return x / 2 * erfc(-x / 2.0.squareRoot())
    case "gelu-tanh":
        return x / 2 * (1 + tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)))
    case "silu": return x / (1 + exp(-x))
    case "hard-sigmoid": return min(max(parameter("slope") * x + parameter("offset"), 0), 1)
    case "hard-swish": return x * min(max(x / 6 + 0.5, 0), 1)
    case "mish": return x * tanh(log1p(exp(x)))
    case "softplus": return log1p(exp(x))
    case "softsign": return x / (1 + abs(x))
    case "abs": return abs(x)
    case "erf": return erf(x)
    default: preconditionFailure("there is no reference for \(activation)")
    }
}
