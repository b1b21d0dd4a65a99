internal import NeuralNetwork
package import StrictJSON
internal import TensorCore

extension ManifestLayer {
    private static let types = [
        "dense", "conv2d", "batch-norm", "max-pool2d", "average-pool2d", "global-average-pool",
        "flatten", "dropout",
    ]

    init(_ object: ManifestObject) throws(ManifestError) {
        var object = object
        let type = try object.string("type")
        switch type {
        case "dense":
            self = .dense(
                weight: try object.string("weight"), bias: try object.optionalString("bias"),
                order: try object.choice("order"), activation: try object.choice("activation"))
        case "conv2d":
            self = .conv2D(
                weight: try object.string("weight"), bias: try object.optionalString("bias"),
                order: try object.choice("order"),
                stride: try object.size("stride", default: Size2D(1)),
                padding: try object.padding(), activation: try object.choice("activation"))
        case "batch-norm":
            self = .batchNorm(
                BatchNormTensors(
                    weight: try object.optionalString("weight"),
                    bias: try object.optionalString("bias"), mean: try object.string("mean"),
                    variance: try object.string("variance")),
                epsilon: try object.number("epsilon"), activation: try object.choice("activation"))
        case "max-pool2d":
            self = .maxPool2D(MaxPool2D(window: try object.window()))
        case "average-pool2d":
            self = .averagePool2D(
                AveragePool2D(
                    window: try object.window(),
                    countsPadding: object.holds("count-include-padding")
                        ? try object.bool("count-include-padding") : false))
        case "global-average-pool":
            self = .globalAveragePool
        case "flatten":
            self = .flatten(Flatten(order: try object.choice("order")))
        case "dropout":
            self = .dropout(
                Dropout(
                    rate: try object.number("rate"),
                    scalesAtInference: object.holds("scale-at-inference")
                        ? try object.bool("scale-at-inference") : false))
        default:
            throw ManifestError(
                reason: "\(object.name): unknown type \(displayName(type)); expected one of "
                    + Self.types.joined(separator: ", "))
        }
        try object.finish()
    }

    /// The object of the manifest that says this.
    package var json: JSONValue {
        var members: [JSONValue.Member] = []
        func add(_ key: String, _ value: JSONValue) { members.append(.init(key, value)) }
        func add(_ key: String, _ name: String?) {
            if let name { add(key, .string(name)) }
        }
        switch self {
        case .dense(let weight, let bias, let order, let activation):
            add("type", "dense")
            add("weight", weight)
            add("bias", bias)
            add("order", order.rawValue)
            add("activation", activation.name)
        case .conv2D(let weight, let bias, let order, let stride, let padding, let activation):
            add("type", "conv2d")
            add("weight", weight)
            add("bias", bias)
            add("order", order.rawValue)
            add("stride", stride.json)
            add("padding", padding.json)
            add("activation", activation.name)
        case .batchNorm(let names, let epsilon, let activation):
            add("type", "batch-norm")
            add("weight", names.weight)
            add("bias", names.bias)
            add("mean", names.mean)
            add("variance", names.variance)
            add("epsilon", .double(epsilon))
            add("activation", activation.name)
        case .maxPool2D(let pool):
            add("type", "max-pool2d")
            members += pool.window.members
        case .averagePool2D(let pool):
            add("type", "average-pool2d")
            members += pool.window.members
            add("count-include-padding", .bool(pool.countsPadding))
        case .globalAveragePool:
            add("type", "global-average-pool")
        case .flatten(let flatten):
            add("type", "flatten")
            add("order", flatten.order.rawValue)
        case .dropout(let dropout):
            add("type", "dropout")
            add("rate", .double(dropout.rate))
            add("scale-at-inference", .bool(dropout.scalesAtInference))
        }
        return .object(members)
    }
}

extension ManifestObject {
    fileprivate mutating func size(
        _ key: String, default size: Size2D? = nil
    ) throws(ManifestError) -> Size2D {
        if let size, !holds(key) { return size }
        let extents = try integers(key, count: 2)
        return Size2D(height: extents[0], width: extents[1])
    }

    fileprivate mutating func padding() throws(ManifestError) -> Padding2D {
        guard holds("padding") else { return .none }
        let sides = try integers("padding", count: 4)
        return Padding2D(top: sides[0], left: sides[1], bottom: sides[2], right: sides[3])
    }

    /// The window of a pooling, which moves by its own size unless its stride is given.
    fileprivate mutating func window() throws(ManifestError) -> Window2D {
        let size = try size("size")
        return Window2D(
            size: size, stride: try self.size("stride", default: size), padding: try padding())
    }
}

extension Size2D {
    fileprivate var json: JSONValue { [.integer(height), .integer(width)] }
}

extension Padding2D {
    fileprivate var json: JSONValue {
        .array([top, left, bottom, right].map { .integer($0) })
    }
}

extension Window2D {
    fileprivate var members: [JSONValue.Member] {
        [
            .init("size", size.json), .init("stride", stride.json), .init("padding", padding.json),
        ]
    }
}
