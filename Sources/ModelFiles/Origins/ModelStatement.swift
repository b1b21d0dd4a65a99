internal import Datasets
internal import FileIO
package import NeuralNetwork
package import StrictJSON

/// One thing that a report says of a model without a manifest: what was used, and who said so.
package struct ModelStatement {
    /// The key in JSON.
    package let key: String
    /// The value in words.
    package let text: String
    /// The value in JSON.
    package let value: JSONValue
    /// Who said so.
    package let origin: ModelOrigins.Origin
}

extension ModelManifest {
    /// What was read off, told and assumed, in the order in which reports have it.
    package func statements(_ origins: ModelOrigins) -> [ModelStatement] {
        var found = [pixels(origins.normalization)]
        let hidden = unique(layers.dropLast().map(\.activation).filter { $0 != .identity })
        if let origin = origins.hiddenActivation {
            let names = hidden.isEmpty ? [Activation.identity] : hidden
            found.append(
                statement(
                    "hidden_activation", "hidden activation", names.map(\.description), origin))
        }
        found.append(
            statement(
                "output_activation", "output", [(layers.last?.activation ?? .identity).description],
                origins.outputActivation))
        let orders = unique(layers.compactMap(\.spelling.weightOrder))
        if let origin = origins.weightOrder, !orders.isEmpty {
            found.append(statement("weight_order", "axes", orders, origin))
        }
        let names = layers.compactMap { $0.tensorNames.first.map { displayName($0) } }
        found.append(
            ModelStatement(
                key: "layers", text: "layers \(Self.shortened(names))",
                value: .array(names.map { .string($0) }), origin: origins.layerOrder))
        found.append(
            ModelStatement(
                key: "input", text: "images \(input)",
                value: [
                    "height": .integer(input.height), "width": .integer(input.width),
                    "channels": .integer(input.channels),
                ], origin: origins.inputShape))
        found.append(
            ModelStatement(
                key: "classes", text: "classes \(Self.shortened(classes.map { displayName($0) }))",
                value: .array(classes.map { .string($0) }), origin: origins.classNames))
        return found
    }

    private func pixels(_ origin: ModelOrigins.Origin) -> ModelStatement {
        ModelStatement(
            key: "normalization", text: "pixels \(normalization.rangeText)",
            value: [
                "scale": .double(normalization.scale), "mean": .double(normalization.mean),
                "std": .double(normalization.std),
            ], origin: origin)
    }

    private func statement(
        _ key: String, _ title: String, _ values: [String], _ origin: ModelOrigins.Origin
    ) -> ModelStatement {
        let text = values.joined(separator: ", ")
        return ModelStatement(
            key: key, text: "\(title) \(text)", value: .string(text), origin: origin)
    }

    private func unique<Value: Hashable>(_ values: [Value]) -> [Value] {
        var seen: Set<Value> = []
        return values.filter { seen.insert($0).inserted }
    }

    /// All of a few names, or the first and the last.
    private static func shortened(_ names: [String]) -> String {
        guard names.count > 6, let first = names.first, let last = names.last else {
            return names.joined(separator: ", ")
        }
        return "\(first), \(names[1]), …, \(last) (\(names.count))"
    }
}

extension InputNormalization {
    /// What black and white become: `0 to 1`, or `-0.4242 to 2.8215`.
    package var rangeText: String { "\(Self.short(self(0))) to \(Self.short(self(255)))" }

    /// At most four digits after the point.
    private static func short(_ value: Float) -> String {
        let scaled = (Double(value) * 10_000).rounded()
        guard let whole = Int(exactly: scaled), whole.magnitude < 1 << 50 else { return "\(value)" }
        return whole.isMultiple(of: 10_000) ? "\(whole / 10_000)" : "\(scaled / 10_000)"
    }
}
