import NeuralNetwork
import TensorCore
import Testing

@Suite("Layers that make no network")
struct NetworkErrorTests {
    private func dense(
        _ inputs: Int, _ outputs: Int, bias: [Float]? = nil, activation: Activation = .identity
    ) -> Dense {
        Dense(
            weights: Matrix(rows: inputs, columns: outputs, repeating: 1), bias: bias,
            activation: activation)
    }

    private func expect(_ error: NetworkError, _ message: String, from layers: [any Layer]) {
        #expect(throws: error) { try Network(layers) }
        #expect("\(error)" == message)
    }

    @Test("no layers")
    func empty() {
        expect(
            .empty, "the network is empty: expected at least one layer, found none", from: [])
    }

    @Test("a layer without inputs or without outputs")
    func emptyLayer() {
        expect(
            .emptyLayer(layer: 1, inputs: 2, outputs: 0),
            "layer 1 is empty: expected inputs and outputs, found weights of shape [2, 0]",
            from: [dense(3, 2), dense(2, 0)])
        expect(
            .emptyLayer(layer: 0, inputs: 0, outputs: 2),
            "layer 0 is empty: expected inputs and outputs, found weights of shape [0, 2]",
            from: [dense(0, 2)])
    }

    @Test("a layer that gives 50 values before one that takes 60")
    func widths() {
        expect(
            .widthMismatch(layer: 1, previous: 0, outputs: 50, inputs: 60),
            "layer 1 does not fit layer 0: expected 50 inputs, found 60",
            from: [dense(4, 50), dense(60, 10)])
    }

    @Test("a bias of the wrong length")
    func bias() {
        expect(
            .biasCount(layer: 1, expected: 3, found: 2),
            "layer 1 has a wrong bias: expected 3 values, found 2",
            from: [dense(4, 2), dense(2, 3, bias: [1, 2])])
    }

    @Test("softmax before the last layer")
    func softmax() {
        expect(
            .softmaxBeforeLastLayer(layer: 0),
            "layer 0 is not the last one: expected an elementwise activation, found softmax",
            from: [dense(4, 2, activation: .softmax), dense(2, 3)])
    }

    @Test("weights and biases that are not finite", arguments: [Float.nan, .infinity, -.infinity])
    func nonFinite(value: Float) {
        var weights = Matrix(rows: 2, columns: 3)
        weights[1, 2] = value
        expect(
            .nonFiniteWeight(layer: 1, row: 1, column: 2),
            "layer 1 has a wrong weight at [1, 2]: expected a finite number, "
                + "found infinity or NaN",
            from: [dense(4, 2), Dense(weights: weights)])
        expect(
            .nonFiniteBias(layer: 0, index: 1),
            "layer 0 has a wrong bias at [1]: expected a finite number, found infinity or NaN",
            from: [dense(4, 2, bias: [0, value])])
    }
}
