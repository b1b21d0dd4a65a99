internal import TensorCore

/// The layers of planes, packed, and the way of one example through them.
struct PlanePass: Sendable {
    fileprivate struct Stage: Sendable {
        enum Operation: Sendable {
            case convolution(PackedConv2D)
            case maxPool(Window2D)
            case averagePool(Window2D, countsPadding: Bool)
            case affine(scale: [Float], shift: [Float])
        }

        let operation: Operation
        let activation: Activation
        let input: FeatureShape
        let output: FeatureShape
    }

    private let stages: [Stage]
    /// The largest number of values between two layers, the input included.
    let widest: Int

    /// - Precondition: there is a layer.
    init(_ layers: [NetworkPlan.PlaneLayer]) {
        precondition(!layers.isEmpty, "a pass has at least one layer")
        stages = layers.map(Stage.init)
        widest = layers.map(\.input.count).max() ?? 0
    }

    var inputCount: Int { stages[0].input.count }
    var outputCount: Int { stages[stages.count - 1].output.count }

    /// Runs one example.
    ///
    /// - Parameters:
    ///   - x: Its planes, at the beginning; overwritten.
    ///   - y: The planes that come out.
    ///   - spare: As long as `x`, both at least ``widest``; overwritten.
    func run(
        _ x: inout [Float], into y: inout MutableSpan<Float>, spare: inout [Float],
        scratch: inout Conv2DScratch, variant: KernelVariant
    ) {
        for stage in stages.dropLast() {
            var span = spare.mutableSpan
            span.withSlice(0..<stage.output.count) { y in
                stage.run(
                    x.span.extracting(0..<stage.input.count), into: &y, &scratch, variant)
            }
            swap(&x, &spare)
        }
        let last = stages[stages.count - 1]
        last.run(x.span.extracting(0..<last.input.count), into: &y, &scratch, variant)
    }
}

extension PlanePass.Stage {
    fileprivate init(_ layer: NetworkPlan.PlaneLayer) {
        input = layer.input
        output = layer.output
        switch layer.operation {
        case .convolution(let conv, let pool):
            let appliesReLU = layer.activation == .relu
            activation = appliesReLU ? .identity : layer.activation
            operation = .convolution(
                PackedConv2D(
                    weights: conv.weights, bias: conv.bias, input: layer.input,
                    window: conv.window, appliesReLU: appliesReLU, pool: pool?.window))
            return
        case .maxPool(let pool):
            operation = .maxPool(pool.window)
        case .averagePool(let pool):
            operation = .averagePool(pool.window, countsPadding: pool.countsPadding)
        case .affine(let scale, let shift):
            operation = .affine(scale: scale, shift: shift)
        }
        activation = layer.activation
    }

    fileprivate func run(
        _ x: Span<Float>, into y: inout MutableSpan<Float>, _ scratch: inout Conv2DScratch,
        _ variant: KernelVariant
    ) {
        switch operation {
        case .convolution(let conv):
            Kernels.conv2D(conv, x, into: &y, scratch: &scratch, variant: variant)
        case .maxPool(let window):
            Kernels.maxPool2D(window, of: input, x, into: &y, variant: variant)
        case .averagePool(let window, let countsPadding):
            Kernels.averagePool2D(
                window, countsPadding: countsPadding, of: input, x, into: &y, variant: variant)
        case .affine(let scale, let shift):
            for index in x.indices { y[index] = x[index] }
            Kernels.affine(&y, scale: scale, shift: shift, variant: variant)
        }
        // Softmax, a function of the whole result, is left to whoever reads the outputs.
        if activation != .softmax {
            activation.apply(to: &y, columns: output.count, variant: variant)
        }
    }
}
