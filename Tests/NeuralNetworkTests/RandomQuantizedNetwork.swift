import NeuralNetwork
import TensorCore
import TestSupport

/// Networks of integers made at random.
struct RandomQuantizedNetwork {
    private var generator: SeededGenerator

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    private mutating func pick(_ range: ClosedRange<Int>) -> Int {
        Int.random(in: range, using: &generator)
    }

    private mutating func codes(zero: Bool) -> QuantizationParameters {
        QuantizationParameters(
            scale: Float.random(in: 0.01...0.1, using: &generator),
            zeroPoint: zero ? 0 : UInt8(pick(0...255)))
    }

    private mutating func weights(_ rows: Int, _ columns: Int) -> QuantizedWeights {
        QuantizedWeights(
            values: (0..<rows * columns).map { _ in
                // Some are zero, some as large as can be.
                Int8(pick(0...9) < 2 ? 0 : pick(-127...127))
            },
            scales: (0..<rows).map { _ in Float.random(in: 0.0001...0.004, using: &generator) })
    }

    private mutating func bias(_ count: Int) -> [Float] {
        (0..<count).map { _ in Float.random(in: -1...1, using: &generator) }
    }

    /// Bytes of which half are zero.
    mutating func image(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in pick(0...1) == 0 ? 0 : UInt8(pick(0...255)) }
    }

    private mutating func activation() -> Activation {
        [.relu, .relu, .identity, .tanh, .leakyReLU(slope: 0.1)][pick(0...4)]
    }

    /// Dense layers.
    mutating func dense() throws -> Network {
        var layers: [any Layer] = []
        var width = pick(1...150)
        var input = codes(zero: pick(0...1) == 0)
        let depth = pick(1...3)
        for index in 0..<depth {
            let outputs = pick(1...70)
            let activation = activation()
            let output = index == depth - 1 ? nil : codes(zero: activation == .relu)
            layers.append(
                QuantizedDense(
                    weights: weights(outputs, width), bias: bias(outputs), input: input,
                    output: output, activation: output == nil ? .identity : activation))
            width = outputs
            input = output ?? input
        }
        return try Network(layers)
    }

    /// Convolutions, poolings, a sum at times, and a dense layer.
    mutating func maps(largest: Int = 70) throws -> Network {
        var shape = FeatureShape(
            channels: pick(1...3), height: pick(4...12), width: pick(4...12))
        var input = codes(zero: pick(0...1) == 0)
        var graph = NetworkGraph(input: shape)
        for _ in 0..<pick(1...3) {
            let side = Size2D(
                height: pick(1...min(4, shape.height)), width: pick(1...min(4, shape.width)))
            let window = Window2D(
                size: side, stride: Size2D(height: pick(1...2), width: pick(1...2)),
                padding: Padding2D(
                    top: pick(0...2), left: pick(0...2), bottom: pick(0...2), right: pick(0...2)),
                dilation: Size2D(pick(0...3) == 0 && side.height + side.width < 4 ? 2 : 1))
            guard let size = window.outputSize(of: shape.size) else { continue }
            let groups = [1, 1, shape.channels][pick(0...2)]
            let outputs = groups == 1 ? pick(1...largest) : groups * pick(1...3)
            let activation = activation()
            let output = codes(zero: activation == .relu)
            graph.append(
                QuantizedConv2D(
                    weights: weights(outputs, shape.channels / groups * side.area),
                    bias: bias(outputs), window: window, groups: groups, input: input,
                    output: output, activation: activation))
            shape = FeatureShape(channels: outputs, size: size)
            input = output
            if pick(0...2) == 0 { input = addSum(&graph, shape, input) }
            (shape, input) = addPool(&graph, shape, input)
        }
        // A dense layer takes no more.
        let half = Window2D(size: Size2D(2), stride: Size2D(2))
        while shape.count > PackedIntegers.mostTerms, let size = half.outputSize(of: shape.size) {
            graph.append(MaxPool2D(window: half))
            shape = FeatureShape(channels: shape.channels, size: size)
        }
        graph.append(Flatten())
        let outputs = pick(1...12)
        graph.append(
            QuantizedDense(
                weights: weights(outputs, shape.count), bias: bias(outputs), input: input,
                output: nil))
        return try Network(graph)
    }

    /// A sum of what there is and a convolution of it.
    private mutating func addSum(
        _ graph: inout NetworkGraph, _ shape: FeatureShape, _ input: QuantizationParameters
    ) -> QuantizationParameters {
        let (branch, sum) = (codes(zero: false), codes(zero: false))
        let before = graph.last
        let values = weights(shape.channels, shape.channels)
        graph.append(
            QuantizedConv2D(
                weights: values, bias: bias(shape.channels), window: Window2D(size: Size2D(1)),
                input: input, output: branch))
        graph.append(
            QuantizedAdd(
                first: branch, second: input, output: sum,
                activation: pick(0...1) == 0 ? .relu : .identity), to: graph.last, before)
        return sum
    }

    private mutating func addPool(
        _ graph: inout NetworkGraph, _ shape: FeatureShape, _ input: QuantizationParameters
    ) -> (FeatureShape, QuantizationParameters) {
        let window = Window2D(
            size: Size2D(2), stride: Size2D(pick(1...2)), padding: Padding2D(pick(0...1)))
        guard let size = window.outputSize(of: shape.size), shape.height > 1, shape.width > 1 else {
            return (shape, input)
        }
        switch pick(0...3) {
        case 0:
            graph.append(MaxPool2D(window: window))
            return (FeatureShape(channels: shape.channels, size: size), input)
        case 1:
            let output = codes(zero: false)
            graph.append(
                QuantizedAveragePool2D(
                    window: window, countsPadding: pick(0...1) == 0, input: input, output: output))
            return (FeatureShape(channels: shape.channels, size: size), output)
        default:
            return (shape, input)
        }
    }
}
