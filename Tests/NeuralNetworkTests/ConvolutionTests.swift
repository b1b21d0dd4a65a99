import NeuralNetwork
import TensorCore
import TestSupport
import Testing

@Suite("Layers of feature maps")
struct ConvolutionTests {
    /// A vertical edge: two dark columns, then two bright ones.
    private let edge = FeatureShape(channels: 1, height: 3, width: 4)
    private let edgePixels: [Float] = [0, 0, 9, 9, 0, 0, 9, 9, 0, 0, 9, 9]

    @Test("a convolution worked by hand")
    func byHand() {
        // 1·1 + 2·0 + 4·0 + 5·(-1) = -4 at the upper left, and so on; plus the bias 10.
        let conv = Conv2D(windows: [Matrix([[1, 0], [0, -1]])], bias: [10])
        let shape = FeatureShape(channels: 1, height: 3, width: 3)
        let x = Matrix([[1, 2, 3, 4, 5, 6, 7, 8, 10]])
        #expect(conv(x, shape: shape) == Matrix([[6, 6, 6, 5]]))
    }

    @Test("stride and padding worked by hand")
    func strideAndPadding() {
        // The window sees the four corners of the padded feature map: one value of the feature map
        // each.
        let conv = Conv2D(windows: [Matrix([[1, 2], [3, 4]])], stride: 2, padding: 1)
        let shape = FeatureShape(channels: 1, height: 2, width: 2)
        let x = Matrix([[1, 10, 100, 1_000]])
        #expect(conv(x, shape: shape) == Matrix([[4, 30, 200, 1_000]]))
    }

    @Test("channels add up and outputs stand feature map after feature map")
    func channels() {
        let conv = Conv2D(
            weights: Matrix([[1, 10], [2, -1]]), bias: [0, 0.5], window: Window2D(size: Size2D(1)))
        let shape = FeatureShape(channels: 2, height: 1, width: 2)
        #expect(conv(Matrix([[1, 2, 3, 4]]), shape: shape) == Matrix([[31, 42, -0.5, 0.5]]))
    }

    @Test("an edge is found, kept by ReLU and pooled")
    func edges() throws {
        let network = try Network(
            [
                Conv2D(windows: [Matrix([[-1, 1]]), Matrix([[1, -1]])], activation: .relu),
                MaxPool2D(window: Window2D(size: Size2D(height: 3, width: 3))),
            ], input: edge)
        #expect(network.shapes.map(\.description) == ["[1, 3, 4]", "[2, 3, 3]", "[2]"])
        #expect(network.forward(Matrix([edgePixels])) == Matrix([[9, 0]]))
        #expect(network.multiplyAddsPerInput == 2 * 2 * 9)
        #expect(network.parameterCount == 2 * 2 + 2)
    }

