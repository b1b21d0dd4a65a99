import NeuralNetwork
import TensorCore
import Testing

@Suite("Layers of feature maps that make no network")
struct FeatureMapErrorTests {
    private let shape = FeatureShape(channels: 2, height: 6, width: 5)

    private func conv(_ window: Window2D, columns: Int? = nil) -> Conv2D {
        Conv2D(
            weights: Matrix(rows: 3, columns: columns ?? 2 * window.size.area, repeating: 1),
            window: window)
    }

    private func expect(
        _ error: NetworkError, from layers: [any Layer], input: FeatureShape? = nil
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
            expect(.invalidWindow(layer: 0), from: [MaxPool2D(window: pool)])
            expect(.invalidWindow(layer: 0), from: [AveragePool2D(window: pool)])
        }
        let window = Window2D(size: Size2D(1), stride: bad)
        expect(.invalidWindow(layer: 0), from: [conv(window)])
    }

    @Test("a window larger than its feature map")
    func tooLarge() {
        let window = Window2D(size: Size2D(height: 1, width: 6))
        expect(
            .windowTooLarge(layer: 1, window: window.size, featureMap: shape.size),
            from: [Dropout(rate: 0.5), MaxPool2D(window: window)])
        expect(
            .windowTooLarge(layer: 0, window: window.size, featureMap: shape.size),
            from: [conv(window)])
    }

    @Test("a pooling that sees nothing but padding")
    func poolPadding() {
        let window = Window2D(size: Size2D(2), padding: Padding2D(2))
        expect(
            .poolPadding(layer: 0, window: window.size),
            from: [AveragePool2D(window: window)])
    }

    @Test("more values than can be held")
    func tooManyValues() {
        let padded = Window2D(size: Size2D(1), padding: Padding2D(60_000))
        expect(
            .tooManyValues(
                layer: 0, shape: FeatureShape(channels: 2, height: 120_006, width: 120_005)),
            from: [conv(padded)])
        let huge = FeatureShape(channels: 1 << 40, height: 1 << 30, width: 1 << 30)
        for layer: any Layer in [
            GlobalAveragePool(), Flatten(), Dropout(rate: 0),
            MaxPool2D(2),
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
            from: [BatchNorm(mean: [0], variance: [1])])
        expect(
            .channelMismatch(layer: 0, expected: 2, found: 1),
            from: [BatchNorm(mean: [0, 0], variance: [1])])
    }

    @Test("layers in an order that makes no sense")
    func order() {
        let dense = Dense(weights: Matrix(rows: 60, columns: 2, repeating: 1))
        expect(.featureMapsExpected(layer: 1), from: [Flatten(), GlobalAveragePool()])
        expect(.featureMapsExpected(layer: 1), from: [dense, conv(Window2D(size: Size2D(1)))])
        expect(
            .flattenMissing(layer: 1, shape: shape), from: [Dropout(rate: 0.5), dense])
        expect(
            .inputCount(shape: shape, found: 61),
            from: [Dense(weights: Matrix(rows: 61, columns: 2, repeating: 1))])
        var softmax = Conv2D(windows: [Matrix([[1]])])
        softmax.activation = .softmax
        let map = FeatureShape(channels: 1, height: 2, width: 2)
        expect(.softmaxOfFeatureMaps(layer: 0, shape: map), from: [softmax], input: map)
        expect(
            .softmaxBeforeLastLayer(layer: 0), from: [softmax, Flatten()],
            input: map)
        #expect(throws: NetworkError.inputShapeMissing) { try Network([Flatten()]) }
    }

    @Test("statistics and rates out of range", arguments: [-1, Double.nan, .infinity])
    func statistics(value: Double) {
        let one = FeatureShape(channels: 1, height: 1, width: 1)
        expect(
            .variance(layer: 0),
            from: [BatchNorm(mean: [0], variance: [1], epsilon: value)], input: one)
        if value < 0 {
            expect(
                .variance(layer: 0),
                from: [BatchNorm(mean: [0], variance: [Float(value)], epsilon: 2)],
                input: one)
        }
        expect(
            .variance(layer: 0),
            from: [BatchNorm(mean: [0], variance: [0], epsilon: 0)], input: one)
        if value == value {
            expect(
                .dropoutRate(layer: 0, rate: value), from: [Dropout(rate: value)],
                input: one)
        }
        expect(
            .foldingOverflows(layer: 1),
            from: [
                Conv2D(windows: [Matrix([[3e38]])]),
                BatchNorm(weight: [2], mean: [0], variance: [1]),
            ], input: one)
    }
}
