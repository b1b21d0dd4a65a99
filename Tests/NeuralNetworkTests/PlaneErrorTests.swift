import NeuralNetwork
import TensorCore
import Testing

@Suite("Layers of planes that make no network")
struct PlaneErrorTests {
    private let shape = FeatureShape(channels: 2, height: 6, width: 5)

    private func conv(_ window: Window2D, columns: Int? = nil) -> Layer {
        .conv2D(
            Conv2D(
                weights: Matrix(rows: 3, columns: columns ?? 2 * window.size.area, repeating: 1),
                window: window))
    }

    private func expect(
        _ error: NetworkError, from layers: [Layer], input: FeatureShape? = nil
    ) {
        #expect(throws: error) { try Network(layers, input: input ?? shape) }
        #expect("\(error)".contains("expected") || "\(error)".contains("fit"))
    }

    @Test("windows out of range", arguments: [Int.min, -1, 0, 65_537, Int.max])
    func windows(extent: Int) {
        let bad = Size2D(height: extent, width: 1)
        for pool in [
            Window2D(size: bad), Window2D(size: Size2D(2), stride: bad),
            Window2D(
                size: Size2D(2),
                padding: Padding2D(top: extent == 0 ? -1 : extent, left: 0, bottom: 0, right: 0)),
        ] {
            expect(.invalidWindow(layer: 0), from: [.maxPool2D(MaxPool2D(window: pool))])
            expect(.invalidWindow(layer: 0), from: [.averagePool2D(AveragePool2D(window: pool))])
        }
        let window = Window2D(size: Size2D(1), stride: bad)
        expect(.invalidWindow(layer: 0), from: [conv(window)])
    }

    @Test("a window larger than its plane")
    func tooLarge() {
        let window = Window2D(size: Size2D(height: 1, width: 6))
        expect(
            .windowTooLarge(layer: 1, window: window.size, plane: shape.size),
            from: [.dropout(Dropout(rate: 0.5)), .maxPool2D(MaxPool2D(window: window))])
        expect(
            .windowTooLarge(layer: 0, window: window.size, plane: shape.size), from: [conv(window)])
    }

    @Test("a pooling that sees nothing but padding")
    func poolPadding() {
        let window = Window2D(size: Size2D(2), padding: Padding2D(2))
        expect(
            .poolPadding(layer: 0, window: window.size),
            from: [.averagePool2D(AveragePool2D(window: window))])
    }

    @Test("more values than can be held")
    func tooManyValues() {
        let padded = Window2D(size: Size2D(1), padding: Padding2D(60_000))
        expect(
            .tooManyValues(
                layer: 0, shape: FeatureShape(channels: 2, height: 120_006, width: 120_005)),
            from: [conv(padded)])
        let huge = FeatureShape(channels: 1 << 40, height: 1 << 30, width: 1 << 30)
        for layer in [
            Layer.globalAveragePool, .flatten(Flatten()), .dropout(Dropout(rate: 0)),
            .maxPool2D(MaxPool2D(2)),
        ] {
            expect(.tooManyValues(layer: 0, shape: huge), from: [layer], input: huge)
        }
    }

    @Test("channels and weights that do not fit")
    func channels() {
        let window = Window2D(size: Size2D(2))
        expect(
            .channelMismatch(layer: 0, expected: 2, found: 3), from: [conv(window, columns: 12)])
        expect(
            .weightCount(layer: 0, window: window.size, found: 10),
            from: [conv(window, columns: 10)])
        expect(
            .channelMismatch(layer: 0, expected: 2, found: 1),
            from: [.batchNorm(BatchNorm(mean: [0], variance: [1]))])
        expect(
            .channelMismatch(layer: 0, expected: 2, found: 1),
            from: [.batchNorm(BatchNorm(mean: [0, 0], variance: [1]))])
    }

    @Test("layers in an order that makes no sense")
    func order() {
        let dense = Layer.dense(Dense(weights: Matrix(rows: 60, columns: 2, repeating: 1)))
        expect(.planesExpected(layer: 1), from: [.flatten(Flatten()), .globalAveragePool])
        expect(.planesExpected(layer: 1), from: [dense, conv(Window2D(size: Size2D(1)))])
        expect(
            .flattenMissing(layer: 1, shape: shape), from: [.dropout(Dropout(rate: 0.5)), dense])
        expect(.denseExpectedAtEnd(layer: 0), from: [.flatten(Flatten(order: .channelsLast))])
        expect(
            .inputCount(shape: shape, found: 61),
            from: [.dense(Dense(weights: Matrix(rows: 61, columns: 2, repeating: 1)))])
        var softmax = Conv2D(windows: [Matrix([[1]])])
        softmax.activation = .softmax
        let plane = FeatureShape(channels: 1, height: 2, width: 2)
        expect(.softmaxOfPlanes(layer: 0, shape: plane), from: [.conv2D(softmax)], input: plane)
        expect(
            .softmaxBeforeLastLayer(layer: 0), from: [.conv2D(softmax), .flatten(Flatten())],
            input: plane)
        #expect(throws: NetworkError.inputShapeMissing) { try Network([.flatten(Flatten())]) }
    }

    @Test("a batch normalization that neither folds nor stands among planes")
    func cannotFold() {
        let dense = Layer.dense(
            Dense(weights: Matrix(rows: 60, columns: 1, repeating: 1), activation: .relu))
        let norm = BatchNorm(mean: [0], variance: [1], activation: .relu)
        expect(.cannotFold(layer: 1), from: [dense, .batchNorm(norm)])
        expect(
            .denseExpectedAtEnd(layer: 1),
            from: [dense, .batchNorm(BatchNorm(mean: [0], variance: [1]))])
    }

    @Test("statistics and rates out of range", arguments: [-1, Double.nan, .infinity])
    func statistics(value: Double) {
        let one = FeatureShape(channels: 1, height: 1, width: 1)
        expect(
            .variance(layer: 0),
            from: [.batchNorm(BatchNorm(mean: [0], variance: [1], epsilon: value))], input: one)
        if value < 0 {
            expect(
                .variance(layer: 0),
                from: [.batchNorm(BatchNorm(mean: [0], variance: [Float(value)], epsilon: 2))],
                input: one)
        }
        expect(
            .variance(layer: 0),
            from: [.batchNorm(BatchNorm(mean: [0], variance: [0], epsilon: 0))], input: one)
        if value == value {
            expect(
                .dropoutRate(layer: 0, rate: value), from: [.dropout(Dropout(rate: value))],
                input: one)
        }
        expect(
            .foldingOverflows(layer: 1),
            from: [
                .conv2D(Conv2D(windows: [Matrix([[3e38]])])),
                .batchNorm(BatchNorm(weight: [2], mean: [0], variance: [1])),
            ], input: one)
    }
}
