package import NeuralNetwork
package import StrictJSON
internal import TensorCore

/// `max-pool2d`: its window.
package struct MaxPool2DSpelling: LayerSpelling {
    package static let type = "max-pool2d"

    private let pool: MaxPool2D

    package init(_ object: inout ManifestObject) throws(ManifestError) {
        pool = MaxPool2D(window: try object.window())
    }

    package init(_ layer: MaxPool2D, number: Int) { pool = layer }
    package var members: [JSONValue.Member] { pool.window.members }
    package func layer(_ tensors: TensorReader) -> MaxPool2D { pool }
    package func text(shapes: [String: [Int]]) -> String { "max-pool2d \(pool.window)" }
}

/// `average-pool2d`: its window, and whether the padding counts.
package struct AveragePool2DSpelling: LayerSpelling {
    package static let type = "average-pool2d"

    private let pool: AveragePool2D

    package init(_ object: inout ManifestObject) throws(ManifestError) {
        pool = AveragePool2D(
            window: try object.window(),
            countsPadding: try object.flag("count-include-padding"))
    }

    package init(_ layer: AveragePool2D, number: Int) { pool = layer }

    package var members: [JSONValue.Member] {
        pool.window.members + [.init("count-include-padding", .bool(pool.countsPadding))]
    }

    package func layer(_ tensors: TensorReader) -> AveragePool2D { pool }

    package func text(shapes: [String: [Int]]) -> String {
        "average-pool2d \(pool.window)" + (pool.countsPadding ? ", padding counted" : "")
    }
}

/// `global-average-pool`, which has no keys.
package struct GlobalAveragePoolSpelling: LayerSpelling {
    package static let type = "global-average-pool"

    package init(_ object: inout ManifestObject) throws(ManifestError) {}
    package init(_ layer: GlobalAveragePool, number: Int) {}
    package var members: [JSONValue.Member] { [] }
    package func layer(_ tensors: TensorReader) -> GlobalAveragePool { GlobalAveragePool() }
    package func text(shapes: [String: [Int]]) -> String { "global-average-pool" }
}
