package import NeuralNetwork
package import StrictJSON

/// `activation`: a function on its own.
package struct ActivationSpelling: LayerSpelling {
    package static let type = "activation"

    package let activation: Activation

    package init(_ object: inout ManifestObject) throws(ManifestError) {
        activation = try object.activation()
    }

    package init(_ layer: ActivationLayer, number: Int) { activation = layer.activation }
    package var members: [JSONValue.Member] { [.init("activation", activation.json)] }
    package func layer(_ tensors: TensorReader) -> ActivationLayer { ActivationLayer(activation) }
    package func text(shapes: [String: [Int]]) -> String { "activation \(activation)" }
}
