import NeuralNetwork
import TensorCore
import TestSupport
import Testing

/// What a plan may fold into the step before, and what it must not; results worked by hand.
@Suite("Folding of steps")
struct FoldingTests {
    private let row = FeatureShape(channels: 1, height: 1, width: 5)
    private let double = Conv2D(windows: [Matrix([[2]])])

    @Test("a value may be added to itself, and multiplied by itself")
    func same() throws {
        for (layer, expected) in [
            (Add(), [8, 16, 24, -8, 0]), (Multiply(), [8, 32, 72, 8, 0]),
        ] as [(any Layer, [Float])] {
            var graph = NetworkGraph(input: row)
            let doubled = graph.append(double, to: [.input])
            // Not the last step, which has no buffer.
            graph.append(double, to: [graph.append(layer, to: [doubled, doubled])])
            let network = try Network(graph)
            #expect(network.logits(Matrix([[1, 2, 3, -1, 0]])) == Matrix([expected]))
        }
    }

    @Test("a dilated pooling after a convolution sees every other value")
    func dilatedPool() throws {
        var window = Window2D(
            size: Size2D(height: 1, width: 2), stride: Size2D(height: 1, width: 2))
        window.dilation = Size2D(height: 1, width: 2)
        let network = try Network([double, MaxPool2D(window: window)], input: row)
        #expect(network.logits(Matrix([[1, 5, 2, 4, 3]])) == Matrix([[4, 6]]))
    }

    @Test("a dilated pooling begins inside of the padding where its first tap does")
    func dilatedPadding() throws {
        var window = Window2D(
            size: Size2D(height: 1, width: 2), stride: Size2D(1),
            padding: Padding2D(top: 0, left: 1, bottom: 0, right: 0))
        window.dilation = Size2D(height: 1, width: 3)
        let network = try Network([MaxPool2D(window: window)], input: row)
        // The taps are at -1 and 2, 0 and 3, 1 and 4.
        #expect(network.logits(Matrix([[1, 5, 2, 4, 3]])) == Matrix([[2, 4, 5]]))
    }

    @Test("a normalization that turns signs comes after the pooling, not before it")
    func normalizationAfterPool() throws {
        let norm = BatchNorm(weight: [-1], mean: [0], variance: [1], epsilon: 0)
        let square = FeatureShape(channels: 1, height: 2, width: 2)
        let network = try Network([double, MaxPool2D(2), norm], input: square)
        #expect(network.logits(Matrix([[1, 2, 3, 4]])) == Matrix([[-8]]))
    }

    @Test("two normalizations of a vector are one map, the first one first")
    func twoNormalizations() throws {
        func norm(_ scale: Float) -> BatchNorm {
            BatchNorm(
                weight: [scale, scale], bias: [1, 1], mean: [0, 0], variance: [1, 1], epsilon: 0)
        }
        let network = try Network(
            [Flatten(), norm(2), norm(3), Dense(weights: Matrix([[1, 0], [0, 1]]))],
            input: FeatureShape(channels: 2, height: 1, width: 1))
        // 3 · (2x + 1) + 1
        #expect(network.logits(Matrix([[1, 2]])) == Matrix([[10, 16]]))
    }

    @Test("an activation stays between a convolution and its pooling")
    func activationBeforePool() throws {
        let square = FeatureShape(channels: 1, height: 2, width: 2)
        let negative = Conv2D(windows: [Matrix([[-1]])], activation: .relu)
        let network = try Network([negative, MaxPool2D(2)], input: square)
        #expect(network.logits(Matrix([[1, 2, 3, 4]])) == Matrix([[0]]))
    }

    @Test("a normalization of pixels is folded in Double, and rounded once")
    func normalizationOfPixels() throws {
        var generator = SeededGenerator(seed: 5)
        let weights = generator.floats(64)
        let dense = Dense(weights: Matrix(rows: 64, columns: 1, elements: weights))
        let normalization = try InputNormalization(scale: 1.0 / 255, mean: 0, std: 0.3081)
        let network = try Network([dense]).compiled(for: normalization)
        for (place, weight) in weights.enumerated() {
            var pixels = [UInt8](repeating: 0, count: 64)
            pixels[place] = 1
            let expected = Float(Double(weight) * (1.0 / 255 / 0.3081))
            #expect(network.logits(ofPixels: pixels, count: 1).elements == [expected])
        }
    }
}
