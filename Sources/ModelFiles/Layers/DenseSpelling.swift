package import NeuralNetwork
package import Safetensors
package import StrictJSON
internal import TensorCore

/// `dense`: the names of its tensors, their order, and the activation after it.
package struct DenseSpelling: LayerSpelling {
    package static let type = "dense"

    package var weight: String
    package var bias: String?
    package var order: WeightOrder
    package var activation: Activation

    package init(weight: String, bias: String?, order: WeightOrder, activation: Activation) {
        self.weight = weight
        self.bias = bias
        self.order = order
        self.activation = activation
    }

    package init(_ object: inout ManifestObject) throws(ManifestError) {
        weight = try object.string("weight")
        bias = try object.optionalString("bias")
        order = try object.choice("order")
        activation = try object.activation()
    }

    package init(_ layer: Dense, number: Int) {
        weight = "W\(number)"
        bias = "b\(number)"
        order = .inputOutput
        activation = layer.activation
    }

    package var members: [JSONValue.Member] {
        [.init("weight", .string(weight))] + .optional("bias", bias) + [
            .init("order", .string(order.rawValue)), .init("activation", activation.json),
        ]
    }

    package var weightOrder: String? { order.rawValue }
    package var tensorNames: [String] { [weight] + (bias.map { [$0] } ?? []) }
    package var missingKeys: [String] { bias == nil ? ["bias"] : [] }

    package func layer(_ tensors: TensorReader) throws -> Dense {
        let weights = try tensors.denseWeights(weight, order)
        return Dense(
            weights: weights,
            bias: try bias.map { try tensors.bias($0, of: weight, weights.columns) },
            activation: activation)
    }

    package func tensors(of layer: Dense) -> [TensorData] {
        let weights = order == .inputOutput ? layer.weights : layer.weights.transposed()
        return [
            TensorData(
                name: weight, shape: [weights.rows, weights.columns], floats: weights.elements)
        ] + .vector(bias, layer.bias)
    }

    package func text(shapes: [String: [Int]]) -> String {
        "dense \(order.text(weight, bias, shapes)), \(activation)"
    }

    package func extent(shapes: (String) -> [Int]?) -> (inputs: Int, outputs: Int)? {
        guard let shape = shapes(weight), shape.count == 2 else { return nil }
        return order == .inputOutput ? (shape[0], shape[1]) : (shape[1], shape[0])
    }
}
