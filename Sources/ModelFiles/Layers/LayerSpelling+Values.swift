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

extension RawRepresentable<String> {
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
        if forgives, !holds("activation") { return .identity }
        guard isObject("activation") else {
            return try named(try string("activation"), key: place("activation"))
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
        // Its logits are those of softmax, and so are its probabilities.
        if text == "log-softmax" { return .softmax }
        guard let activation = Activation(name: text) else {
            let known = Activation.allCases.map(\.name).joined(separator: ", ")
            throw ManifestError(
                reason: "\(key): expected one of \(known), found \(displayName(text))")
        }
        return activation
    }
}
