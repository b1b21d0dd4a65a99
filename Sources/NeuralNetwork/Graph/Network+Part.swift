extension Network {
    /// The part of the network that computes what one of its layers gives.
    ///
    /// With it, ``forward(_:variant:)`` shows hidden values: those that the layers after this one read.
    ///
    /// - Parameter index: The layer, an index of ``layers``.
    /// - Throws: ``NetworkError`` if there is no such layer, or if the part is no network, as when a softmax
    ///   stands before its end.
    public func part(through index: Int) throws(NetworkError) -> Network {
        let nodes = graph.nodes
        guard nodes.indices.contains(index) else {
            throw .other(
                layer: LayerPosition(index: index),
                reason: "is not there: expected one from 0 to \(nodes.count - 1)")
        }
        var isNeeded = [Bool](repeating: false, count: index + 1)
        isNeeded[index] = true
        for layer in stride(from: index, through: 0, by: -1) where isNeeded[layer] {
            for input in nodes[layer].inputs {
                if let source = input.layerIndex { isNeeded[source] = true }
            }
        }
        var part = NetworkGraph(input: graph.input)
        var places: [NetworkGraph.Value: NetworkGraph.Value] = [.input: .input]
        for layer in 0...index where isNeeded[layer] {
            let node = nodes[layer]
            places[NetworkGraph.Value(layer: layer)] = part.append(
                node.layer, to: node.inputs.compactMap { places[$0] }, name: node.name)
        }
        return try Network(part, allowsNonFinite: true)
    }
}
