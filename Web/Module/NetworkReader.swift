internal import FileIO
internal import Safetensors
internal import StrictJSON
internal import TensorCore

/// Why a model cannot be used in a browser.
struct BrowserError: Error {
    let sentence: String

    init(_ sentence: String) { self.sentence = sentence }
}

/// Makes a network of the layers of a manifest and the tensors of its file.
struct NetworkReader {
    let file: SafetensorsFile
    let scale: Double
    let mean: Double
    let std: Double

    /// Reads the layers under a key of the manifest.
    ///
    /// - Parameter endsInLogits: Whether a last softmax is left out.
    func network(
        _ layers: JSONValue?, input: FeatureShape
    ) throws(BrowserError) -> BrowserNetwork {
        guard case .array(let layers) = layers, !layers.isEmpty else {
            throw fault("the manifest: expected an array of layers")
        }
        var shape = input
        var steps: [BrowserNetwork.Step] = []
        var table: [Float] = []
        for (index, layer) in layers.enumerated() {
            guard case .string(let type) = layer["type"] else {
                throw fault("layer \(index + 1): key type is missing")
            }
            guard layer["inputs"] == nil else {
                throw fault("layer \(index + 1): expected a chain, found a layer with inputs")
            }
            let isFirst = steps.isEmpty
            var kind: BrowserNetwork.Kind?
            switch type {
            case "dense":
                let dense = try dense(layer, shape, isFirst: isFirst, index + 1)
                shape = .vector(dense.outputs)
                kind = .dense(dense)
            case "conv2d":
                let convolution = try convolution(layer, shape, index + 1)
                shape = convolution.output
                kind = .convolution(convolution)
            case "max-pool2d":
                let window = try window(layer, shape, index + 1)
                kind = .maxPool(window.window, shape)
                shape = FeatureShape(channels: shape.channels, size: window.size)
            case "global-average-pool":
                kind = .averagePool(Window2D(size: shape.size), shape)
                shape = .vector(shape.channels)
            case "flatten" where layer["order"] != .string("channels-last"):
                shape = .vector(shape.count)
            case "dropout":
                break
            default:
                throw fault(
                    "layer \(index + 1): expected dense, conv2d, max-pool2d, global-average-pool, "
                        + "flatten or dropout, found \(displayName(type))")
            }
            guard let kind else { continue }
            if isFirst {
                if case .dense = kind {
                } else {
                    table = (0...255).map { Float((Double($0) * scale - mean) / std) }
                }
            }
            steps.append(.init(name: type, kind: kind, output: shape))
        }
        return BrowserNetwork(input: input, table: table, steps: steps)
    }

    func fault(_ problem: String) -> BrowserError { BrowserError("\(file.source): \(problem)") }
}

extension NetworkReader {
    private func dense(
        _ layer: JSONValue, _ input: FeatureShape, isFirst: Bool, _ number: Int
    ) throws(BrowserError) -> DenseStack {
        let (name, shape, elements) = try tensor(layer, "weight", axes: 2, number)
        let isTransposed = layer["order"] == .string("output-input")
        var weights = Matrix(rows: shape[0], columns: shape[1], elements: elements)
        if isTransposed { weights = weights.transposed() }
        guard weights.rows == input.count, weights.columns > 0 else {
            throw fault("tensor \(name): expected \(input.count) inputs, found \(weights.rows)")
        }
        var bias = try bias(layer, count: weights.columns, number)
        if isFirst {
            let count = weights.rows
            Kernels.fold(
                scale: Array(repeating: scale / std, count: count),
                shift: Array(repeating: -mean / std, count: count), into: &weights, bias: &bias)
        }
        let packed = PackedDense(weights: weights, bias: bias)
        return DenseStack([.init(packed, try function(layer, number))])
    }

    private func convolution(
        _ layer: JSONValue, _ input: FeatureShape, _ number: Int
    ) throws(BrowserError) -> PackedConv2D {
        let (name, shape, elements) = try tensor(layer, "weight", axes: 4, number)
        guard layer["order"] == .string("output-input"), layer["groups"] == nil else {
            throw fault("layer \(number): expected the order output-input, without groups")
        }
        guard shape[1] == input.channels, shape[0] > 0 else {
            throw fault("tensor \(name): expected \(input.channels) channels, found \(shape[1])")
        }
        let stride = try integers(layer, "stride", count: 2, number) ?? [1, 1]
        let padding = try integers(layer, "padding", count: 4, number) ?? [0, 0, 0, 0]
        let dilation = try integers(layer, "dilation", count: 2, number) ?? [1, 1]
        let window = Window2D(
            size: Size2D(height: shape[2], width: shape[3]),
            stride: Size2D(height: stride[0], width: stride[1]),
            padding: Padding2D(
                top: padding[0], left: padding[1], bottom: padding[2], right: padding[3]),
            dilation: Size2D(height: dilation[0], width: dilation[1]))
        guard window.outputSize(of: input.size) != nil else {
            throw fault("layer \(number): a window of \(window) does not fit into \(input.size)")
        }
        let weights = Matrix(
            rows: shape[0], columns: shape[1] * shape[2] * shape[3], elements: elements)
        return PackedConv2D(
            weights: weights, bias: try bias(layer, count: shape[0], number), input: input,
            window: window, function: try function(layer, number))
    }

    private func window(
        _ layer: JSONValue, _ input: FeatureShape, _ number: Int
    ) throws(BrowserError) -> (window: Window2D, size: Size2D) {
        let size = try integers(layer, "size", count: 2, number) ?? [0, 0]
        let stride = try integers(layer, "stride", count: 2, number) ?? size
        let padding = try integers(layer, "padding", count: 4, number) ?? [0, 0, 0, 0]
        let window = Window2D(
            size: Size2D(height: size[0], width: size[1]),
            stride: Size2D(height: stride[0], width: stride[1]),
            padding: Padding2D(
                top: padding[0], left: padding[1], bottom: padding[2], right: padding[3]))
        guard let output = window.outputSize(of: input.size), window.touchesEverywhere(input.size)
        else {
            throw fault("layer \(number): a window of \(window) does not fit into \(input.size)")
        }
        return (window, output)
    }
}
