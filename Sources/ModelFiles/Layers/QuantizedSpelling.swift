internal import FileIO
package import NeuralNetwork
package import Safetensors
package import StrictJSON
internal import TensorCore

// Layers of integers: weights of I8, a scale for each output, the codes of what they read and give.

/// The tensors that sums of integers have.
struct QuantizedTensors: Hashable {
    let weight: String
    let scale: String
    let bias: String

    init(number: Int) {
        (weight, scale, bias) = ("W\(number)", "W\(number).scale", "b\(number)")
    }

    init(_ object: inout ManifestObject) throws(ManifestError) {
        weight = try object.string("weight")
        scale = try object.string("scale")
        bias = try object.string("bias")
    }

    var members: [JSONValue.Member] {
        [
            .init("weight", .string(weight)), .init("scale", .string(scale)),
            .init("bias", .string(bias)),
        ]
    }

    var names: [String] { [weight, scale, bias] }

    /// The tensors of weights, of which a shape is given.
    func data(_ weights: QuantizedWeights, _ values: [Float], shape: [Int]) -> [TensorData] {
        [
            TensorData(
                name: weight, dtype: .i8, shape: shape,
                bytes: weights.values.map { UInt8(bitPattern: $0) })
        ] + .vector(scale, weights.scales) + .vector(bias, values)
    }

    /// Reads the tensors.
    ///
    /// - Parameter rank: The number of axes of the weights, outputs first.
    func read(
        _ tensors: TensorReader, rank: Int
    ) throws -> (weights: QuantizedWeights, shape: [Int], bias: [Float]) {
        let (values, shape) = try tensors.quantizedWeights(weight, rank: rank)
        let scales = try tensors.bias(scale, of: weight, shape[0])
        return (
            QuantizedWeights(values: values, scales: scales), shape,
            try tensors.bias(bias, of: weight, shape[0])
        )
    }

    /// `W1 [512, 784] of 8 bits + b1`.
    func text(_ shapes: [String: [Int]]) -> String {
        "\(displayName(weight))\(shapes[weight].map { " \($0)" } ?? "") of 8 bits"
            + " + \(displayName(bias))"
    }
}

extension QuantizationParameters {
    /// The object of a manifest.
    var json: JSONValue {
        .object([
            // The shortest decimal number that is read back as the same Float.
            .init("scale", .double(Double("\(scale)") ?? .nan)),
            .init("zero-point", .integer(Int(zeroPoint))),
        ])
    }
}

extension ManifestObject {
    /// The scale and the zero point of codes.
    mutating func quantization(_ key: String) throws(ManifestError) -> QuantizationParameters {
        var object = try object(key)
        let scale = Float(try object.number("scale"))
        let zeroPoint = try object.integer("zero-point")
        guard let code = UInt8(exactly: zeroPoint) else {
            throw ManifestError(
                reason: "\(object.place("zero-point")): expected 0 to 255, found \(zeroPoint)")
        }
        try object.finish()
        return QuantizationParameters(scale: scale, zeroPoint: code)
    }

    /// The same, `nil` for real numbers if the key is left out.
    mutating func optionalQuantization(_ key: String) throws(ManifestError)
        -> QuantizationParameters?
    {
        holds(key) ? try quantization(key) : nil
    }
}

extension [JSONValue.Member] {
    /// A member with a quantization, or none.
    fileprivate static func optional(_ key: String, _ codes: QuantizationParameters?) -> Self {
        codes.map { [.init(key, $0.json)] } ?? []
    }
}

/// `quantized-dense`: weights `[outputs, inputs]`.
package struct QuantizedDenseSpelling: LayerSpelling {
    package static let type = "quantized-dense"

    private let parts: QuantizedTensors
    private let input: QuantizationParameters
    private let output: QuantizationParameters?
    package let activation: Activation

    package init(_ object: inout ManifestObject) throws(ManifestError) {
        parts = try QuantizedTensors(&object)
        input = try object.quantization("input")
        output = try object.optionalQuantization("output")
        activation = try object.activation()
    }

    package init(_ layer: QuantizedDense, number: Int) {
        parts = QuantizedTensors(number: number)
        (input, output, activation) = (layer.input, layer.output, layer.activation)
    }

    package var members: [JSONValue.Member] {
        parts.members + [.init("input", input.json)] + .optional("output", output) + [
            .init("activation", activation.json)
        ]
    }

    package var weightOrder: String? { WeightOrder.outputInput.rawValue }
    package var tensorNames: [String] { parts.names }

    package func layer(_ tensors: TensorReader) throws -> QuantizedDense {
        let (weights, _, bias) = try parts.read(tensors, rank: 2)
        return QuantizedDense(
            weights: weights, bias: bias, input: input, output: output, activation: activation)
    }

    package func tensors(of layer: QuantizedDense) -> [TensorData] {
        parts.data(
            layer.weights, layer.bias, shape: [layer.weights.rows, layer.weights.columns])
    }

    package func text(shapes: [String: [Int]]) -> String {
        "quantized-dense \(parts.text(shapes)), \(activation), from \(input)"
            + (output.map { " to \($0)" } ?? "")
    }

    package func extent(shapes: (String) -> [Int]?) -> (inputs: Int, outputs: Int)? {
        guard let shape = shapes(parts.weight), shape.count == 2 else { return nil }
        return (shape[1], shape[0])
    }
}

