internal import FileIO
package import NeuralNetwork
package import Safetensors
package import StrictJSON

/// `batch-norm`: the names of its tensors, each one value per channel.
package struct BatchNormSpelling: LayerSpelling {
    package static let type = "batch-norm"

    /// γ; `nil` means ones.
    private var weight: String?
    /// β; `nil` means zeros.
    private var bias: String?
    private var mean: String
    private var variance: String
    private var epsilon: Double
    package var activation: Activation

    package init(_ object: inout ManifestObject) throws(ManifestError) {
        weight = try object.optionalString("weight")
        bias = try object.optionalString("bias")
        mean = try object.string("mean")
        variance = try object.string("variance")
        // PyTorch's default; Keras has 0.001.
        epsilon =
            object.forgives && !object.holds("epsilon") ? 1e-5 : try object.number("epsilon")
        activation = try object.activation()
    }

    package init(_ layer: BatchNorm, number: Int) {
        weight = layer.weight.map { _ in "gamma\(number)" }
        bias = layer.bias.map { _ in "beta\(number)" }
        mean = "mean\(number)"
        variance = "variance\(number)"
        epsilon = layer.epsilon
        activation = layer.activation
    }

    package var members: [JSONValue.Member] {
        .optional("weight", weight) + .optional("bias", bias) + [
            .init("mean", .string(mean)), .init("variance", .string(variance)),
            .init("epsilon", .double(epsilon)), .init("activation", activation.json),
        ]
    }

    package var tensorNames: [String] { [weight, bias, mean, variance].compactMap { $0 } }

    package func layer(_ tensors: TensorReader) throws -> BatchNorm {
        let means = try tensors.vector(mean, neededBy: "the manifest", count: nil)
        func others(_ name: String) throws -> [Float] {
            try tensors.vector(name, neededBy: "the manifest", count: means.count)
        }
        return BatchNorm(
            weight: try weight.map(others), bias: try bias.map(others), mean: means,
            variance: try others(variance), epsilon: epsilon, activation: activation)
    }

    package func tensors(of layer: BatchNorm) -> [TensorData] {
        .vector(weight, layer.weight) + .vector(bias, layer.bias) + .vector(mean, layer.mean)
            + .vector(variance, layer.variance)
    }

    package func text(shapes: [String: [Int]]) -> String {
        "batch-norm \(tensorNames.map { displayName($0) }.joined(separator: ", ")), "
            + "epsilon \(epsilon), \(activation)"
    }
}
