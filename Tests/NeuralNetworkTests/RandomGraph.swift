import NeuralNetwork
import TensorCore
import TestSupport

/// Makes graphs of all kinds of layers, with random connections, sizes and weights.
struct RandomGraph {
    private var generator: SeededGenerator
    private(set) var graph: NetworkGraph
    let input: FeatureShape
    /// Whether weights and inputs have both zeros and subnormal numbers among them.
    private let hasEdges: Bool
    /// The values so far that are feature maps, with their shapes.
    private var maps: [(value: NetworkGraph.Value, shape: FeatureShape)]
    /// Those that no layer reads yet.
    private var unread: Set<NetworkGraph.Value> = []

    init(seed: UInt64, layers: Int, hasEdges: Bool = false) {
        generator = SeededGenerator(seed: seed)
        self.hasEdges = hasEdges
        input = FeatureShape(
            channels: generator.integer(1...4), height: generator.integer(5...11),
            width: generator.integer(5...11))
        graph = NetworkGraph(input: input)
        maps = [(.input, input)]
        for _ in 0..<layers { addLayer() }
        finish()
    }

    /// An example.
    mutating func example() -> [Float] {
        hasEdges
            ? generator.edgeFloats(input.count)
            : generator.sparseFloats(input.count, zeroShare: 0.3)
    }

    private mutating func add(
        _ layer: any Layer, _ inputs: NetworkGraph.Value...
    ) -> NetworkGraph.Value {
        for input in inputs { unread.remove(input) }
        let value = graph.append(layer, to: inputs)
        unread.insert(value)
        return value
    }

    private mutating func addLayer() {
        let (x, shape) = maps[generator.integer(0...maps.count - 1)]
        switch generator.integer(0...11) {
        case 0...3:
            let conv = convolution(shape)
            let value = add(conv, x)
            let channels = conv.weights.rows
            guard let size = conv.window.outputSize(of: shape.size) else {
                preconditionFailure("the window fits")
            }
            maps.append((value, FeatureShape(channels: channels, size: size)))
        case 4:
            maps.append((add(normalization(shape.channels), x), shape))
        case 5:
            maps.append((add(ActivationLayer(activation()), x), shape))
        case 6:
            guard min(shape.height, shape.width) > 3 else { return }
            let window = Window2D(
                size: Size2D(generator.integer(2...3)), stride: Size2D(generator.integer(1...2)),
                padding: Padding2D(generator.integer(0...1)))
            let pool: any Layer =
                generator.integer(0...1) == 0
                ? MaxPool2D(window: window)
                : AveragePool2D(window: window, countsPadding: generator.integer(0...1) == 0)
            guard let size = window.outputSize(of: shape.size) else { return }
            maps.append((add(pool, x), FeatureShape(channels: shape.channels, size: size)))
        case 7, 8:
            let others = maps.filter { $0.shape == shape && $0.value != x }
            guard let other = others.last else { return }
            let layer: any Layer =
                generator.integer(0...2) > 0
                ? Add(activation: activation()) : Multiply(activation: activation())
            maps.append((add(layer, x, other.value), shape))
        case 9:
            let others = maps.filter { $0.shape.size == shape.size && $0.value != x }
            guard let other = others.last, shape.channels < 24 else { return }
            let channels = shape.channels + other.shape.channels
            maps.append(
                (
                    add(Concatenate(), x, other.value),
                    FeatureShape(channels: channels, size: shape.size)
                ))
        case 10:
            // Squeeze and excite: a gate by dense layers or by convolutions of 1 × 1.
            let inner = generator.integer(1...4)
            var gate = add(GlobalAveragePool(), x)
            for (inputs, outputs) in [(shape.channels, inner), (inner, shape.channels)] {
                let activation = outputs == inner ? Activation.relu : .hardSigmoid()
                gate = add(dense(inputs, outputs, activation), gate)
            }
            maps.append((add(Multiply(), x, gate), shape))
        default:
            maps.append((add(Dropout(rate: 0.25, scalesAtInference: true), x), shape))
        }
    }

