import NeuralNetwork
import TensorCore
import TestSupport
import Testing

extension EmulationTests {
    /// A residual block, a gate of squeeze and excitation, a dilated branch that is concatenated,
    /// poolings and dense layers: a network here, and kernel by kernel on the other processor.
    @Test("a graph of branches gives the same logits", arguments: variants)
    func graph(variant: String) throws {
        var both = GraphAndProgram(
            input: FeatureShape(channels: 3, height: 9, width: 10), images: 4)

        let same = Window2D(size: Size2D(3), padding: Padding2D(1))
        both.append(outputs: 8, same, .relu)
        let stem = both.putAside(0)
        both.append(outputs: 8, same, .hardSwish, groups: 8)
        both.append(outputs: 8, Window2D(size: Size2D(1)), .identity)
        both.appendSum(with: stem, 0, .leakyReLU(slope: 0.1))
        let block = both.putAside(1)

        both.appendMean()
        both.append(outputs: 4, .gelu)
        both.append(outputs: 8, .hardSigmoid())
        let gate = both.putAside(2)
        both.takeUp(block, 1)
        both.appendGate(gate, 2, .silu)
        let gated = both.putAside(3)

        both.append(
            outputs: 4, Window2D(size: Size2D(3), padding: Padding2D(2), dilation: Size2D(2)),
            .elu())
        both.appendConcatenation(after: gated, 3)
        both.append(.mean, Window2D(size: Size2D(2), stride: Size2D(2)))
        both.append(.max, Window2D(size: Size2D(2)))
        both.append(outputs: 20, .tanh)
        both.append(outputs: 10, .identity)

        both.program.store()
        let logits = try Network(both.graph).forward(both.x)
        #expect(Set(logits.elements.map(\.bitPattern)).count > 30, "logits that say something")
        #expect(try results(both.program, variant) == bits(logits.elements))
    }
}

/// A network, and the same steps as a program.
private struct GraphAndProgram {
    /// An output of the graph.
    struct Value {
        let value: NetworkGraph.Value
        let shape: FeatureShape
    }

    private(set) var graph: NetworkGraph
    var program = KernelProgram()
    let x: Matrix
    private var last: Value
    private var generator = SeededGenerator(seed: 15)

    init(input: FeatureShape, images: Int) {
        graph = NetworkGraph(input: input)
        last = Value(value: .input, shape: input)
        let values = generator.floats(images * input.count)
        x = Matrix(rows: images, columns: input.count, elements: values)
        program.load(values, rows: images)
    }

    private mutating func append(
        _ layer: any Layer, to inputs: [NetworkGraph.Value], giving shape: FeatureShape
    ) {
        last = Value(value: graph.append(layer, to: inputs), shape: shape)
    }

    /// Adds a convolution; as many groups as channels make it depthwise.
    mutating func append(
        outputs: Int, _ window: Window2D, _ activation: Activation, groups: Int = 1
    ) {
        let columns = last.shape.channels / groups * window.size.area
        let weights = Matrix(
            rows: outputs, columns: columns, elements: generator.floats(outputs * columns))
        let bias = generator.floats(outputs)
        let size = window.outputSize(of: last.shape.size) ?? last.shape.size
        let output = FeatureShape(channels: outputs, size: size)
        let convolution = KernelProgram.Convolution(
            weights: weights, bias: bias, window: window, function: activation.function,
            pool: nil, input: last.shape, output: output)
        if groups > 1 {
            program.appendDepthwise(convolution)
        } else {
            program.append(convolution, prunes: false)
        }
        append(
            Conv2D(
                weights: weights, bias: bias, window: window, groups: groups,
                activation: activation),
            to: [last.value], giving: output)
    }

    /// Adds a dense layer.
    mutating func append(outputs: Int, _ activation: Activation) {
        let inputs = last.shape.count
        let dense = Dense(
            weights: Matrix(
                rows: inputs, columns: outputs, elements: generator.floats(inputs * outputs)),
            bias: generator.floats(outputs), activation: activation)
        program.appendDense(dense, fromPixels: false)
        program.appendActivation(activation.function)
        let isFlat = last.shape.size.area == 1
        let flat = isFlat ? last.value : graph.append(Flatten(), to: last.value)
        append(dense, to: [flat], giving: .vector(outputs))
    }

    mutating func append(_ pooling: KernelProgram.Pooling, _ window: Window2D) {
        let size = window.outputSize(of: last.shape.size) ?? last.shape.size
        let output = FeatureShape(channels: last.shape.channels, size: size)
        program.append(pooling, window, of: last.shape, to: output)
        let layer: any Layer =
            pooling == .max ? MaxPool2D(window: window) : AveragePool2D(window: window)
        append(layer, to: [last.value], giving: output)
    }

    /// Adds the mean of each feature map.
    mutating func appendMean() {
        let output = FeatureShape.vector(last.shape.channels)
        program.append(.mean, Window2D(size: last.shape.size), of: last.shape, to: output)
        append(GlobalAveragePool(), to: [last.value], giving: output)
    }

    mutating func putAside(_ slot: Int) -> Value {
        program.putAside(slot)
        return last
    }

    mutating func takeUp(_ value: Value, _ slot: Int) {
        program.takeUp(slot)
        last = value
    }

    mutating func appendSum(with other: Value, _ slot: Int, _ activation: Activation) {
        program.appendSum(with: slot)
        program.appendActivation(activation.function)
        append(Add(activation: activation), to: [last.value, other.value], giving: last.shape)
    }

    mutating func appendGate(_ gate: Value, _ slot: Int, _ activation: Activation) {
        program.appendGate(slot)
        program.appendActivation(activation.function)
        append(Multiply(activation: activation), to: [last.value, gate.value], giving: last.shape)
    }

    mutating func appendConcatenation(after first: Value, _ slot: Int) {
        program.appendConcatenation(after: slot)
        let channels = first.shape.channels + last.shape.channels
        append(
            Concatenate(), to: [first.value, last.value],
            giving: FeatureShape(channels: channels, size: last.shape.size))
    }
}
