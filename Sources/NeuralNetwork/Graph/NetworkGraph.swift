public import TensorCore

/// Layers and how they are connected: a directed acyclic graph with one input and one output.
///
/// Layers are added in an order in which each comes after those that it reads, so that there can be
/// no cycle. The output of the network is that of the layer added last:
///
///     var graph = NetworkGraph(input: FeatureShape(channels: 8, height: 7, width: 7))
///     let branch = graph.append(Conv2D(…, activation: .relu), to: .input)
///     let sums = graph.append(Conv2D(…), to: branch)
///     graph.append(Add(activation: .relu), to: sums, .input)
///     let network = try Network(graph)
///
/// Whether the layers fit together is checked by ``Network/init(_:allowsNonFinite:)``.
public struct NetworkGraph: Sendable, Equatable {
    /// What flows from one layer to others: the input of the network or the output of a layer.
    public struct Value: Hashable, Sendable {
        /// The layer, or -1 for the input.
        let layer: Int

        /// The input of the network.
        public static let input = Value(layer: -1)

        /// The index of the layer whose output it is; `nil` for the input of the network.
        public var layerIndex: Int? { layer < 0 ? nil : layer }
    }

    /// A layer and what it reads.
    public struct Node: Sendable, Equatable {
        /// The layer.
        public let layer: any Layer
        /// What it reads, in the order in which the layer takes it.
        public let inputs: [Value]
        /// A name for messages and files; no two layers have the same.
        public let name: String?

        /// Whether both have equal layers, read the same and have the same name.
        public static func == (left: Node, right: Node) -> Bool {
            left.layer.isEqual(to: right.layer) && left.inputs == right.inputs
                && left.name == right.name
        }
    }

    /// What the network takes; `nil` means a vector, of which the first layer tells the length.
    public let input: FeatureShape?
    /// The layers in the order in which they were added.
    public private(set) var nodes: [Node] = []

    /// Creates a graph without layers.
    public init(input: FeatureShape? = nil) {
        self.input = input
    }

    /// Creates a chain: each layer reads the one before it.
    public init(chain layers: [any Layer], input: FeatureShape? = nil) {
        self.input = input
        for layer in layers { append(layer) }
    }

    /// The output of the layer added last, or the input if there is none yet.
    public var last: Value { Value(layer: nodes.count - 1) }

    /// The layers in the order in which they were added.
    public var layers: [any Layer] { nodes.map(\.layer) }

    /// Whether each layer reads nothing but the one before it.
    public var isChain: Bool {
        nodes.indices.allSatisfy { nodes[$0].inputs == [Value(layer: $0 - 1)] }
    }

    /// Adds a layer.
    ///
    /// - Parameters:
    ///   - layer: The layer.
    ///   - inputs: What it reads; none means ``last``.
    ///   - name: A name for messages and files.
    /// - Returns: The output of the layer.
    /// - Precondition: the inputs come from layers of this graph.
    @discardableResult
    public mutating func append(
        _ layer: some Layer, to inputs: Value..., name: String? = nil
    ) -> Value {
        append(layer, to: inputs, name: name)
    }

    /// Adds a layer that reads a list of values.
    ///
    /// - Parameters:
    ///   - layer: The layer.
    ///   - inputs: What it reads; none means ``last``.
    ///   - name: A name for messages and files.
    /// - Returns: The output of the layer.
    /// - Precondition: the inputs come from layers of this graph.
    @discardableResult
    public mutating func append(
        _ layer: any Layer, to inputs: [Value], name: String? = nil
    ) -> Value {
        for input in inputs {
            precondition(
                input.layer < nodes.count,
                "layer \(nodes.count) cannot read layer \(input.layer), which is not there yet")
        }
        nodes.append(Node(layer: layer, inputs: inputs.isEmpty ? [last] : inputs, name: name))
        return last
    }
}

extension NetworkGraph {
    /// Where a layer stands.
    func position(_ index: Int) -> LayerPosition {
        LayerPosition(index: index, name: nodes[index].name)
    }
}
