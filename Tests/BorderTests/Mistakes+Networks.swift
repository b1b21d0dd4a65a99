import Benchmarking
import ImageClassification
import Reports

/// Weights, shapes and layers that make no network.
enum NetworkMistakes {
    static let all: [Mistake] = [matrices, networks, parts, wrongLayers, integers].flatMap(\.self)

    private static let nan = Matrix([[Float.nan]])

    private static let matrices: [Mistake] = [
        Mistake(
            "Matrix.init(checking:)", "Matrix.init(checking:rows:columns:)",
            "Matrix.product(with:)",
            calls: { _ = try Matrix(checking: [[1], [1, 2]]) },
            { _ = try Matrix(checking: [1], rows: -1, columns: -1) },
            { _ = try Matrix(checking: [], rows: Int.max, columns: Int.max) },
            { _ = try Matrix(checking: [1, 2], rows: 1, columns: 1) },
            { _ = try Matrix([[1, 2]]).product(with: Matrix([[1, 2]])) },
            { _ = try Matrix([[1, 2]]).product(with: Matrix([])) }),
        Mistake(
            "Matrix.argmaxOfRows(variant:)", "Kernels.argmax(_:columns:into:variant:)",
            calls: { _ = try nan.argmaxOfRows() },
            { _ = try Matrix(rows: 2, columns: 0).argmaxOfRows() },
            {
                var indices: [Int32] = [0]
                var span = indices.mutableSpan
                try Kernels.argmax([Float.nan, 1].span, columns: 2, into: &span)
            }),
    ]

    private static let networks: [Mistake] = [
        Mistake(
            "Network.init(_:input:allowsNonFinite:)", "Network.init(_:allowsNonFinite:)",
            calls: { _ = try Network([]) }, { _ = try Network([Dense(weights: nan)]) },
            { _ = try Network([Dense(weights: Matrix([]))]) },
            { _ = try Network([Dense(weights: Matrix([[1]]), bias: [])]) },
            {
                _ = try Network([
                    Dense(weights: Matrix([[1]])), Dense(weights: Matrix([[1], [2]])),
                ])
            },
            {
                _ = try Network(NetworkGraph(input: FeatureShape(channels: 0, height: 0, width: 0)))
            },
            {
                let shape = FeatureShape(channels: Int.max, height: Int.max, width: 2)
                _ = try Network([Flatten()], input: shape)
            },
            {
                let shape = FeatureShape(channels: -1, height: -1, width: 1)
                _ = try Network([Flatten()], input: shape)
            }),
        Mistake(
            "Network.outputs(of:)", "Network.predict(_:)", "Network.part(through:)",
            calls: { _ = try Border.network().outputs(of: Matrix([[1, 2, 3]])) },
            { _ = try Border.network().outputs(of: Matrix([])) },
            {
                _ = try Network([Dense(weights: nan)], allowsNonFinite: true).predict(Matrix([[1]]))
            },
            { _ = try Border.network().part(through: 2) },
            { _ = try Border.network().part(through: Int.min) }),
        Mistake(
            "Network.compiled(for:)",
            calls: {
                let network = try Network([Dense(weights: Matrix([[3e38, 3e38]]))])
                _ = try network.compiled(
                    for: InputNormalization(scale: 1e30, mean: 0, std: 1))
            }),
        Mistake(
            "InputNormalization.init(scale:mean:std:)",
            calls: { _ = try InputNormalization(scale: .nan, mean: 0, std: 1) },
            { _ = try InputNormalization(scale: 1, mean: .infinity, std: 1) },
            { _ = try InputNormalization(scale: 1, mean: 0, std: 0) },
            { _ = try InputNormalization(scale: 1e300, mean: 0, std: 1e-300) }),
        Mistake(
            "Model.init(network:name:input:normalization:classes:)",
            calls: {
                _ = try Model(
                    network: Border.network(), name: "", input: ImageShape(height: 3, width: 3))
            },
            {
                _ = try Model(
                    network: Border.network(), name: "a", input: ImageShape(height: 2, width: 2),
                    classes: ["one"])
            }),
        Mistake(
            "NetworkPictures.init(weightsOf:layer:units:)",
            "NetworkPictures.init(activationsOf:pixels:name:)",
            calls: { _ = try NetworkPictures(weightsOf: Border.model(), layer: 0) },
            { _ = try NetworkPictures(weightsOf: Border.model(), layer: Int.min) },
            { _ = try NetworkPictures(weightsOf: Border.model(), units: -3...2) },
            { _ = try NetworkPictures(weightsOf: Border.model(), units: 0...99) },
            { _ = try NetworkPictures(activationsOf: Border.model(), pixels: [], name: "a") }),
    ]

