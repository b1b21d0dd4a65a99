import NeuralNetwork
import TensorCore
import TestSupport
import Testing

@Suite("Making networks of integers")
struct NetworkQuantizerTests {
    private static func matrix(
        _ rows: Int, _ columns: Int, _ generator: inout SeededGenerator
    ) -> Matrix {
        Matrix(
            rows: rows, columns: columns,
            elements: generator.floats(rows * columns).map { $0 / Float(rows).squareRoot() })
    }

    @Test(
        "a network of integers gives nearly the logits of the one that it was made of",
        arguments: [Activation.relu, .sigmoid, .clippedReLU(maximum: 0.5)])
    func logits(activation: Activation) throws {
        var generator = SeededGenerator(seed: 23)
        // Where padding is 0 and black is not.
        let normalization = try InputNormalization(scale: 1 / 255, mean: 0.3, std: 0.4)
        let dense = try Network([
            Dense(
                weights: Self.matrix(64, 30, &generator), bias: generator.floats(30),
                activation: activation),
            Dense(weights: Self.matrix(30, 10, &generator), bias: generator.floats(10)),
        ])
        var networks = [dense]
        if activation != .sigmoid { networks.append(try Self.plain(activation, &generator)) }
        networks.append(try Self.residual(activation, &generator))
        for network in networks {
            let pixels = generator.pixels(60 * 64, zeroShare: 0.5)
            let result = try NetworkQuantizer(
                network, normalization: normalization, pixels: pixels
            ).quantized()
            #expect(result.tried.count == 6)
            #expect(result.network.endsInSoftmax == network.endsInSoftmax)
            let new = generator.pixels(40 * 64, zeroShare: 0.5)
            let before = try network.compiled(for: normalization).logits(ofPixels: new, count: 40)
            let after = try result.network.compiled(for: normalization)
                .logits(ofPixels: new, count: 40)
            let largest = before.elements.reduce(0) { max($0, $1.magnitude) }
            // Codes are off by half a step of 255 each, and many add up.
            for (a, b) in zip(before.elements, after.elements) {
                #expect(abs(a - b) < 0.05 * largest, "\(network)")
            }
        }
    }

    /// Convolution, pooling, global mean.
    private static func plain(
        _ activation: Activation, _ generator: inout SeededGenerator
    ) throws -> Network {
        try Network(
            [
                Conv2D(
                    weights: matrix(8, 25, &generator), bias: generator.floats(8),
                    window: Window2D(size: Size2D(5), stride: Size2D(2), padding: Padding2D(2)),
                    activation: activation),
                MaxPool2D(2), GlobalAveragePool(), Flatten(),
                Dense(weights: matrix(8, 4, &generator), bias: generator.floats(4)),
            ], input: FeatureShape(channels: 1, height: 8, width: 8))
    }

    /// A residual connection, a depthwise convolution, batch normalization after a convolution.
    private static func residual(
        _ activation: Activation, _ generator: inout SeededGenerator
    ) throws -> Network {
        var graph = NetworkGraph(input: FeatureShape(channels: 1, height: 8, width: 8))
        graph.append(
            Conv2D(
                weights: matrix(6, 9, &generator), bias: generator.floats(6),
                window: Window2D(size: Size2D(3), padding: Padding2D(1)), activation: activation))
        let stem = graph.append(MaxPool2D(2))
        graph.append(
            Conv2D(
                weights: matrix(6, 9, &generator), bias: generator.floats(6),
                window: Window2D(size: Size2D(3), padding: Padding2D(1)), groups: 6))
        graph.append(
            BatchNorm(
                weight: generator.floats(6, in: 0.5...2), bias: generator.floats(6),
                mean: generator.floats(6), variance: generator.floats(6, in: 0.5...2)))
        graph.append(Add(activation: .relu), to: graph.last, stem)
        graph.append(AveragePool2D(2))
        graph.append(Flatten(order: .channelsLast))
        graph.append(
            Dense(
                weights: matrix(24, 5, &generator), bias: generator.floats(5),
                activation: .softmax))
        return try Network(graph)
    }

    @Test("what has no form of integers is refused in words")
    func refusals() throws {
        func reason(_ layers: [any Layer], pixels: [UInt8] = [1, 2, 3, 4]) throws -> String {
            let network = try Network(layers, input: FeatureShape(channels: 1, height: 2, width: 2))
            let error = #expect(throws: QuantizationError.self) {
                try NetworkQuantizer(network, normalization: .unitInterval, pixels: pixels)
            }
            return "\(try #require(error))"
        }
        let dense = Dense(weights: Matrix(rows: 4, columns: 2))
        #expect(try reason([dense], pixels: []) == "expected images to calibrate with, found none")
        #expect(
            try reason([ActivationLayer(.tanh), Flatten(), dense])
                == "expected dense layers, convolutions, poolings and sums of two values, found tanh "
                + "by itself")
        let network = try Network([
            QuantizedDense(
                weights: QuantizedWeights(values: [1], scales: [1]), bias: [0],
                input: QuantizationParameters(scale: 1), output: nil)
        ])
        #expect(throws: QuantizationError.isQuantized) {
            try NetworkQuantizer(network, normalization: .identity, pixels: [1])
        }
    }
}
