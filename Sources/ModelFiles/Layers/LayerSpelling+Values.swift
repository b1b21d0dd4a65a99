internal import FileIO
internal import NeuralNetwork
internal import Safetensors
internal import StrictJSON
internal import TensorCore

// What several kinds of layers spell alike.

extension [JSONValue.Member] {
    /// A member with a text, or none.
    static func optional(_ key: String, _ text: String?) -> [JSONValue.Member] {
        text.map { [.init(key, .string($0))] } ?? []
    }
}

extension [TensorData] {
    /// A tensor of one axis, or none.
    static func vector(_ name: String?, _ values: [Float]?) -> [TensorData] {
        guard let name, let values else { return [] }
        return [TensorData(name: name, shape: [values.count], floats: values)]
    }
}

extension WeightOrder {
    /// Weights and a bias as a line of text has them.
    func text(_ weight: String, _ bias: String?, _ shapes: [String: [Int]]) -> String {
        let shape = shapes[weight].map { " \($0)" } ?? ""
        let bias = bias.map { " + \(displayName($0))" } ?? ", no bias"
        return "\(displayName(weight))\(shape) (\(rawValue))\(bias)"
    }
}

// MARK: - Activations

extension Activation {
    /// The name, or an object with the name and the parameters where these are not the defaults.
    var json: JSONValue {
        guard case .elementwise(let function) = self, self != Activation(name: name) else {
            return .string(name)
        }
        return .object(
            [.init("name", .string(name))]
                + function.parameters.map { parameter in
                    // The shortest decimal number that is read back as the same Float.
                    .init(parameter.name, .double(Double("\(parameter.value)") ?? .nan))
                })
    }
}

extension ManifestObject {
    /// The value of the key `activation`: a name, or an object with a name and parameters.
    mutating func activation() throws(ManifestError) -> Activation {
        guard isObject("activation") else {
            return try named(try string("activation"), key: "\(name).activation")
        }
        var object = try object("activation")
        let activation = try named(try object.string("name"), key: "\(object.name).name")
        guard case .elementwise(var function) = activation else {
            try object.finish()
            return activation
        }
        for parameter in function.parameters where object.holds(parameter.name) {
            let value = Float(try object.number(parameter.name))
            guard value.isFinite else {
                throw ManifestError(
                    reason: "\(object.name).\(parameter.name): expected a number within the range "
                        + "of Float, found a larger one")
            }
            function = function.with(parameter: parameter.name, value) ?? function
        }
        try object.finish()
        return .elementwise(function)
    }

    /// The value of the key `activation`, or the identity.
    mutating func optionalActivation() throws(ManifestError) -> Activation {
        holds("activation") ? try activation() : .identity
    }

    private func named(_ text: String, key: String) throws(ManifestError) -> Activation {
        guard let activation = Activation(name: text) else {
            let known = Activation.allCases.map(\.name).joined(separator: ", ")
            throw ManifestError(
                reason: "\(key): expected one of \(known), found \(displayName(text))")
        }
        return activation
    }
}

// MARK: - Windows

extension ManifestObject {
    mutating func size(
        _ key: String, default size: Size2D? = nil
    ) throws(ManifestError) -> Size2D {
        if let size, !holds(key) { return size }
        let extents = try integers(key, count: 2)
        return Size2D(height: extents[0], width: extents[1])
    }

    mutating func padding() throws(ManifestError) -> Padding2D {
        guard holds("padding") else { return .none }
        let sides = try integers("padding", count: 4)
        return Padding2D(top: sides[0], left: sides[1], bottom: sides[2], right: sides[3])
    }

    /// The window of a pooling, which moves by its own size unless its stride is given.
    mutating func window() throws(ManifestError) -> Window2D {
        let size = try size("size")
        return Window2D(
            size: size, stride: try self.size("stride", default: size), padding: try padding(),
            dilation: try self.size("dilation", default: Size2D(1)))
    }
}

extension Size2D {
    var json: JSONValue { [.integer(height), .integer(width)] }
}

extension Padding2D {
    var json: JSONValue { .array([top, left, bottom, right].map { .integer($0) }) }
}

extension Window2D {
    var members: [JSONValue.Member] {
        [
            .init("size", size.json), .init("stride", stride.json), .init("padding", padding.json),
        ] + (dilation == Size2D(1) ? [] : [.init("dilation", dilation.json)])
    }
}
