internal import NeuralNetwork
internal import ONNX
internal import TensorCore

/// What each kind of layer is in ONNX. A new kind of layer needs a case here.
extension ONNXGraphBuilder {
    /// Adds the nodes of a layer.
    ///
    /// - Parameter shape: What the layer gives for one image.
    mutating func append(
        _ layer: any Layer, _ description: LayerDescription, _ inputs: [Value],
        shape: FeatureShape, file: String
    ) throws(ConversionError) -> Value {
        let name = description.name
        var value =
            switch layer {
            case let layer as Dense: dense(layer, description, inputs[0])
            case let layer as Conv2D: convolution(layer, description, inputs[0])
            case let layer as BatchNorm: batchNorm(layer, description, inputs[0])
            case let layer as MaxPool2D: maxPool(layer, name, inputs[0])
            case let layer as AveragePool2D: averagePool(layer, name, inputs[0])
            case is GlobalAveragePool: pass(inputs[0], "GlobalAveragePool", name)
            case let layer as Flatten: flatten(layer, name, inputs[0])
            case let layer as Dropout: dropout(layer, name, inputs[0])
            case is ActivationLayer: inputs[0]
            case is Add: sum(inputs, name)
            case is Concatenate: concatenation(inputs, name)
            case is Multiply: product(inputs[0], inputs[1], name)
            case let layer as Reshape: reshaped(inputs[0], to: layer.shape, name)
            case let layer as Gather: gather(layer, name, inputs[0])
            case let layer as Quantize: quantized(layer, name, inputs[0])
            case is DynamicQuantize: dynamicallyQuantized(name, inputs[0])
            case let layer as QuantizedDense: dense(layer, description, inputs[0])
            case let layer as QuantizedConv2D: convolution(layer, description, inputs[0])
            case let layer as QuantizedAveragePool2D: averagePool(layer, name, inputs[0])
            case let layer as QuantizedAdd: sum(layer, name, inputs)
            default: throw .noONNXForm(file: file, layer: "layer \(name)")
            }
        value.shape = shape
        let codes = layer is MaxPool2D ? inputs[0].codes : layer.outputCodes
        if !(layer is Flatten || layer is Dropout) { value.codes = nil }
        value = try activated(value, layer.activation, name, file: file)
        return codes.map { coded(value, $0, name: name) } ?? value
    }

    /// A node that takes the value and keeps its axes.
    mutating func pass(
        _ value: Value, _ operatorType: String, _ name: String,
        _ attributes: [String: ONNXAttribute] = [:]
    ) -> Value {
        var value = value
        value.name = node(operatorType, [value.name], name: name, attributes)
        return value
    }
}

// MARK: - Layers with weights

extension ONNXGraphBuilder {
    /// `Gemm` with the weights in the order that the layer's file has them in.
    private mutating func dense(
        _ layer: Dense, _ description: LayerDescription, _ input: Value
    ) -> Value {
        let isTransposed = description.isOutputFirst
        let matrix = isTransposed ? layer.weights.transposed() : layer.weights
        let weight = weights(
            description.tensor("weight"), shape: [matrix.rows, matrix.columns], matrix.elements)
        let bias = weights(description.tensor("bias"), shape: [layer.bias.count], layer.bias)
        var value = vector(input, name: "\(description.name).input")
        value.name = node(
            "Gemm", [value.name, weight, bias], name: description.name,
            isTransposed ? ["transB": .int(1)] : [:])
        return value
    }

    private mutating func convolution(
        _ layer: Conv2D, _ description: LayerDescription, _ input: Value
    ) -> Value {
        let size = layer.window.size
        let weight = weights(
            description.tensor("weight"),
            shape: [
                layer.outputChannels, layer.weights.columns / size.area, size.height, size.width,
            ], layer.weights.elements)
        let bias = weights(description.tensor("bias"), shape: [layer.bias.count], layer.bias)
        var attributes = layer.window.attributes
        if layer.window.dilation != Size2D(1) { attributes["dilations"] = layer.window.dilations }
        if layer.groups != 1 { attributes["group"] = .int(Int64(layer.groups)) }
        var value = input
        value.name = node(
            "Conv", [input.name, weight, bias], name: description.name, attributes)
        return value
    }

