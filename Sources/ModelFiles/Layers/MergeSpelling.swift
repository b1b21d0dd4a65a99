package import NeuralNetwork
package import StrictJSON

/// `add`: the activation after the sum.
package struct AddSpelling: LayerSpelling {
    package static let type = "add"

    package let activation: Activation

    package init(_ object: inout ManifestObject) throws(ManifestError) {
        activation = try object.optionalActivation()
    }

    package init(_ layer: Add, number: Int) { activation = layer.activation }
    package var members: [JSONValue.Member] { [.init("activation", activation.json)] }
    package func layer(_ tensors: TensorReader) -> Add { Add(activation: activation) }
    package func text(shapes: [String: [Int]]) -> String { "add, \(activation)" }
}

/// `multiply`: the activation after the product.
package struct MultiplySpelling: LayerSpelling {
    package static let type = "multiply"

    package let activation: Activation

    package init(_ object: inout ManifestObject) throws(ManifestError) {
        activation = try object.optionalActivation()
    }

    package init(_ layer: Multiply, number: Int) { activation = layer.activation }
    package var members: [JSONValue.Member] { [.init("activation", activation.json)] }
    package func layer(_ tensors: TensorReader) -> Multiply { Multiply(activation: activation) }
    package func text(shapes: [String: [Int]]) -> String { "multiply, \(activation)" }
}

/// `concatenate`, which has no keys.
package struct ConcatenateSpelling: LayerSpelling {
    package static let type = "concatenate"

    package init(_ object: inout ManifestObject) throws(ManifestError) {}
    package init(_ layer: Concatenate, number: Int) {}
    package var members: [JSONValue.Member] { [] }
    package func layer(_ tensors: TensorReader) -> Concatenate { Concatenate() }
    package func text(shapes: [String: [Int]]) -> String { "concatenate" }
}
