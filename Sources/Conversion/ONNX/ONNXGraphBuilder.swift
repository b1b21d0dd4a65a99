internal import Datasets
internal import ModelFiles
internal import NeuralNetwork
internal import ONNX
internal import TensorCore

/// Puts the nodes of an ONNX graph together, layer by layer.
struct ONNXGraphBuilder {
    /// A value of the graph: what it is called, and what it is for one image.
    struct Value {
        var name: String
        var shape: FeatureShape
        /// Whether its axes are `[N, K]` instead of `[N, C, H, W]`.
        var isVector: Bool
        /// The codes that its numbers are of; `nil` for any numbers.
        var codes: QuantizationParameters?
    }

    /// The type of weights that are integers.
    let integerWeights: ONNXExport.IntegerWeights

    private(set) var nodes: [ONNXNode] = []
    private(set) var initializers: [String: ONNXTensor] = [:]
    /// The oldest version of the operators that has all that are used.
    private(set) var opset = 13
    private var names: Set<String> = ["", "input", "logits", "probabilities"]

    init(integerWeights: ONNXExport.IntegerWeights) { self.integerWeights = integerWeights }

    /// Says that an operator needs a newer version.
    mutating func require(opset: Int) { self.opset = max(self.opset, opset) }

    /// A name that nothing else has: the one wanted, or that and a number.
    mutating func unique(_ name: String) -> String {
        var candidate = name
        var number = 2
        while !names.insert(candidate).inserted {
            candidate = "\(name)_\(number)"
            number += 1
        }
        return candidate
    }

    /// Adds a node with one output, which gets the name of the node.
    mutating func node(
        _ operatorType: String, _ inputs: [String], name: String,
        _ attributes: [String: ONNXAttribute] = [:]
    ) -> String {
        let name = unique(name)
        nodes.append(
            ONNXNode(
                name: name, operatorType: operatorType, inputs: inputs, outputs: [name],
                attributes: attributes, index: nodes.count))
        return name
    }

    /// Adds weights; the same under the same name stand in the graph once.
    mutating func weights(_ name: String, shape: [Int], _ floats: [Float]) -> String {
        if let other = initializers[name], other.shape == shape,
            let values = try? other.floats(),
            zip(values, floats).allSatisfy({ $0.bitPattern == $1.bitPattern })
        {
            return name
        }
        let name = unique(name)
        initializers[name] = ONNXTensor(name: name, shape: shape, floats: floats)
        return name
    }

    /// Adds elements of a type as they are stored.
    mutating func bytes(
        _ name: String, _ type: ONNXElementType, shape: [Int], _ bytes: [UInt8]
    ) -> String {
        let tensor = ONNXTensor(name: name, type: type, shape: shape, bytes: bytes)
        if let other = initializers[name], other.type == type, other.shape == shape,
            (try? other.floats()) == (try? tensor.floats())
        {
            return name
        }
        let name = unique(name)
        initializers[name] = ONNXTensor(name: name, type: type, shape: shape, bytes: bytes)
        return name
    }

    /// Adds a constant number.
    mutating func scalar(_ number: Float, name: String) -> String {
        weights(name, shape: [], [number])
    }

    /// Adds whole numbers, such as axes.
    mutating func integers(_ numbers: [Int64], name: String) -> String {
        if let other = initializers[name], (try? other.integers()) == numbers { return name }
        let name = unique(name)
        initializers[name] = ONNXTensor(
            name: name, shape: [numbers.count], integers: numbers)
        return name
    }

    /// The value as a vector: `[N, C, H, W]` becomes `[N, C · H · W]`.
    mutating func vector(_ value: Value, name: String) -> Value {
        guard !value.isVector else { return value }
        let flat = Value(
            name: node("Flatten", [value.name], name: name, ["axis": .int(1)]),
            shape: .vector(value.shape.count), isVector: true, codes: nil)
        // Runtimes see codes where they stand on both sides of an operator.
        guard let codes = value.codes else { return flat }
        return coded(flat, codes, name: name)
    }

