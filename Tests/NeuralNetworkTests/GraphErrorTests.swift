import NeuralNetwork
import TensorCore
import Testing

@Suite("Graphs that make no network")
struct GraphErrorTests {
    private let shape = FeatureShape(channels: 2, height: 4, width: 3)

    private func expect(
        _ error: NetworkError, _ message: String, from graph: NetworkGraph
    ) {
        #expect(throws: error) { try Network(graph) }
        #expect("\(error)" == message)
    }

    @Test("a layer with too few or too many inputs")
    func arity() {
        var few = NetworkGraph(input: shape)
        few.append(Add(), name: "sum")
        let sum = LayerPosition(index: 0, name: "sum")
        expect(
            .inputsOfLayer(layer: sum, expected: 2...4_096, found: 1),
            "layer 0 (sum) has a wrong number of inputs: expected 2 to 4096, found 1", from: few)
        var many = NetworkGraph(input: shape)
        many.append(Flatten(), to: .input, .input)
        expect(
            .inputsOfLayer(layer: 0, expected: 1...1, found: 2),
            "layer 0 has a wrong number of inputs: expected 1, found 2", from: many)
    }

    @Test("inputs whose shapes do not fit together")
    func shapes() {
        let pooled = FeatureShape(channels: 2, height: 2, width: 1)
        for merge: any Layer in [Add(), Multiply()] {
            var graph = NetworkGraph(input: shape)
            let pool = graph.append(MaxPool2D(2), to: .input)
            graph.append(merge, to: [.input, pool])
            expect(
                .shapeMismatch(layer: 1, expected: shape, found: pooled),
                "layer 1 has inputs that do not fit together: expected [2, 4, 3], found [2, 2, 1]",
                from: graph)
        }
        var graph = NetworkGraph(input: shape)
        let pool = graph.append(MaxPool2D(2), to: .input)
        graph.append(Concatenate(), to: .input, pool)
        expect(
            .shapeMismatch(layer: 1, expected: shape, found: pooled),
            "layer 1 has inputs that do not fit together: expected [2, 4, 3], found [2, 2, 1]",
            from: graph)
    }

    @Test("a gate with as many values as there are channels, in a row instead")
    func gate() {
        let row = FeatureShape(channels: 1, height: 1, width: 2)
        var graph = NetworkGraph(input: shape)
        let means = graph.append(GlobalAveragePool(), to: .input)
        let gate = graph.append(Reshape(row), to: means)
        graph.append(Multiply(), to: .input, gate)
        expect(
            .shapeMismatch(layer: 2, expected: shape, found: row),
            "layer 2 has inputs that do not fit together: expected [2, 4, 3], found [1, 1, 2]",
            from: graph)
    }

    @Test("an output that nothing reads")
    func unused() {
        var graph = NetworkGraph(input: shape)
        graph.append(Flatten(), to: .input, name: "lost")
        graph.append(GlobalAveragePool(), to: .input)
        expect(
            .unusedOutput(layer: LayerPosition(index: 0, name: "lost")),
            "the output of layer 0 (lost) is not used: expected each but the last to be an input "
                + "of another layer", from: graph)
    }

    @Test("two layers of one name")
    func names() {
        var graph = NetworkGraph(input: shape)
        graph.append(Flatten(), name: "a")
        graph.append(Dropout(rate: 0), name: "a")
        expect(
            .duplicateName(layer: LayerPosition(index: 1, name: "a")),
            "layer 1 (a) has the name of a layer before it: expected different names", from: graph)
    }

    @Test("too many layers, and too many values at once")
    func limits() {
        let deep = NetworkGraph(
            chain: Array(repeating: Dropout(rate: 0), count: 4_097), input: shape)
        expect(
            .tooManyLayers(found: 4_097),
            "the network is too large: expected at most 4096 layers, found 4097", from: deep)
        // All activations are needed until the end.
        var wide = NetworkGraph(input: FeatureShape(channels: 1, height: 4_000, width: 4_000))
        let values = (0..<5).map { _ in wide.append(ActivationLayer(.tanh), to: .input) }
        wide.append(Add(), to: values)
        expect(
            .tooManyLiveValues(found: 80_000_000),
            "the network is too wide: expected at most 67108864 values at once, found 80000000",
            from: wide)
    }

    @Test("a concatenation of more values than can be held")
    func concatenation() {
        var graph = NetworkGraph(input: FeatureShape(channels: 1, height: 4_000, width: 4_000))
        graph.append(Concatenate(), to: .input, .input)
        #expect(
            throws: NetworkError.tooManyValues(
                layer: 0, shape: FeatureShape(channels: 2, height: 4_000, width: 4_000))
        ) { try Network(graph) }
    }

    @Test("a parameter of an activation that is not finite")
    func parameter() {
        let graph = NetworkGraph(chain: [ActivationLayer(.elu(alpha: .nan))], input: shape)
        expect(
            .activationParameter(layer: 0, name: "alpha"),
            "layer 0 has a wrong alpha of its activation: expected a finite number, found infinity "
                + "or NaN", from: graph)
    }

    @Test("feature maps larger than a window can be")
    func globalPool() {
        let tall = FeatureShape(channels: 1, height: 65_537, width: 1)
        #expect(throws: NetworkError.invalidWindow(layer: 0)) {
            try Network([GlobalAveragePool()], input: tall)
        }
    }
}