    private mutating func batchNorm(
        _ layer: BatchNorm, _ description: LayerDescription, _ input: Value
    ) -> Value {
        let count = layer.mean.count
        let parts = [
            ("weight", layer.weight ?? Array(repeating: 1, count: count)),
            ("bias", layer.bias ?? Array(repeating: 0, count: count)),
            ("mean", layer.mean), ("variance", layer.variance),
        ].map { key, values in weights(description.tensor(key), shape: [count], values) }
        var value = input
        value.name = node(
            "BatchNormalization", [input.name] + parts, name: description.name,
            ["epsilon": .float(Float(layer.epsilon))])
        return value
    }
}

// MARK: - Pooling and moving

extension ONNXGraphBuilder {
    private mutating func maxPool(_ layer: MaxPool2D, _ name: String, _ input: Value) -> Value {
        var attributes = layer.window.attributes
        if layer.window.dilation != Size2D(1) { attributes["dilations"] = layer.window.dilations }
        return pass(input, "MaxPool", name, attributes)
    }

    mutating func averagePool(
        _ layer: AveragePool2D, _ name: String, _ input: Value
    ) -> Value {
        var attributes = layer.window.attributes
        if layer.window.padding != .none {
            attributes["count_include_pad"] = .int(layer.countsPadding ? 1 : 0)
        }
        if layer.window.dilation != Size2D(1) {
            require(opset: 19)
            attributes["dilations"] = layer.window.dilations
        }
        return pass(input, "AveragePool", name, attributes)
    }

    private mutating func flatten(_ layer: Flatten, _ name: String, _ input: Value) -> Value {
        guard layer.order == .channelsLast, !input.isVector, input.shape.channels > 1 else {
            return vector(input, name: name)
        }
        let pixels = pass(
            input, "Transpose", "\(name).channels-last", ["perm": .ints([0, 2, 3, 1])])
        return vector(pixels, name: name)
    }

    private mutating func dropout(_ layer: Dropout, _ name: String, _ input: Value) -> Value {
        guard layer.scalesAtInference else {
            var value = input
            let rate = scalar(Float(layer.rate), name: "\(name).rate")
            value.name = node("Dropout", [input.name, rate], name: name)
            return value
        }
        var value = input
        let factor = scalar(Float(1 - layer.rate), name: "\(name).factor")
        value.name = node("Mul", [input.name, factor], name: name)
        return value
    }
}

// MARK: - Branches

extension ONNXGraphBuilder {
    /// The inputs with the same axes: all vectors if one is.
    private mutating func aligned(_ inputs: [Value], _ name: String) -> [Value] {
        guard inputs.contains(where: \.isVector) else { return inputs }
        var aligned: [Value] = []
        for input in inputs { aligned.append(vector(input, name: "\(name).input")) }
        return aligned
    }

    mutating func sum(_ inputs: [Value], _ name: String) -> Value {
        let inputs = aligned(inputs, name)
        var value = inputs[0]
        for (index, input) in inputs.enumerated().dropFirst() {
            value.name = node(
                "Add", [value.name, input.name],
                name: index == inputs.count - 1 ? name : "\(name).part")
        }
        return value
    }

    private mutating func concatenation(_ inputs: [Value], _ name: String) -> Value {
        let inputs = aligned(inputs, name)
        var value = inputs[0]
        value.name = node("Concat", inputs.map(\.name), name: name, ["axis": .int(1)])
        return value
    }

    private mutating func product(_ maps: Value, _ gate: Value, _ name: String) -> Value {
        var gate = gate
        if maps.isVector {
            gate = vector(gate, name: "\(name).gate")
        } else if gate.isVector {
            let axes = integers([2, 3], name: "axes.height-width")
            gate.name = node("Unsqueeze", [gate.name, axes], name: "\(name).gate")
        }
        var value = maps
        value.name = node("Mul", [maps.name, gate.name], name: name)
        return value
    }
}

extension Window2D {
    /// Size, stride and padding as ONNX calls them.
    var attributes: [String: ONNXAttribute] {
        [
            "kernel_shape": size.attribute, "strides": stride.attribute,
            "pads": .ints(
                [padding.top, padding.left, padding.bottom, padding.right].map(Int64.init)),
        ]
    }

    var dilations: ONNXAttribute { dilation.attribute }
}

extension Size2D {
    fileprivate var attribute: ONNXAttribute { .ints([Int64(height), Int64(width)]) }
}
