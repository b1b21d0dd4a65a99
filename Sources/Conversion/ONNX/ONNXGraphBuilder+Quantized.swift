internal import NeuralNetwork
internal import ONNX
internal import TensorCore

/// Layers of integers as ONNX has them: real operators between QuantizeLinear and DequantizeLinear
/// (QDQ), which runtimes replace by operators of integers.
extension ONNXGraphBuilder {
    /// The value by way of its codes, if it does not come from them.
    mutating func coded(_ value: Value, _ codes: QuantizationParameters, name: String) -> Value {
        guard value.codes != codes else { return value }
        let parts = parameters(codes)
        var value = value
        let quantized = node("QuantizeLinear", [value.name] + parts, name: "\(name).codes")
        value.name = node("DequantizeLinear", [quantized] + parts, name: "\(name).values")
        value.codes = codes
        return value
    }

    /// The scale and the zero point.
    private mutating func parameters(_ codes: QuantizationParameters) -> [String] {
        let name = "codes.\(codes.scale).\(codes.zeroPoint)"
        let scale = weights("\(name).scale", shape: [], [codes.scale])
        return [
            scale, bytes("\(name).zero", .uint8, shape: [], [codes.zeroPoint]),
        ]
    }

    mutating func dense(
        _ layer: QuantizedDense, _ description: LayerDescription, _ input: Value
    ) -> Value {
        let (rows, columns) = (layer.weights.rows, layer.weights.columns)
        var values = [UInt8](repeating: 0, count: rows * columns)
        for m in 0..<rows {
            for k in 0..<columns {
                values[k * rows + m] = UInt8(bitPattern: layer.weights.values[m * columns + k])
            }
        }
        let sums = sums(
            layer.weights, layer.bias, layer.input, description, shape: [columns, rows], values,
            axis: 1)
        var value = vector(input, name: "\(description.name).vector")
        value = coded(value, layer.input, name: "\(description.name).input")
        value.name = node("Gemm", [value.name] + sums, name: description.name)
        value.codes = nil
        return value
    }

    mutating func convolution(
        _ layer: QuantizedConv2D, _ description: LayerDescription, _ input: Value
    ) -> Value {
        let size = layer.window.size
        let sums = sums(
            layer.weights, layer.bias, layer.input, description,
            shape: [
                layer.weights.rows, layer.weights.columns / size.area, size.height, size.width,
            ], layer.weights.values.map { UInt8(bitPattern: $0) }, axis: 0)
        var attributes = layer.window.attributes
        if layer.window.dilation != Size2D(1) { attributes["dilations"] = layer.window.dilations }
        if layer.groups != 1 { attributes["group"] = .int(Int64(layer.groups)) }
        var value = coded(input, layer.input, name: "\(description.name).input")
        value.name = node("Conv", [value.name] + sums, name: description.name, attributes)
        value.codes = nil
        return value
    }

    mutating func averagePool(
        _ layer: QuantizedAveragePool2D, _ name: String, _ input: Value
    ) -> Value {
        let value = coded(input, layer.input, name: "\(name).input")
        guard let window = layer.window else { return pass(value, "GlobalAveragePool", name) }
        return averagePool(
            AveragePool2D(window: window, countsPadding: layer.countsPadding), name, value)
    }

    mutating func sum(_ layer: QuantizedAdd, _ name: String, _ inputs: [Value]) -> Value {
        let first = coded(inputs[0], layer.first, name: "\(name).first")
        let second = coded(inputs[1], layer.second, name: "\(name).second")
        return sum([first, second], name)
    }

    /// Weights and biases of integers as real numbers.
    ///
    /// - Parameter axis: The axis of the outputs.
    private mutating func sums(
        _ weights: QuantizedWeights, _ bias: [Float], _ input: QuantizationParameters,
        _ description: LayerDescription, shape: [Int], _ values: [UInt8], axis: Int64
    ) -> [String] {
        let name = description.tensor("weight")
        let scale = self.weights(
            description.tensor("scale"), shape: [weights.rows], weights.scales)
        let type = integerWeights.type, zero = integerWeights.zeroPoint
        let integers = bytes(name, type, shape: shape, values.map { $0 &+ zero })
        // Without a zero point, 0 too, ONNX Runtime takes the product for one of real numbers.
        let zeros = bytes(
            "\(name).zero", type, shape: [weights.rows],
            Array(repeating: zero, count: weights.rows))
        let weight = node(
            "DequantizeLinear", [integers, scale, zeros], name: "\(name).values",
            ["axis": .int(axis)])
        let units = weights.scales.map { $0 * input.scale }
        let rounded = zip(bias, units).map { (Double($0) / Double($1)).rounded(.toNearestOrEven) }
        let biasName = description.tensor("bias")
        guard rounded.allSatisfy({ $0.magnitude < 0x1p31 }) else {
            return [weight, self.weights(biasName, shape: [bias.count], bias)]
        }
        let unit = self.weights("\(biasName).scale", shape: [bias.count], units)
        let codes = bytes(
            biasName, .int32, shape: [bias.count],
            rounded.flatMap { number in
                let pattern = UInt32(bitPattern: Int32(number))
                return (0..<4).map { UInt8(truncatingIfNeeded: pattern >> (8 * $0)) }
            })
        return [
            weight,
            node("DequantizeLinear", [codes, unit], name: "\(biasName).values", ["axis": .int(0)]),
        ]
    }
}

extension ONNXExport.IntegerWeights {
    var type: ONNXElementType { self == .uint8 ? .uint8 : .int8 }

    /// What stands for 0.
    var zeroPoint: UInt8 { self == .uint8 ? 128 : 0 }
}

extension Layer {
    /// The codes of what the layer gives, if it gives codes.
    var outputCodes: QuantizationParameters? {
        switch self {
        case let layer as QuantizedDense: layer.output
        case let layer as QuantizedConv2D: layer.output
        case let layer as QuantizedAveragePool2D: layer.output
        case let layer as QuantizedAdd: layer.output
        default: nil
        }
    }
}
