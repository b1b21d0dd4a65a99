internal import FileIO
internal import NeuralNetwork
internal import StrictJSON
internal import TensorCore

extension [ManifestLayer] {
    /// The layers that each layer reads, by their indices; -1 is the input of the network.
    ///
    /// - Throws: ``ManifestError`` if a name is wrong, or a layer reads one that is not before it.
    func connections() throws(ManifestError) -> [[Int]] {
        var known = [ManifestLayer.networkInput: -1]
        var connections: [[Int]] = []
        for (index, layer) in enumerated() {
            connections.append(try layer.sources(known, previous: index - 1, index))
            guard let name = layer.name else { continue }
            guard !name.isEmpty, displayName(name) == name else {
                throw ManifestError(
                    reason: "layer \(index + 1), name: expected a name that can be printed, found "
                        + "\"\(displayName(name))\"")
            }
            guard known.updateValue(index, forKey: name) == nil else {
                throw ManifestError(
                    reason: "layer \(index + 1), name: expected a name of its own, found "
                        + "\(name) again")
            }
        }
        return connections
    }
}

extension ManifestLayer {
    fileprivate func sources(
        _ known: [String: Int], previous: Int, _ index: Int
    ) throws(ManifestError) -> [Int] {
        guard let inputs else { return [previous] }
        guard !inputs.isEmpty else {
            throw ManifestError(
                reason: "layer \(index + 1), inputs: expected one name or more, found none")
        }
        return try inputs.map { (name) throws(ManifestError) in
            guard let source = known[name] else {
                throw ManifestError(
                    reason:
                        "layer \(index + 1), inputs: expected \(Self.networkInput) or the name of "
                        + "a layer before this one, found \(displayName(name))")
            }
            return source
        }
    }
}

extension NetworkGraph {
    /// Connects the layers of a manifest.
    ///
    /// - Parameters:
    ///   - layers: Each reads layers before it.
    ///   - input: The shape of the network's input.
    ///   - make: Gives the layer itself.
    /// - Throws: ``ManifestError`` for a name that is wrong, and what `make` throws.
    init(
        _ layers: [ManifestLayer], input: FeatureShape,
        _ make: (ManifestLayer) throws -> any Layer
    ) throws {
        self.init(input: input)
        var values: [Value] = []
        for (layer, sources) in zip(layers, try layers.connections()) {
            values.append(
                append(
                    try make(layer), to: sources.map { $0 < 0 ? .input : values[$0] },
                    name: layer.name))
        }
    }
}

extension [ManifestLayer] {
    /// Describes the layers of a graph made by hand; a chain needs no names.
    ///
    /// - Parameter firstNumber: Of the first layer, for the names of tensors.
    init(_ graph: NetworkGraph, firstNumber: Int = 1) {
        var names = graph.nodes.map(\.name)
        func sources(_ index: Int) -> [String]? {
            let inputs = graph.nodes[index].inputs.map(\.layerIndex)
            if inputs == [index > 0 ? index - 1 : nil] { return nil }
            return inputs.map { layer in
                guard let layer else { return ManifestLayer.networkInput }
                return names[layer] ?? "layer\(layer + 1)"
            }
        }
        for index in graph.nodes.indices where sources(index) != nil {
            for layer in graph.nodes[index].inputs.compactMap(\.layerIndex)
            where names[layer] == nil {
                names[layer] = Self.newName(for: layer, names)
            }
        }
        self = graph.nodes.enumerated().map { index, node in
            guard
                let spelling = LayerSpellings.all.lazy.compactMap({ kind in
                    kind.init(node.layer, number: firstNumber + index)
                }).first
            else { preconditionFailure("files have no name for the kind of \(node.layer)") }
            return ManifestLayer(spelling, name: names[index], inputs: sources(index))
        }
    }

    /// `layer3` for the third layer, unless it is taken.
    private static func newName(for layer: Int, _ names: [String?]) -> String {
        var name = "layer\(layer + 1)"
        while names.contains(name) { name += "_" }
        return name
    }
}