    /// Gives the last value the name that the output has.
    mutating func rename(_ old: String, to new: String) {
        func renamed(_ names: [String]) -> [String] { names.map { $0 == old ? new : $0 } }
        nodes = nodes.map {
            ONNXNode(
                name: $0.name == old ? new : $0.name, operatorType: $0.operatorType,
                inputs: renamed($0.inputs), outputs: renamed($0.outputs),
                attributes: $0.attributes, index: $0.index)
        }
    }
}

// MARK: - The whole graph

extension ONNXGraphBuilder {
    /// The graph of a model, and the versions that it needs.
    static func graph(
        of model: Model, pixels: ONNXExport.Pixels, integerWeights: ONNXExport.IntegerWeights
    ) throws -> (graph: ONNXGraph, opset: Int, irVersion: Int) {
        var builder = ONNXGraphBuilder(integerWeights: integerWeights)
        let network = model.network
        let shape = model.manifest.input
        var input = Value(
            name: "input",
            shape: FeatureShape(
                channels: shape.channels, height: shape.height, width: shape.width),
            isVector: false)
        if pixels == .raw { input = builder.normalized(input, model.manifest.normalization) }
        var values: [Value] = []
        for (index, layer) in network.graph.nodes.enumerated() {
            let inputs = layer.inputs.map { $0.layerIndex.map { values[$0] } ?? input }
            let description = LayerDescription(model.manifest.layers[index], number: index + 1)
            let shape = network.shapes[index + 1]
            values.append(
                try builder.append(
                    layer.layer, description, inputs, shape: shape, file: model.source))
        }
        let output = builder.finish(values.last ?? input, softmax: network.endsInSoftmax)
        let graph = ONNXGraph(
            name: model.manifest.name.isEmpty ? "network" : model.manifest.name,
            nodes: builder.nodes, initializers: builder.initializers,
            inputs: [
                ONNXValueInfo(
                    name: "input", type: .float,
                    shape: [
                        .named("N"), .known(shape.channels), .known(shape.height),
                        .known(shape.width),
                    ])
            ],
            outputs: [
                ONNXValueInfo(
                    name: output, type: .float,
                    shape: [.named("N"), .known(network.outputCount)])
            ])
        // The versions of the format that came with the versions of the operators.
        return (graph, builder.opset, builder.opset > 13 ? 9 : 7)
    }

    /// `(pixel * scale - mean) / std`, as far as it changes something.
    private mutating func normalized(_ input: Value, _ map: InputNormalization) -> Value {
        var value = input
        // 1/255 is no number of binary digits, 255 is.
        let divisor = (1 / map.scale).rounded()
        if map.scale != 1, divisor.magnitude < 0x1p24, 1 / divisor == map.scale {
            let number = scalar(Float(divisor), name: "pixel.divisor")
            value.name = node("Div", [value.name, number], name: "pixel.scaled")
        } else if map.scale != 1 {
            let number = scalar(Float(map.scale), name: "pixel.scale")
            value.name = node("Mul", [value.name, number], name: "pixel.scaled")
        }
        if map.mean != 0 {
            let number = scalar(Float(map.mean), name: "pixel.mean")
            value.name = node("Sub", [value.name, number], name: "pixel.centered")
        }
        if map.std != 1 {
            let number = scalar(Float(map.std), name: "pixel.std")
            value.name = node("Div", [value.name, number], name: "pixel.normalized")
        }
        return value
    }

    /// Adds the softmax if there is one, and gives the output its name.
    private mutating func finish(_ last: Value, softmax: Bool) -> String {
        var last = vector(last, name: "flattened")
        if last.name == "input" || nodes.last?.name != last.name {
            last.name = node("Identity", [last.name], name: "output")
        }
        rename(last.name, to: "logits")
        guard softmax else { return "logits" }
        nodes.append(
            ONNXNode(
                name: "probabilities", operatorType: "Softmax", inputs: ["logits"],
                outputs: ["probabilities"], attributes: ["axis": .int(1)], index: nodes.count))
        return "probabilities"
    }
}
