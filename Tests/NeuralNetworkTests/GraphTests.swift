import NeuralNetwork
import TensorCore
import TestSupport
import Testing

@Suite("Graphs of layers")
struct GraphTests {
    private let shape = FeatureShape(channels: 2, height: 1, width: 3)
    private let x = Matrix([[1, 2, 3, -4, 5, -6]])

    @Test("a sum, a concatenation and two products worked by hand")
    func byHand() throws {
        var sum = NetworkGraph(input: shape)
        let positive = sum.append(ActivationLayer(.relu), to: .input)
        sum.append(Add(), to: .input, positive, .input)
        #expect(try Network(sum).forward(x) == Matrix([[3, 6, 9, -8, 15, -12]]))

        var joined = NetworkGraph(input: shape)
        let mean = joined.append(GlobalAveragePool(), to: .input)
        let most = joined.append(
            MaxPool2D(window: Window2D(size: Size2D(height: 1, width: 3))), to: .input)
        joined.append(Concatenate(), to: most, mean)
        #expect(try Network(joined).shapes.last == .vector(4))
        #expect(try Network(joined).forward(x) == Matrix([[3, 5, 2, Float(-5) / 3]]))

        var gated = NetworkGraph(input: shape)
        let gate = gated.append(
            Dense(weights: Matrix([[1, 0], [0, 3]])),
            to: [
                gated.append(GlobalAveragePool(), to: .input)
            ])
        gated.append(Multiply(activation: .relu), to: .input, gate)
        #expect(try Network(gated).forward(x) == Matrix([[2, 4, 6, 20, 0, 30]]))

        var square = NetworkGraph(input: shape)
        square.append(Multiply(), to: .input, .input)
        #expect(try Network(square).forward(x) == Matrix([[1, 4, 9, 16, 25, 36]]))
    }

    @Test("a network may give what it takes")
    func nothingToCompute() throws {
        #expect(try Network([Dropout(rate: 0.5)], input: shape).forward(x) == x)
        #expect(
            try Network([Flatten(order: .channelsLast)], input: shape).forward(x)
                == Matrix([[1, -4, 2, 5, 3, -6]]))
    }

    @Test("a normalization of a vector that no layer takes up is computed")
    func normalizedVector() throws {
        // (x - 1) / √(3 + 1) · 4 + 5 = 2x + 3.
        let norm = BatchNorm(
            weight: [4, 4], bias: [5, 5], mean: [1, 1], variance: [3, 3], epsilon: 1,
            activation: .relu)
        let dense = Dense(weights: Matrix([[1, -1], [0, 1]]), activation: .relu)
        let x = Matrix([[2, 3], [-1, -4]])
        #expect(try Network([dense, norm]).forward(x) == Matrix([[7, 5], [3, 3]]))
        var last = norm
        last.activation = .identity
        #expect(try Network([dense, last]).forward(x) == Matrix([[7, 5], [3, 3]]))
        // One reader takes the normalization up, the other one reads its value.
        var graph = NetworkGraph()
        let normalized = graph.append(last, to: graph.append(dense))
        let twice = graph.append(Dense(weights: Matrix([[2, 0], [0, 2]])), to: normalized)
        graph.append(Add(), to: normalized, twice)
        #expect(try Network(graph).forward(x) == Matrix([[21, 15], [9, 9]]))
    }

    @Test("what several layers read is not changed by one of them")
    func sharedValues() throws {
        let conv = Conv2D(windows: [Matrix([[2]])])
        let norm = BatchNorm(weight: [10], mean: [0], variance: [1], epsilon: 0)
        let one = FeatureShape(channels: 1, height: 2, width: 2)
        for layer: any Layer in [
            norm, ActivationLayer(.relu), MaxPool2D(window: Window2D(size: Size2D(1))),
        ] {
            var graph = NetworkGraph(input: one)
            let sums = graph.append(conv)
            let changed = graph.append(layer, to: [sums])
            graph.append(Concatenate(), to: sums, changed)
            let values = try Network(graph).forward(Matrix([[1, -2, 3, -4]])).row(0)
            #expect(values.prefix(4) == [2, -4, 6, -8], "\(layer)")
        }
    }

    @Test("a layer of one's own may use its input twice")
    func ownLayer() throws {
        let network = try Network(
            [Conv2D(windows: [Matrix([[-2]])]), PositiveSquare()],
            input: FeatureShape(channels: 1, height: 1, width: 3))
        // 2x · relu(2x)
        #expect(network.forward(Matrix([[-1, 2, -3]])) == Matrix([[4, 0, 36]]))
    }

    @Test("a long chain of residual blocks needs no more memory than a short one")
    func memory() throws {
        let maps = FeatureShape(channels: 3, height: 5, width: 4)
        func network(blocks: Int) throws -> Network {
            var generator = SeededGenerator(seed: 5)
            var graph = NetworkGraph(input: maps)
            for _ in 0..<blocks {
                let before = graph.last
                var value = before
                for activation in [Activation.relu, .identity] {
                    value = graph.append(
                        generator.convolution(3, of: 3, activation: activation), to: value)
                }
                graph.append(Add(activation: .relu), to: value, before)
            }
            return try Network(graph)
        }
        // The input of the block, and what the two convolutions read and write.
        #expect(try network(blocks: 2).bufferSizes == [60, 60, 60])
        #expect(try network(blocks: 200).bufferSizes == [60, 60, 60])
    }

    @Test("a chain needs two buffers, and none for dense layers")
    func memoryOfChains() throws {
        var generator = SeededGenerator(seed: 6)
        let layers: [any Layer] = [
            generator.convolution(4, of: 1), generator.convolution(2, of: 4),
            generator.convolution(1, of: 2), Flatten(),
            Dense(weights: Matrix(rows: 25, columns: 3, repeating: 1)),
        ]
        let network = try Network(layers, input: FeatureShape(channels: 1, height: 5, width: 5))
        #expect(network.bufferSizes == [50, 100])
        #expect(try Network(teachingLayers).bufferSizes == [])
    }
}

/// x · relu(x), lowered to two operations that read the same value.
private struct PositiveSquare: Layer {
    func output(
        for inputs: [LayerInput], at position: LayerPosition
    ) throws(NetworkError) -> LayerOutput {
        try inputs[0].unchanged(at: position)
    }

    func lower(_ inputs: [PlanValue], into plan: inout PlanBuilder) -> PlanValue {
        plan.multiply(inputs[0], by: plan.activate(inputs[0], .relu))
    }
}

extension SeededGenerator {
    /// A convolution of 3 × 3 that keeps the size of the feature maps.
    mutating func convolution(
        _ outputs: Int, of inputs: Int, activation: Activation = .identity
    ) -> Conv2D {
        let count = inputs * 9
        let spread = 1 / Float(count).squareRoot()
        return Conv2D(
            weights: Matrix(
                rows: outputs, columns: count,
                elements: floats(outputs * count, in: -spread...spread)),
            bias: floats(outputs), window: Window2D(size: Size2D(3), padding: Padding2D(1)),
            activation: activation)
    }
}
