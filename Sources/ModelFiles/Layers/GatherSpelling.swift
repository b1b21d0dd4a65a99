package import NeuralNetwork
package import StrictJSON
internal import TensorCore

/// `gather`: the indices, the shape `[C, H, W]` and, where an index is -1, the value there.
///
/// Indices stand in the manifest and are no tensor, whose type a conversion may change.
package struct GatherSpelling: LayerSpelling {
    package static let type = "gather"

    private let gather: Gather

    package init(_ object: inout ManifestObject) throws(ManifestError) {
        let name = object.name
        let shape = try object.featureShape("shape")
        var indices: [Int] = []
        for value in try object.array("indices") {
            guard case .integer(let index) = value else {
                throw ManifestError(
                    reason: "\(name).indices: expected whole numbers, found \(value.kind)")
            }
            indices.append(index)
        }
        let fill = object.holds("fill") ? Float(try object.number("fill")) : 0
        gather = Gather(indices: indices, shape: shape, fill: fill)
    }

    package init(_ layer: Gather, number: Int) { gather = layer }

    package var members: [JSONValue.Member] {
        [
            .init("shape", gather.shape.json),
            .init("indices", .array(gather.indices.map { .integer($0) })),
        ]
            + (gather.fill == 0
                ? [] : [.init("fill", .double(Double("\(gather.fill)") ?? .nan))])
    }

    package func layer(_ tensors: TensorReader) -> Gather { gather }
    package func text(shapes: [String: [Int]]) -> String {
        "gather \(gather.shape)" + (gather.fill == 0 ? "" : ", else \(gather.fill)")
    }
}