    private static let parts: [Mistake] = [
        Mistake(
            "NetworkQuantizer.init(_:normalization:pixels:)", "NetworkQuantizer.quantized()",
            calls: {
                _ = try NetworkQuantizer(Border.network(), normalization: .identity, pixels: [])
            },
            {
                _ = try NetworkQuantizer(
                    Border.network(), normalization: .identity, pixels: [1, 2, 3])
            },
            {
                _ = try NetworkQuantizer(
                    Border.network(weight: 3e38), normalization: .identity,
                    pixels: [9, 9, 9, 9]
                ).quantized()
            })
    ]

    // MARK: - Layers

    private static let vector = LayerInput(.vector(3), from: 0)
    private static let maps = LayerInput(
        LayerOutput(FeatureShape(channels: 3, height: 2, width: 2)), from: 0)
    private static let huge = LayerInput(
        LayerOutput(FeatureShape(channels: Int.max, height: Int.max, width: 2)), from: 0)
    private static let parameters = QuantizationParameters(scale: .nan)

    /// A layer with inputs that do not fit, and the layer if its own parts are wrong.
    private static func layer<Kind: Layer>(
        _ layer: Kind, wrong inputs: [LayerInput], isWrong: Bool = false
    ) -> Mistake {
        let name = "\(Kind.self)"
        let output: @Sendable () async throws -> Void = {
            _ = try layer.output(for: inputs, at: 1)
        }
        guard isWrong else { return Mistake("\(name).output(for:at:)", calls: output) }
        return Mistake(
            "\(name).check(at:allowsNonFinite:)", "\(name).output(for:at:)", calls: output,
            { try layer.check(at: 1, allowsNonFinite: false) })
    }

    private static let wrongLayers: [Mistake] = [
        layer(ActivationLayer(.relu), wrong: [huge]),
        layer(Add(), wrong: [vector, maps]),
        layer(AveragePool2D(5), wrong: [maps]),
        layer(AveragePool2D(0), wrong: [maps]),
        layer(MaxPool2D(5), wrong: [maps]),
        layer(MaxPool2D(-1), wrong: [maps]),
        layer(GlobalAveragePool(), wrong: [vector]),
        layer(Concatenate(), wrong: [vector, maps]),
        layer(Multiply(), wrong: [vector, maps]),
        layer(Flatten(), wrong: [huge]),
        layer(DynamicQuantize(), wrong: [huge]),
        layer(Reshape(FeatureShape(channels: 1, height: 1, width: 1)), wrong: [maps]),
        layer(Dropout(rate: .nan), wrong: [huge], isWrong: true),
        layer(BatchNorm(mean: [.nan], variance: [-1]), wrong: [maps], isWrong: true),
        layer(Conv2D(windows: [nan]), wrong: [maps], isWrong: true),
        layer(Conv2D(windows: [Matrix([])]), wrong: [vector], isWrong: true),
        layer(Dense(weights: nan), wrong: [vector], isWrong: true),
        layer(
            Gather(
                indices: [0, 1, 2], shape: FeatureShape(channels: 1, height: 1, width: 1),
                fill: .nan), wrong: [maps], isWrong: true),
        layer(
            Quantize(factors: [1, 2], minimum: .nan, maximum: 0), wrong: [maps], isWrong: true),
        Mistake(
            "LayerInput.unchanged(at:)", "LayerInput.featureMaps(at:)",
            calls: { _ = try huge.unchanged(at: 0) }, { _ = try vector.featureMaps(at: 0) }),
        Mistake(
            "Layer.check(at:allowsNonFinite:)",
            calls: {
                let layers: [any Layer] = [Dense(weights: nan)]
                try layers[0].check(at: 0, allowsNonFinite: false)
            }),
    ]

    private static let integers: [Mistake] = [
        layer(
            QuantizedAdd(first: parameters, second: parameters, output: parameters),
            wrong: [vector, maps], isWrong: true),
        layer(
            QuantizedAveragePool2D(
                window: Window2D(size: Size2D(5)), input: parameters, output: parameters),
            wrong: [maps], isWrong: true),
        layer(
            QuantizedConv2D(
                weights: QuantizedWeights(values: [1], scales: [.nan]), bias: [],
                window: Window2D(size: Size2D(1)), input: parameters, output: nil),
            wrong: [vector], isWrong: true),
        layer(
            QuantizedDense(
                weights: QuantizedWeights(values: [], scales: []), bias: [], input: parameters,
                output: nil), wrong: [vector], isWrong: true),
    ]
}