    @Test("poolings worked by hand")
    func poolings() {
        let shape = FeatureShape(channels: 1, height: 2, width: 4)
        let x = Matrix([[1, 2, 3, 4, 5, 6, 7, -8]])
        #expect(MaxPool2D(2)(x, shape: shape) == Matrix([[6, 7]]))
        #expect(AveragePool2D(2)(x, shape: shape) == Matrix([[3.5, 1.5]]))
        #expect(GlobalAveragePool()(x, shape: shape) == Matrix([[2.5]]))
        let padded = Window2D(size: Size2D(2), stride: Size2D(2), padding: Padding2D(1))
        #expect(
            AveragePool2D(window: padded)(x, shape: shape) == Matrix([[1, 2.5, 4, 5, 6.5, -8]]))
        #expect(
            AveragePool2D(window: padded, countsPadding: true)(x, shape: shape)
                == Matrix([[0.25, 1.25, 1, 1.25, 3.25, -2]]))
    }

    @Test("batch normalization worked by hand, alone and folded")
    func batchNorm() throws {
        // (x - 1) / √(3 + 1) · 4 + 5 = 2x + 3.
        let norm = BatchNorm(weight: [4], bias: [5], mean: [1], variance: [3], epsilon: 1)
        let shape = FeatureShape(channels: 1, height: 1, width: 3)
        let x = Matrix([[1, 2, -4]])
        #expect(norm(x, shape: shape) == Matrix([[5, 7, -5]]))
        let conv = Conv2D(windows: [Matrix([[10]])], bias: [1])
        let folded = try Network([conv, norm], input: shape)
        #expect(folded.forward(x) == Matrix([[25, 45, -75]]))
        // A dense layer before, and one after that takes up what an activation keeps apart.
        let dense = Dense(weights: Matrix([[1], [1], [1]]), activation: .relu)
        let network = try Network(
            [dense, norm, Dense(weights: Matrix([[2]]), bias: [1])])
        #expect(network.forward(Matrix([[1, 2, 3], [-1, -2, -3]])) == Matrix([[31], [7]]))
    }

    @Test("a dense layer after a flatten of channels last takes them in that order")
    func flattenOrder() throws {
        let shape = FeatureShape(channels: 2, height: 1, width: 3)
        // Channel 0 is 1, 2, 3 and channel 1 is 10, 20, 30: Keras sees 1, 10, 2, 20, 3, 30.
        let x = Matrix([[1, 2, 3, 10, 20, 30]])
        let weights = Matrix([[1], [0], [0], [0.1], [1_000], [0]])
        for (order, expected) in [
            (Flatten.Order.channelsLast, Float(3_003)), (.channelsFirst, 20_002),
        ] {
            let network = try Network(
                [Flatten(order: order), Dense(weights: weights)], input: shape)
            #expect(network.forward(x) == Matrix([[expected]]))
        }
    }

    @Test("dropout passes all on, or scales")
    func dropout() throws {
        let x = Matrix([[1, 2]])
        let dense = Dense(weights: Matrix([[1], [2]]), activation: .relu)
        for (scales, expected) in [(false, Float(5)), (true, 3.75)] {
            let dropout = Dropout(rate: 0.25, scalesAtInference: scales)
            #expect(
                try Network([dropout, dense], input: .vector(2)).forward(x) == Matrix([[expected]]))
            #expect(dropout(x) == (scales ? Matrix([[0.75, 1.5]]) : x))
        }
    }

    @Test("the padding is zero after the normalization")
    func paddingAfterNormalization() throws {
        // All pixels are the mean, so all inputs are 0, within the feature map and around it.
        let conv = Conv2D(windows: [Matrix(rows: 3, columns: 3, repeating: 1)], padding: 1)
        let network = try Network(
            [conv], input: FeatureShape(channels: 1, height: 2, width: 2))
        let compiled = try network.compiled(
            for: InputNormalization(scale: 0.5, mean: 50, std: 2))
        #expect(
            compiled.logits(ofPixels: [100, 100, 100, 100], count: 1) == Matrix([[0, 0, 0, 0]]))
        #expect(
            compiled.logits(ofPixels: [108, 100, 100, 100], count: 1) == Matrix([[2, 2, 2, 2]]))
    }

    @Test("pixels give the bits of their normalized values")
    func pixels() throws {
        var generator = SeededGenerator(seed: 8)
        let shape = FeatureShape(channels: 1, height: 9, width: 8)
        let network = try Network(
            [
                Conv2D(
                    weights: Matrix(rows: 5, columns: 9, elements: generator.floats(45)),
                    window: Window2D(size: Size2D(3)), activation: .tanh),
                Flatten(),
                Dense(
                    weights: Matrix(rows: 210, columns: 3, elements: generator.floats(630))),
            ], input: shape)
        let normalization = try InputNormalization(scale: 0.01, mean: 0.3, std: 0.7)
        let pixels = generator.pixels(70 * 72)
        #expect(
            try network.compiled(for: normalization).logits(ofPixels: pixels, count: 70)
                == network.logits(normalization(pixels, count: 70)))
    }
}