/// `quantized-conv2d`: weights `[outputs, inputs per group, height, width]`.
package struct QuantizedConv2DSpelling: LayerSpelling {
    package static let type = "quantized-conv2d"

    private let parts: QuantizedTensors
    private let stride: Size2D
    private let padding: PaddingSpelling
    private let dilation: Size2D
    private let groups: Int
    private let input: QuantizationParameters
    private let output: QuantizationParameters?
    package let activation: Activation

    package init(_ object: inout ManifestObject) throws(ManifestError) {
        parts = try QuantizedTensors(&object)
        stride = try object.size("stride", default: Size2D(1))
        padding = try object.padding()
        dilation = try object.size("dilation", default: Size2D(1))
        groups = object.holds("groups") ? try object.integer("groups") : 1
        try object.check(padding, stride: stride)
        input = try object.quantization("input")
        output = try object.optionalQuantization("output")
        activation = try object.activation()
    }

    package init(_ layer: QuantizedConv2D, number: Int) {
        parts = QuantizedTensors(number: number)
        stride = layer.window.stride
        padding = .sides(layer.window.padding)
        dilation = layer.window.dilation
        groups = layer.groups
        (input, output, activation) = (layer.input, layer.output, layer.activation)
    }

    package var members: [JSONValue.Member] {
        parts.members + [.init("stride", stride.json), .init("padding", padding.json)]
            + (dilation == Size2D(1) ? [] : [.init("dilation", dilation.json)])
            + (groups == 1 ? [] : [.init("groups", .integer(groups))])
            + [.init("input", input.json)] + .optional("output", output) + [
                .init("activation", activation.json)
            ]
    }

    package var weightOrder: String? { WeightOrder.outputInput.rawValue }
    package var tensorNames: [String] { parts.names }

    package func layer(_ tensors: TensorReader) throws -> QuantizedConv2D {
        let (weights, shape, bias) = try parts.read(tensors, rank: 4)
        let size = Size2D(height: shape[2], width: shape[3])
        return QuantizedConv2D(
            weights: weights, bias: bias,
            window: Window2D(
                size: size, stride: stride,
                padding: padding.sides(size: size, dilation: dilation), dilation: dilation),
            groups: groups, input: input, output: output, activation: activation)
    }

    package func tensors(of layer: QuantizedConv2D) -> [TensorData] {
        let (weights, size) = (layer.weights, layer.window.size)
        return parts.data(
            weights, layer.bias,
            shape: [weights.rows, weights.columns / size.area, size.height, size.width])
    }

    package func text(shapes: [String: [Int]]) -> String {
        "quantized-conv2d \(parts.text(shapes)), stride \(stride), "
            + (groups == 1 ? "" : "\(groups) groups, ") + "\(activation), from \(input)"
            + (output.map { " to \($0)" } ?? "")
    }
}

/// `quantized-average-pool2d`: its window, the whole feature map if there is none.
package struct QuantizedAveragePool2DSpelling: LayerSpelling {
    package static let type = "quantized-average-pool2d"

    private let pool: QuantizedAveragePool2D

    package init(_ object: inout ManifestObject) throws(ManifestError) {
        pool = QuantizedAveragePool2D(
            window: object.holds("size") ? try object.window() : nil,
            countsPadding: try object.flag("count-include-padding"),
            input: try object.quantization("input"), output: try object.quantization("output"))
    }

    package init(_ layer: QuantizedAveragePool2D, number: Int) { pool = layer }

    package var members: [JSONValue.Member] {
        (pool.window?.members ?? [])
            + (pool.countsPadding ? [.init("count-include-padding", .bool(true))] : []) + [
                .init("input", pool.input.json), .init("output", pool.output.json),
            ]
    }

    package func layer(_ tensors: TensorReader) -> QuantizedAveragePool2D { pool }

    package func text(shapes: [String: [Int]]) -> String {
        "quantized-average-pool2d \(pool.window.map { "\($0)" } ?? "over all"), "
            + "from \(pool.input) to \(pool.output)"
    }
}

/// `quantized-add`: the codes of its two inputs and of the sum.
package struct QuantizedAddSpelling: LayerSpelling {
    package static let type = "quantized-add"

    private let sum: QuantizedAdd
    package var activation: Activation { sum.activation }

    package init(_ object: inout ManifestObject) throws(ManifestError) {
        sum = QuantizedAdd(
            first: try object.quantization("first"), second: try object.quantization("second"),
            output: try object.quantization("output"), activation: try object.optionalActivation())
    }

    package init(_ layer: QuantizedAdd, number: Int) { sum = layer }

    package var members: [JSONValue.Member] {
        [
            .init("first", sum.first.json), .init("second", sum.second.json),
            .init("output", sum.output.json), .init("activation", sum.activation.json),
        ]
    }

    package func layer(_ tensors: TensorReader) -> QuantizedAdd { sum }

    package func text(shapes: [String: [Int]]) -> String {
        "quantized-add \(sum.activation), from \(sum.first) and \(sum.second) to \(sum.output)"
    }
}
