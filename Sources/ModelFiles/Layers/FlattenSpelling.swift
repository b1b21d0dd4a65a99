package import NeuralNetwork
package import StrictJSON

/// `flatten`: the order of the values.
package struct FlattenSpelling: LayerSpelling {
    package static let type = "flatten"

    private let flatten: Flatten

    package init(_ object: inout ManifestObject) throws(ManifestError) {
        flatten = Flatten(order: try object.choice("order"))
    }

    package init(_ layer: Flatten, number: Int) { flatten = layer }

    package var members: [JSONValue.Member] {
        [.init("order", .string(flatten.order.rawValue))]
    }

    package func layer(_ tensors: TensorReader) -> Flatten { flatten }
    package func text(shapes: [String: [Int]]) -> String { "flatten \(flatten.order.rawValue)" }
}
