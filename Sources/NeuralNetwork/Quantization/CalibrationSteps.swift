internal import TensorCore

/// The steps of a network of real numbers, one for each layer that will have integers.
struct CalibrationSteps {
    enum Work {
        case dense(Dense)
        case convolution(Conv2D)
        case maxPool(Window2D)
        case averagePool(Window2D, countsPadding: Bool)
        case add
    }

    struct Step {
        let work: Work
        /// What follows at once.
        let function: ElementwiseFunction
        /// The steps that give what it reads, counted from 1; 0 is the input.
        let inputs: [Int]
        let input: FeatureShape
        let output: FeatureShape
    }

    let input: FeatureShape
    private(set) var steps: [Step] = []
    /// For each value of the plan the step here that gives it.
    private var values = [0]

    init(_ network: Network) throws(QuantizationError) {
        guard network.integers == nil else { throw .isQuantized }
        input = network.shapes[0]
        for step in network.plan.steps { try add(step) }
    }

    /// What step `number`, counted from 1, gives; 0 is the input.
    private func shape(_ number: Int) -> FeatureShape {
        number == 0 ? input : steps[number - 1].output
    }

    private mutating func append(
        _ work: Work, _ function: ElementwiseFunction, _ inputs: [Int], _ output: FeatureShape
    ) {
        steps.append(
            Step(
                work: work, function: function, inputs: inputs, input: shape(inputs[0]),
                output: output))
    }

    private mutating func add(_ step: NetworkPlan.Step) throws(QuantizationError) {
        let inputs = step.inputs.map { values[$0] }
        switch step.operation {
        case let run as DenseRun:
            var input = inputs
            for (index, layer) in run.layers.enumerated() {
                let isLast = index == run.layers.count - 1
                append(
                    .dense(layer), isLast ? step.activation : layer.activation.function, input,
                    .vector(layer.outputCount))
                input = [steps.count]
            }
        case let convolution as Convolution:
            try add(convolution, step, inputs)
        case let pooling as MaxPooling:
            try checkNoFunction(step)
            append(.maxPool(pooling.window), .identity, inputs, step.output)
        case let pooling as AveragePooling:
            try checkNoFunction(step)
            append(
                .averagePool(pooling.window, countsPadding: pooling.countsPadding), .identity,
                inputs, step.output)
        case is Sum:
            guard inputs.count == 2, [.identity, .relu].contains(step.activation) else {
                throw .unsupported(
                    "a sum of \(inputs.count) values that ends in \(step.activation)")
            }
            append(.add, step.activation, inputs, step.output)
        default:
            throw .unsupported(Self.name(of: step))
        }
        values.append(steps.count)
    }

    /// A convolution, and a max pooling after it as a step of its own.
    private mutating func add(
        _ convolution: Convolution, _ step: NetworkPlan.Step, _ inputs: [Int]
    ) throws(QuantizationError) {
        var conv = convolution.conv
        conv.activation = .identity
        guard let pool = convolution.pool else {
            append(.convolution(conv), step.activation, inputs, step.output)
            return
        }
        // Functions that do not fall may as well come before the maximum.
        let function: ElementwiseFunction
        if step.activation == .identity {
            function = convolution.functionBeforePool
        } else if convolution.functionBeforePool == .identity,
            ["relu", "clipped-relu", "sigmoid", "tanh"].contains(step.activation.name)
        {
            function = step.activation
        } else {
            throw .unsupported("a max pooling that ends in \(step.activation)")
        }
        guard let size = conv.window.outputSize(of: convolution.input.size) else {
            throw .unsupported("a window that does not fit")
        }
        append(
            .convolution(conv), function, inputs,
            FeatureShape(channels: conv.outputChannels, size: size))
        append(.maxPool(pool), .identity, [steps.count], step.output)
    }

    private func checkNoFunction(_ step: NetworkPlan.Step) throws(QuantizationError) {
        guard step.activation == .identity else {
            throw .unsupported("a pooling that ends in \(step.activation)")
        }
    }

    private static func name(of step: NetworkPlan.Step) -> String {
        switch step.operation {
        case is Affine: "a normalization that no layer before or after it takes up"
        case is Activate, is Copy: "\(step.activation) by itself"
        case is Concatenation: "a concatenation"
        case is Product: "a product"
        case is ChannelsLast: "a change of order"
        case is IntegerOperation, is IntegerSum: "a layer of eight bits among others"
        default: "another operation"
        }
    }
}

extension CalibrationSteps.Step {
    /// The step as it runs on real numbers.
    var stage: any Stage {
        var none = ElementwiseFunction.identity
        switch work {
        case .dense(let layer): return DenseRun(layers: [layer]).stage(&none)
        case .convolution(let conv): return Convolution(conv: conv, input: input).stage(&none)
        case .maxPool(let window): return MaxPooling(window: window, input: input)
        case .averagePool(let window, let counts):
            return AveragePooling(window: window, countsPadding: counts, input: input)
        case .add: return Sum(activation: .identity)
        }
    }
}
