package import NeuralNetwork
package import StrictJSON
internal import TensorCore

/// `reshape`: the shape `[C, H, W]`.
package struct ReshapeSpelling: LayerSpelling {
    package static let type = "reshape"

    private let reshape: Reshape

    package init(_ object: inout ManifestObject) throws(ManifestError) {
        reshape = Reshape(try object.featureShape("shape"))
    }

    package init(_ layer: Reshape, number: Int) { reshape = layer }
    package var members: [JSONValue.Member] { [.init("shape", reshape.shape.json)] }
    package func layer(_ tensors: TensorReader) -> Reshape { reshape }
    package func text(shapes: [String: [Int]]) -> String { "reshape \(reshape.shape)" }
}

extension ManifestObject {
    /// Channels, height and width.
    mutating func featureShape(_ key: String) throws(ManifestError) -> FeatureShape {
        let extents = try integers(key, count: 3)
        return FeatureShape(channels: extents[0], height: extents[1], width: extents[2])
    }
}

extension FeatureShape {
    /// `[C, H, W]`, of vectors as well.
    var json: JSONValue { .array([channels, height, width].map { .integer($0) }) }
}