    /// Joins all that is not read yet, and ends in dense layers.
    private mutating func finish() {
        if unread.isEmpty { maps.append((add(ActivationLayer(.tanh), .input), input)) }
        var vectors: [NetworkGraph.Value] = []
        var count = 0
        for (value, shape) in maps where unread.contains(value) {
            let isMean = generator.integer(0...1) == 0
            let order = Flatten.Order.allCases[generator.integer(0...1)]
            vectors.append(
                isMean ? add(GlobalAveragePool(), value) : add(Flatten(order: order), value))
            count += isMean ? shape.channels : shape.count
        }
        let joined =
            vectors.count > 1 ? graph.append(Concatenate(), to: vectors) : vectors[0]
        let normalized = graph.append(normalization(count, activation: .identity), to: joined)
        let hidden = graph.append(dense(count, 9, activation()), to: normalized)
        graph.append(dense(9, 4, .softmax), to: hidden)
    }
}

extension RandomGraph {
    private mutating func weights(_ count: Int, in range: ClosedRange<Float>) -> [Float] {
        hasEdges ? generator.edgeFloats(count, in: range) : generator.floats(count, in: range)
    }

    private mutating func convolution(_ shape: FeatureShape) -> Conv2D {
        let divisors = (1...shape.channels).filter { shape.channels.isMultiple(of: $0) }
        let groups = divisors[generator.integer(0...divisors.count - 1)]
        let outputs = groups * generator.integer(1...max(1, 9 / groups))
        let size = Size2D(height: generator.integer(1...3), width: generator.integer(1...3))
        let dilation = Size2D(height: generator.integer(1...2), width: generator.integer(1...2))
        let reach = Size2D(
            height: (size.height - 1) * dilation.height, width: (size.width - 1) * dilation.width)
        // Padding on all sides that keeps the size, so that shapes meet again.
        var window = Window2D(
            size: size,
            padding: Padding2D(
                top: reach.height / 2, left: reach.width / 2,
                bottom: reach.height - reach.height / 2, right: reach.width - reach.width / 2))
        window.dilation = dilation
        if generator.integer(0...3) == 0, shape.height > 5 { window.stride = Size2D(2) }
        let columns = shape.channels / groups * size.area
        let spread = 2 / Float(columns).squareRoot()
        return Conv2D(
            weights: Matrix(
                rows: outputs, columns: columns,
                elements: weights(outputs * columns, in: -spread...spread)),
            bias: weights(outputs, in: -0.5...0.5), window: window, groups: groups,
            activation: generator.integer(0...1) == 0 ? .identity : activation())
    }

    private mutating func normalization(
        _ channels: Int, activation: Activation? = nil
    ) -> BatchNorm {
        let random = self.activation()
        return BatchNorm(
            weight: weights(channels, in: 0.5...1.5),
            bias: weights(channels, in: -0.5...0.5),
            mean: weights(channels, in: -0.5...0.5),
            variance: generator.floats(channels, in: 0.5...2), activation: activation ?? random)
    }

    private mutating func dense(
        _ inputs: Int, _ outputs: Int, _ activation: Activation
    ) -> Dense {
        let spread = 1 / Float(inputs).squareRoot()
        return Dense(
            weights: Matrix(
                rows: inputs, columns: outputs,
                elements: weights(inputs * outputs, in: -spread...spread)),
            bias: weights(outputs, in: -0.5...0.5), activation: activation)
    }

    /// A continuous function.
    private mutating func activation() -> Activation {
        let functions: [Activation] = [
            .identity, .relu, .sigmoid, .tanh, .leakyReLU(), .leakyReLU(slope: 0.3),
            .clippedReLU(), .clippedReLU(maximum: 0.75), .elu(), .elu(alpha: 0.5), .gelu,
            .geluTanh, .silu, .hardSigmoid(), .hardSigmoid(slope: 0.2), .hardSwish,
            .mish, .softplus, .softsign, .abs, .erf,
        ]
        return functions[generator.integer(0...functions.count - 1)]
    }
}

extension SeededGenerator {
    /// A whole number.
    mutating func integer(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }
}
