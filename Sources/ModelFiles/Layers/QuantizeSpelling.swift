package import NeuralNetwork
package import Safetensors
package import StrictJSON

/// `quantize`: the tensor of its factors, one per channel or one for all, and the bounds.
package struct QuantizeSpelling: LayerSpelling {
    package static let type = "quantize"

    private let factors: String
    private let minimum: Double
    private let maximum: Double

    package init(_ object: inout ManifestObject) throws(ManifestError) {
        factors = try object.string("factors")
        minimum = try object.number("minimum")
        maximum = try object.number("maximum")
    }

    package init(_ layer: Quantize, number: Int) {
        factors = "factors\(number)"
        minimum = Double(layer.minimum)
        maximum = Double(layer.maximum)
    }

    package var members: [JSONValue.Member] {
        [
            .init("factors", .string(factors)), .init("minimum", .double(minimum)),
            .init("maximum", .double(maximum)),
        ]
    }

    package var tensorNames: [String] { [factors] }

    package func layer(_ tensors: TensorReader) throws -> Quantize {
        Quantize(
            factors: try tensors.vector(factors, neededBy: "the manifest", count: nil),
            minimum: Float(minimum), maximum: Float(maximum))
    }

    package func tensors(of layer: Quantize) -> [TensorData] { .vector(factors, layer.factors) }

    package func text(shapes: [String: [Int]]) -> String {
        "quantize to \(Float(minimum)) … \(Float(maximum))"
    }
}

/// `dynamic-quantize`, which has no keys.
package struct DynamicQuantizeSpelling: LayerSpelling {
    package static let type = "dynamic-quantize"

    package init(_ object: inout ManifestObject) throws(ManifestError) {}
    package init(_ layer: DynamicQuantize, number: Int) {}
    package var members: [JSONValue.Member] { [] }
    package func layer(_ tensors: TensorReader) -> DynamicQuantize { DynamicQuantize() }
    package func text(shapes: [String: [Int]]) -> String { "dynamic-quantize" }
}
