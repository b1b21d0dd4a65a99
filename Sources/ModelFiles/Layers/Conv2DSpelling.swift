package import NeuralNetwork
package import Safetensors
package import StrictJSON
internal import TensorCore

/// `conv2d`: the names of its tensors, whose shape tells the window's size, and the rest.
package struct Conv2DSpelling: LayerSpelling {
    package static let type = "conv2d"

    private var weight: String
    private var bias: String?
    private var order: ConvolutionOrder
    private var stride: Size2D
    private var padding: PaddingSpelling
    private var dilation: Size2D
    private var groups: Int
    package var activation: Activation

    package init(_ object: inout ManifestObject) throws(ManifestError) {
        weight = try object.string("weight")
        bias = try object.optionalString("bias")
        order = try object.choice("order")
        stride = try object.size("stride", default: Size2D(1))
        padding = try object.padding()
        dilation = try object.size("dilation", default: Size2D(1))
        groups = object.holds("groups") ? try object.integer("groups") : 1
        try object.check(padding, stride: stride)
        activation = try object.activation()
    }

    package init(_ layer: Conv2D, number: Int) {
        weight = "W\(number)"
        bias = "b\(number)"
        order = .outputInput
        stride = layer.window.stride
        padding = .sides(layer.window.padding)
        dilation = layer.window.dilation
        groups = layer.groups
        activation = layer.activation
    }

    package var members: [JSONValue.Member] {
        [.init("weight", .string(weight))] + .optional("bias", bias) + [
            .init("order", .string(order.rawValue)), .init("stride", stride.json),
            .init("padding", padding.json),
        ] + (dilation == Size2D(1) ? [] : [.init("dilation", dilation.json)])
            + (groups == 1 ? [] : [.init("groups", .integer(groups))]) + [
                .init("activation", activation.json)
            ]
    }

    package var weightOrder: String? { order.rawValue }
    package var tensorNames: [String] { [weight] + (bias.map { [$0] } ?? []) }

    package func layer(_ tensors: TensorReader) throws -> Conv2D {
        let (weights, size) = try tensors.convolutionWeights(weight, order)
        return Conv2D(
            weights: weights,
            bias: try bias.map { try tensors.bias($0, of: weight, weights.rows) },
            window: Window2D(
                size: size, stride: stride,
                padding: padding.sides(size: size, dilation: dilation), dilation: dilation),
            groups: groups, activation: activation)
    }

    package func tensors(of layer: Conv2D) -> [TensorData] {
        [weights(of: layer)] + .vector(bias, layer.bias)
    }

    private func weights(of layer: Conv2D) -> TensorData {
        let (outputs, size) = (layer.outputChannels, layer.window.size)
        let area = size.area
        let channels = layer.weights.columns / area
        switch order {
        case .outputInput:
            return TensorData(
                name: weight, shape: [outputs, channels, size.height, size.width],
                floats: layer.weights.elements)
        case .inputOutput:
            return TensorData(
                name: weight, shape: [size.height, size.width, channels, outputs],
                floats: (0..<layer.weights.elements.count).map { index in
                    let (rest, m) = index.quotientAndRemainder(dividingBy: outputs)
                    let (place, c) = rest.quotientAndRemainder(dividingBy: channels)
                    return layer.weights[m, c * area + place]
                })
        case .outputSpaceInput:
            return TensorData(
                name: weight, shape: [outputs, size.height, size.width, channels],
                floats: (0..<layer.weights.elements.count).map { index in
                    let (rest, c) = index.quotientAndRemainder(dividingBy: channels)
                    let (m, place) = rest.quotientAndRemainder(dividingBy: area)
                    return layer.weights[m, c * area + place]
                })
        }
    }

    package func text(shapes: [String: [Int]]) -> String {
        "conv2d \(order.text(weight, bias, shapes)), stride \(stride), padding \(paddingText), "
            + (dilation == Size2D(1) ? "" : "dilation \(dilation), ")
            + (groups == 1 ? "" : "\(groups) groups, ") + "\(activation)"
    }

    private var paddingText: String {
        if case .sides(let sides) = padding { return "\(sides)" }
        return "same"
    }
}

/// In which order the axes of a convolution's weights are stored.
enum ConvolutionOrder: String, CaseIterable, Hashable, Sendable {
    /// `[height, width, inputs, outputs]`, as in Keras.
    case inputOutput = "input-output"
    /// `[outputs, inputs, height, width]`, as in PyTorch.
    case outputInput = "output-input"
    /// `[outputs, height, width, inputs]`, as in MLX.
    case outputSpaceInput = "output-space-input"
}
