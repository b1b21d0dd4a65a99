internal import TensorCore

/// The packed layers of a network, and the way of a batch through them.
enum ForwardPass: Sendable {
    /// Dense layers alone.
    case dense(DenseStack)
    /// Layers of planes, which one example runs through at a time, and the dense layers after them,
    /// which a block of examples runs through together.
    case planes(PlanePass, DenseStack?)

    /// The examples of such a block.
    private static let blockSize = 64
    /// The values that it may have between the two, unless one example alone has more: half a MiB,
    /// which should fit in a level 2 cache.
    private static let blockValues = 1 << 17

    /// Packs the layers of a plan.
    ///
    /// - Parameter first: The first dense layer as it is packed already.
    init(_ plan: NetworkPlan, first: PackedDense? = nil) {
        let stack = plan.dense.enumerated().map { index, layer in
            let known = index == 0 ? first : nil
            return DenseStack.Layer(
                known ?? PackedDense(weights: layer.weights, bias: layer.bias),
                layer.activation.function)
        }
        let dense = stack.isEmpty ? nil : DenseStack(stack)
        if let dense, plan.planes.isEmpty {
            self = .dense(dense)
        } else {
            self = .planes(PlanePass(plan.planes), dense)
        }
    }

    /// Runs a batch of shape `[N, K]` to its outputs `[N, M]`, both row-major.
    ///
    /// - Parameter table: What each byte is as an input of the layers of planes; floats are inputs
    ///   as they are.
    func run<Input: KernelInput>(
        _ input: Span<Input>, table: [Float] = [], count: Int,
        into output: inout MutableSpan<Float>, workspace: inout Workspace, variant: KernelVariant
    ) {
        switch self {
        case .dense(let dense):
            Input.run(
                dense, input, count: count, into: &output, scratch: &workspace.scratch,
                variant: variant)
        case .planes(let planes, let dense):
            workspace.reservePlanes(planes.widest)
            let outputCount = dense?.outputs ?? planes.outputCount
            precondition(
                count >= 0 && input.count == count * planes.inputCount
                    && output.count == count * outputCount,
                "a batch of \(count) in a network of shape [\(planes.inputCount), \(outputCount)] "
                    + "cannot read \(input.count) values and write \(output.count)")
            guard let dense else {
                Self.run(planes, input, table, 0..<count, into: &output, &workspace, variant)
                return
            }
            let block = min(Self.blockSize, max(1, Self.blockValues / planes.outputCount))
            var features = workspace.takeFeatures(min(block, count) * planes.outputCount)
            for first in stride(from: 0, to: count, by: block) {
                let images = first..<min(first + block, count)
                var span = features.mutableSpan
                Self.run(planes, input, table, images, into: &span, &workspace, variant)
                let x = features.span.extracting(0..<images.count * planes.outputCount)
                output.withSlice(first * outputCount..<images.upperBound * outputCount) { y in
                    Kernels.run(
                        dense, x, count: images.count, into: &y, scratch: &workspace.scratch,
                        variant: variant)
                }
            }
            workspace.returnFeatures(features)
        }
    }

    /// Runs some examples of a batch through the layers of planes, to the beginning of a span.
    private static func run<Input: KernelInput>(
        _ planes: PlanePass, _ input: Span<Input>, _ table: [Float], _ images: Range<Int>,
        into output: inout MutableSpan<Float>, _ workspace: inout Workspace,
        _ variant: KernelVariant
    ) {
        let (inputs, outputs) = (planes.inputCount, planes.outputCount)
        for (index, image) in images.enumerated() {
            Input.load(
                input.extracting(image * inputs..<(image + 1) * inputs), into: &workspace.planes,
                table: table)
            output.withSlice(index * outputs..<(index + 1) * outputs) { y in
                planes.run(
                    &workspace.planes, into: &y, spare: &workspace.sparePlanes,
                    scratch: &workspace.convolution, variant: variant)
            }
        }
    }
}

/// What the first layer reads: bytes or floats.
protocol KernelInput: BitwiseCopyable {
    /// Runs a batch through dense layers.
    static func run(
        _ stack: DenseStack, _ x: Span<Self>, count: Int, into y: inout MutableSpan<Float>,
        scratch: inout DenseScratch, variant: KernelVariant)

    /// Writes an example to the beginning of an array, bytes by way of a table of 256 values.
    static func load(_ x: Span<Self>, into planes: inout [Float], table: [Float])
}

extension UInt8: KernelInput {
    static func run(
        _ stack: DenseStack, _ x: Span<UInt8>, count: Int, into y: inout MutableSpan<Float>,
        scratch: inout DenseScratch, variant: KernelVariant
    ) {
        Kernels.run(stack, x, count: count, into: &y, scratch: &scratch, variant: variant)
    }

    static func load(_ x: Span<UInt8>, into planes: inout [Float], table: [Float]) {
        for index in x.indices { planes[index] = table[Int(x[index])] }
    }
}

extension Float: KernelInput {
    static func run(
        _ stack: DenseStack, _ x: Span<Float>, count: Int, into y: inout MutableSpan<Float>,
        scratch: inout DenseScratch, variant: KernelVariant
    ) {
        Kernels.run(stack, x, count: count, into: &y, scratch: &scratch, variant: variant)
    }

    static func load(_ x: Span<Float>, into planes: inout [Float], table: [Float]) {
        for index in x.indices { planes[index] = x[index] }
    }
}
