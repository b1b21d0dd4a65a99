internal import NeuralNetwork
internal import ONNX
internal import TensorCore

/// Layers that other files bring along: values in another order or shape, and rounded ones.
extension ONNXGraphBuilder {
    /// The values as feature maps of a shape.
    mutating func reshaped(_ value: Value, to shape: FeatureShape, _ name: String) -> Value {
        let extents = [-1, shape.channels, shape.height, shape.width]
        let target = integers(extents.map(Int64.init), name: "shape.\(shape.extents)")
        return Value(
            name: node("Reshape", [value.name, target], name: name), shape: shape,
            isVector: false)
    }

    /// `Gather` of the values as a vector, with the constant after its last value.
    mutating func gather(_ layer: Gather, _ name: String, _ input: Value) -> Value {
        var value = vector(input, name: "\(name).input")
        let count = value.shape.count
        if layer.indices.contains(-1) {
            let pads = integers([0, 0, 0, 1], name: "pads.one-value")
            let fill = scalar(layer.fill, name: "\(name).fill")
            value.name = node("Pad", [value.name, pads, fill], name: "\(name).padded")
        }
        let indices = integers(
            layer.indices.map { Int64($0 < 0 ? count : $0) }, name: "\(name).indices")
        value.name = node(
            "Gather", [value.name, indices], name: "\(name).gathered", ["axis": .int(1)])
        return reshaped(value, to: layer.shape, name)
    }

    /// `Clip(Round(x · factor))`; both round halves to the even neighbour.
    mutating func quantized(_ layer: Quantize, _ name: String, _ input: Value) -> Value {
        let count = layer.factors.count
        let shape: [Int] = count == 1 ? [] : input.isVector ? [count] : [count, 1, 1]
        let factors = weights("\(name).factors", shape: shape, layer.factors)
        let product = node("Mul", [input.name, factors], name: "\(name).product")
        let rounded = node("Round", [product], name: "\(name).rounded")
        let bounds = [
            scalar(layer.minimum, name: "number.\(layer.minimum)"),
            scalar(layer.maximum, name: "number.\(layer.maximum)"),
        ]
        var value = input
        value.name = node("Clip", [rounded] + bounds, name: name)
        return value
    }

    /// What `DynamicQuantizeLinear` does for a batch, here for each image by itself.
    mutating func dynamicallyQuantized(_ name: String, _ input: Value) -> Value {
        let axes = ["axes": ONNXAttribute.ints(input.isVector ? [1] : [1, 2, 3])]
        let zero = scalar(0, name: "number.0")
        let steps = scalar(255, name: "number.255")
        let least = node("ReduceMin", [input.name], name: "\(name).least", axes)
        let smallest = node("Min", [least, zero], name: "\(name).smallest")
        let most = node("ReduceMax", [input.name], name: "\(name).most", axes)
        let largest = node("Max", [most, zero], name: "\(name).largest")
        let range = node("Sub", [largest, smallest], name: "\(name).range")
        let quotient = node("Div", [range, steps], name: "\(name).quotient")
        // An image of zeros stays what it is.
        let tiny = scalar(.leastNormalMagnitude, name: "number.tiny")
        let step = node("Max", [quotient, tiny], name: "\(name).step")
        func rounded(_ x: String, _ part: String, _ builder: inout ONNXGraphBuilder) -> String {
            let ratio = builder.node("Div", [x, step], name: "\(name).\(part)-ratio")
            return builder.node("Round", [ratio], name: "\(name).\(part)")
        }
        let offset = rounded(smallest, "offset", &self)
        let whole = rounded(input.name, "whole", &self)
        let shifted = node("Sub", [whole, offset], name: "\(name).shifted")
        let clipped = node("Clip", [shifted, zero, steps], name: "\(name).clipped")
        let centered = node("Add", [clipped, offset], name: "\(name).centered")
        var value = input
        value.name = node("Mul", [centered, step], name: name)
        return value
    }
}
