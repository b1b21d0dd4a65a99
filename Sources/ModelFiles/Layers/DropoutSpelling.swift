package import NeuralNetwork
package import StrictJSON

/// `dropout`: its rate, and whether it scales.
package struct DropoutSpelling: LayerSpelling {
    package static let type = "dropout"

    private let dropout: Dropout

    package init(_ object: inout ManifestObject) throws(ManifestError) {
        dropout = Dropout(
            rate: try object.number("rate"),
            scalesAtInference: try object.flag("scale-at-inference"))
    }

    package init(_ layer: Dropout, number: Int) { dropout = layer }

    package var members: [JSONValue.Member] {
        [
            .init("rate", .double(dropout.rate)),
            .init("scale-at-inference", .bool(dropout.scalesAtInference)),
        ]
    }

    package func layer(_ tensors: TensorReader) -> Dropout { dropout }

    package func text(shapes: [String: [Int]]) -> String {
        "dropout \(dropout.rate)" + (dropout.scalesAtInference ? ", scaled at inference" : "")
    }
}
