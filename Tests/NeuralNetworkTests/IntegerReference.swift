import NeuralNetwork
import TensorCore

/// A network of integers computed as it is written down: loops over `Int`, one image at a time.
struct IntegerReference {
    /// Feature maps `[C, H, W]` of codes, or of real numbers at the end.
    enum Value {
        case codes([Int], FeatureShape)
        case floats([Float])

        var codes: [Int] { if case .codes(let codes, _) = self { codes } else { [] } }
        var shape: FeatureShape {
            if case .codes(_, let shape) = self { shape } else { .vector(0) }
        }
    }

    /// The outputs for the codes of an image, `[C, H, W]`.
    static func outputs(_ network: Network, _ image: [UInt8]) -> [Float] {
        var values: [Value] = [.codes(image.map(Int.init), network.shapes[0])]
        for node in network.graph.nodes {
            values.append(
                value(node.layer, node.inputs.map { values[($0.layerIndex ?? -1) + 1] }))
        }
        if case .floats(let floats)? = values.last { return floats }
        return []
    }

    private static func value(_ layer: any Layer, _ inputs: [Value]) -> Value {
        let (x, shape) = (inputs[0].codes, inputs[0].shape)
        switch layer {
        case let layer as QuantizedDense:
            let sums = (0..<layer.weights.rows).map { m in
                x.indices.reduce(0) {
                    $0 + (x[$1] - Int(layer.input.zeroPoint))
                        * Int(layer.weights.values[m * x.count + $1])
                }
            }
            return given(
                sums, layer.weights.scales, layer.bias, layer.input, layer.output,
                layer.activation, .vector(sums.count))
        case let layer as QuantizedConv2D:
            return convolution(layer, x, shape)
        case let layer as MaxPool2D:
            return pool(layer.window, x, shape) { inside, _ in inside.max() ?? 0 }
        case let layer as QuantizedAveragePool2D:
            let window = layer.window ?? Window2D(size: shape.size)
            return pool(window, x, shape) { inside, area in
                let sum = inside.reduce(0) { $0 + $1 - Int(layer.input.zeroPoint) }
                let factor = Float(
                    Double(layer.input.scale) / Double(layer.output.scale)
                        / Double(layer.countsPadding ? area : inside.count))
                return code(
                    Float(layer.output.zeroPoint).addingProduct(Float(sum), factor), lowest: 0)
            }
        case let layer as QuantizedAdd:
            let lowest = layer.activation == .relu ? Int(layer.output.zeroPoint) : 0
            let factors = [layer.first, layer.second].map {
                Float(Double($0.scale) / Double(layer.output.scale))
            }
            let sums = zip(x, inputs[1].codes).map { a, b in
                code(
                    Float(layer.output.zeroPoint)
                        .addingProduct(Float(b - Int(layer.second.zeroPoint)), factors[1])
                        .addingProduct(Float(a - Int(layer.first.zeroPoint)), factors[0]),
                    lowest: lowest)
            }
            return .codes(sums, shape)
        case is Flatten:
            return .codes(x, .vector(x.count))
        default:
            return .floats([])
        }
    }

    private static func code(_ t: Float, lowest: Int) -> Int {
        Int(min(max(t, Float(lowest)), 255).rounded(.toNearestOrEven))
    }

    private static func given(
        _ sums: [Int], _ scales: [Float], _ bias: [Float], _ input: QuantizationParameters,
        _ output: QuantizationParameters?, _ activation: Activation, _ shape: FeatureShape
    ) -> Value {
        let area = shape.size.area
        var floats: [Float] = []
        var codes: [Int] = []
        for (index, sum) in sums.enumerated() {
            let m = index / area
            let unit = Double(input.scale) * Double(scales[m])
            if let output, activation == .identity || activation == .relu {
                let shift = Float(Double(bias[m]) / Double(output.scale) + Double(output.zeroPoint))
                let t = shift.addingProduct(Float(sum), Float(unit / Double(output.scale)))
                codes.append(
                    code(t, lowest: activation == .relu ? Int(output.zeroPoint) : 0))
                continue
            }
            let real = bias[m].addingProduct(Float(sum), Float(unit))
            let value = activation == .softmax ? real : activation(real)
            if let output {
                codes.append(
                    code(Float(output.zeroPoint).addingProduct(value, 1 / output.scale), lowest: 0))
            } else {
                floats.append(value)
            }
        }
        return output == nil ? .floats(floats) : .codes(codes, shape)
    }

    /// The value of a tap, `nil` outside of the feature map.
    private static func tap(
        _ window: Window2D, _ x: [Int], _ shape: FeatureShape, _ c: Int, _ i: Int, _ j: Int,
        _ tap: Int
    ) -> Int? {
        let (ky, kx) = tap.quotientAndRemainder(dividingBy: window.size.width)
        let row = i * window.stride.height + ky * window.dilation.height - window.padding.top
        let column = j * window.stride.width + kx * window.dilation.width - window.padding.left
        guard (0..<shape.height).contains(row), (0..<shape.width).contains(column) else {
            return nil
        }
        return x[(c * shape.height + row) * shape.width + column]
    }

    private static func convolution(
        _ layer: QuantizedConv2D, _ x: [Int], _ shape: FeatureShape
    ) -> Value {
        let size = layer.window.outputSize(of: shape.size) ?? Size2D(0)
        let (area, outputs) = (layer.window.size.area, layer.weights.rows)
        let perGroup = layer.weights.columns / area
        var sums: [Int] = []
        for m in 0..<outputs {
            for i in 0..<size.height {
                for j in 0..<size.width {
                    var sum = 0
                    for k in 0..<layer.weights.columns {
                        let c = m / (outputs / layer.groups) * perGroup + k / area
                        guard let q = tap(layer.window, x, shape, c, i, j, k % area) else {
                            continue
                        }
                        sum +=
                            (q - Int(layer.input.zeroPoint))
                            * Int(layer.weights.values[m * layer.weights.columns + k])
                    }
                    sums.append(sum)
                }
            }
        }
        return given(
            sums, layer.weights.scales, layer.bias, layer.input, layer.output, layer.activation,
            FeatureShape(channels: outputs, size: size))
    }

    private static func pool(
        _ window: Window2D, _ x: [Int], _ shape: FeatureShape,
        _ value: (_ inside: [Int], _ area: Int) -> Int
    ) -> Value {
        let size = window.outputSize(of: shape.size) ?? Size2D(0)
        var codes: [Int] = []
        for c in 0..<shape.channels {
            for i in 0..<size.height {
                for j in 0..<size.width {
                    let inside = (0..<window.size.area).compactMap {
                        tap(window, x, shape, c, i, j, $0)
                    }
                    codes.append(value(inside, window.size.area))
                }
            }
        }
        return .codes(codes, FeatureShape(channels: shape.channels, size: size))
    }
}
