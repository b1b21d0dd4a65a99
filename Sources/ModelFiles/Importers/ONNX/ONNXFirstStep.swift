internal import NeuralNetwork

/// What a graph does to an image before anything else, and what that tells of the pixels it wants.
struct ONNXFirstStep {
    /// The numbers that go into the graph for black and white.
    enum Range {
        /// 0 to 255.
        case bytes
        /// 0 to 1.
        case unit
    }

    /// What the graph tells; `nil` if it tells nothing.
    private(set) var range: Range?
    /// A factor and a shift for all pixels, which are no layer any more.
    private(set) var map: (scale: Double, shift: Double)?

    /// Takes the first step out of a graph, if it is the same for all pixels.
    init(_ graph: inout NetworkGraph, holdsBytes: Bool) {
        range = holdsBytes ? .bytes : nil
        guard let index = Self.firstLayer(graph), index < graph.nodes.count - 1,
            let layer = graph.nodes[index].layer as? BatchNorm, layer.isAffine,
            let scales = layer.weight, let shifts = layer.bias,
            let scale = scales.first, let shift = shifts.first
        else { return }
        range = range ?? Self.range(scales, shifts)
        guard scales.allSatisfy({ $0 == scale }), shifts.allSatisfy({ $0 == shift }), scale > 0
        else { return }
        map = (Double(scale), Double(shift))
        graph = graph.without(index)
    }

    /// The only layer that reads the input, changes of shape passed over.
    private static func firstLayer(_ graph: NetworkGraph) -> Int? {
        var value = NetworkGraph.Value.input
        while true {
            let readers = graph.nodes.indices.filter { graph.nodes[$0].inputs.contains(value) }
            guard readers.count == 1, let index = readers.first else { return nil }
            guard graph.nodes[index].layer is Flatten || graph.nodes[index].layer is Reshape else {
                return index
            }
            value = graph.value(of: index)
        }
    }

    /// What a factor and a shift tell.
    ///
    /// A factor of 1/255 or so takes bytes to numbers near 1; one near 1 or 3 begins with numbers up
    /// to 1. Statistics of pixels are told by the largest mean.
    private static func range(_ scales: [Float], _ shifts: [Float]) -> Range? {
        guard let scale = scales.first, scales.allSatisfy({ $0 == scale }) else {
            let means = zip(scales, shifts).filter { $0.0 != 0 }.map { -$0.1 / $0.0 }
            guard let largest = means.max(), largest > 0.05 else { return nil }
            return largest > 1.5 ? .bytes : .unit
        }
        if scale > 0, scale < 0.035 { return .bytes }
        // Without a shift a factor says nothing: pixels may be of any range.
        return scale >= 0.2 && shifts.contains { $0 != 0 } ? .unit : nil
    }
}

extension NetworkGraph {
    /// The output of a layer.
    fileprivate func value(of index: Int) -> Value {
        nodes.lazy.flatMap(\.inputs).first { $0.layerIndex == index } ?? last
    }

    /// The same layers without one of them, which has one input.
    fileprivate func without(_ removed: Int) -> NetworkGraph {
        var graph = NetworkGraph(input: input)
        var values: [Value] = []
        for (index, node) in nodes.enumerated() {
            let inputs = node.inputs.map { input in input.layerIndex.map { values[$0] } ?? .input }
            values.append(
                index == removed ? inputs[0] : graph.append(node.layer, to: inputs, name: node.name)
            )
        }
        return graph
    }
}
