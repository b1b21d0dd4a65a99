internal import NeuralNetwork
internal import TensorCore

/// The layers that an importer makes while it reads, of which some will not be needed.
struct NetworkSketch {
    struct Node {
        var layer: any Layer
        /// The values it reads: nodes, or -1 for the input of the network.
        var inputs: [Int]
        var output: LayerOutput
    }

    let input: FeatureShape
    private(set) var nodes: [Node] = []

    init(input: FeatureShape) { self.input = input }

    /// What a value is for one example.
    func output(_ value: Int) -> LayerOutput {
        value < 0 ? LayerOutput(input) : nodes[value].output
    }

    func shape(_ value: Int) -> FeatureShape { output(value).shape }

    /// The layer that gives a value, and what it reads.
    func source(_ value: Int) -> Node? { value < 0 ? nil : nodes[value] }

    /// Whether a value is made with the weights of a dense layer or a convolution.
    func hasWeights(_ value: Int) -> Bool {
        var needed = Set([value])
        for index in nodes.indices.reversed() where needed.contains(index) {
            if nodes[index].layer is Dense || nodes[index].layer is Conv2D { return true }
            needed.formUnion(nodes[index].inputs)
        }
        return false
    }

    /// Adds a layer.
    ///
    /// - Returns: Its value.
    mutating func add(_ layer: some Layer, _ inputs: [Int]) throws(NetworkError) -> Int {
        guard nodes.count < 4 * Network.largestLayerCount else {
            throw .tooManyLayers(found: nodes.count)
        }
        let position = LayerPosition(index: nodes.count)
        try layer.check(at: position, allowsNonFinite: true)
        let output = try layer.output(
            for: inputs.map { LayerInput(self.output($0), from: LayerPosition(index: $0)) },
            at: position)
        nodes.append(Node(layer: layer, inputs: inputs, output: output))
        return nodes.count - 1
    }

    /// The values of maps or a vector as a vector.
    mutating func vector(_ value: Int) throws(NetworkError) -> Int {
        output(value).isVector ? value : try add(Flatten(), [value])
    }

    /// The same values as feature maps of a shape.
    mutating func maps(_ value: Int, _ shape: FeatureShape) throws(NetworkError) -> Int {
        let found = output(value)
        if !found.isVector, found.shape == shape { return value }
        // What only changed the shape before is passed over.
        if let node = source(value), node.layer is Flatten || node.layer is Reshape {
            let inner = output(node.inputs[0])
            if !inner.isVector, inner.shape == shape { return node.inputs[0] }
        }
        return try add(Reshape(shape), [value])
    }

    /// The layers that a value needs, connected, activations joined to the layers before them.
    func graph(to output: Int) -> NetworkGraph {
        var needed = Set([output])
        for index in nodes.indices.reversed() where needed.contains(index) {
            needed.formUnion(nodes[index].inputs)
        }
        var readers: [Int: Int] = [output: 1]
        for index in needed where index >= 0 {
            for input in nodes[index].inputs { readers[input, default: 0] += 1 }
        }
        var joined = nodes
        var places: [Int: Int] = [:]
        for index in needed.sorted() where index >= 0 {
            if let function = (nodes[index].layer as? ActivationLayer)?.activation,
                let before = places[nodes[index].inputs[0]] ?? Optional(nodes[index].inputs[0]),
                before >= 0, readers[nodes[index].inputs[0]] == 1,
                let layer = joined[before].layer.ending(in: function)
            {
                joined[before].layer = layer
                places[index] = before
            }
        }
        var graph = NetworkGraph(input: input)
        var values = [-1: NetworkGraph.Value.input]
        for index in needed.sorted() where index >= 0 && places[index] == nil {
            let inputs = joined[index].inputs.compactMap { values[places[$0] ?? $0] }
            values[index] = graph.append(joined[index].layer, to: inputs)
        }
        return graph
    }
}

extension Layer {
    /// The layer with an activation, if it can have one and has none yet.
    fileprivate func ending(in function: Activation) -> (any Layer)? {
        guard activation == .identity else { return nil }
        switch self {
        case var layer as Dense: return layer.set(\.activation, function)
        case var layer as Conv2D: return layer.set(\.activation, function)
        case var layer as BatchNorm: return layer.set(\.activation, function)
        case var layer as Add: return layer.set(\.activation, function)
        case var layer as Multiply: return layer.set(\.activation, function)
        default: return nil
        }
    }

    fileprivate mutating func set(
        _ path: WritableKeyPath<Self, Activation>, _ function: Activation
    ) -> Self {
        self[keyPath: path] = function
        return self
    }
}
