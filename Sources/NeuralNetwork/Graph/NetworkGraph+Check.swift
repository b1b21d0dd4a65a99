internal import TensorCore

extension NetworkGraph {
    /// Checks layers and connections.
    ///
    /// - Returns: What one example is before the first layer, and after each layer.
    func check(allowsNonFinite: Bool) throws(NetworkError) -> [LayerOutput] {
        guard let first = nodes.first else { throw .empty }
        guard nodes.count <= Network.largestLayerCount else {
            throw .tooManyLayers(found: nodes.count)
        }
        try checkConnections()
        for index in nodes.indices {
            try checkActivation(of: index)
            try nodes[index].layer.check(at: position(index), allowsNonFinite: allowsNonFinite)
        }
        guard let shape = input ?? first.layer.vectorInputCount.map({ .vector($0) }) else {
            throw .inputShapeMissing
        }
        guard shape.channels > 0, shape.height > 0, shape.width > 0 else {
            throw .other(
                layer: position(0),
                reason: "cannot take an input of \(shape): expected extents of 1 or more")
        }
        var values = [LayerOutput(shape)]
        for index in nodes.indices {
            values.append(try output(of: index, values))
        }
        return values
    }

    private func checkActivation(of index: Int) throws(NetworkError) {
        for parameter in nodes[index].layer.activation.function.parameters
        where !parameter.value.isFinite {
            throw .activationParameter(layer: position(index), name: parameter.name)
        }
    }

    private func output(
        of index: Int, _ values: [LayerOutput]
    ) throws(NetworkError) -> LayerOutput {
        let (node, position) = (nodes[index], position(index))
        let inputs = node.inputs.map { input in
            LayerInput(
                values[input.layer + 1], from: input.layerIndex.map { self.position($0) })
        }
        let output = try node.layer.output(for: inputs, at: position)
        if node.layer.activation == .softmax {
            guard index == nodes.count - 1 else {
                throw .softmaxBeforeLastLayer(layer: position)
            }
            guard output.shape.isVector else {
                throw .softmaxOfFeatureMaps(layer: position, shape: output.shape)
            }
        }
        return output
    }

    /// Checks the number of inputs of each layer, that all outputs but the last are read, and that
    /// names differ.
    private func checkConnections() throws(NetworkError) {
        var isRead = Array(repeating: false, count: nodes.count)
        var names: Set<String> = []
        for (index, node) in nodes.enumerated() {
            let arity = node.layer.arity
            guard arity.contains(node.inputs.count) else {
                throw .inputsOfLayer(
                    layer: position(index), expected: arity, found: node.inputs.count)
            }
            if let name = node.name, !names.insert(name).inserted {
                throw .duplicateName(layer: position(index))
            }
            for input in node.inputs {
                if let layer = input.layerIndex { isRead[layer] = true }
            }
        }
        if let unused = isRead.dropLast().firstIndex(of: false) {
            throw .unusedOutput(layer: position(unused))
        }
    }
}
