internal import TensorCore

/// The packed layers of a network, and the way of a batch through them.
enum ForwardPass: Sendable {
    /// Dense layers alone.
    case dense(DenseStack)
    /// Steps that one example runs through at a time, and the dense layers after them, which a block
    /// of examples runs through together.
    case images(ImagePass, DenseStack?)
    /// Integers alone.
    case integers(IntegerPass)

    /// The examples of such a block.
    private static let blockSize = 64
    /// The values that it may have between the two, unless one example alone has more: half a MiB,
    /// which should fit in a level 2 cache.
    private static let blockValues = 1 << 17

    /// Packs the layers of a plan.
    ///
    /// - Parameter first: The first dense layer as it is packed already.
    init(_ plan: NetworkPlan, first: PackedDense? = nil) {
        let dense = plan.tail.map { $0.run.stack($0.activation, first: first) }
        if let dense, plan.imageSteps.isEmpty {
            self = .dense(dense)
        } else {
            self = .images(ImagePass(plan), dense)
        }
    }

    /// Runs a batch of shape `[N, K]` to its outputs `[N, M]`, both row-major.
    ///
    /// - Parameters:
    ///   - table: What each byte is as an input of the first step; floats are inputs as they are.
    ///   - codes: The code of each byte; empty if bytes are codes as they are.
    func run<Input: KernelInput>(
        _ input: Span<Input>, table: [Float] = [], codes: [UInt8] = [], count: Int,
        into output: inout MutableSpan<Float>, workspace: inout Workspace, variant: KernelVariant
    ) {
        switch self {
        case .integers(let integers):
            integers.run(
                input, table: codes, count: count, into: &output, scratch: &workspace.scratch,
                variant: variant)
        case .dense(let dense):
            Input.run(
                dense, input, count: count, into: &output, scratch: &workspace.scratch.dense,
                variant: variant)
        case .images(let images, let dense):
            images.reserve(&workspace.buffers)
            let outputCount = dense?.outputs ?? images.outputCount
            precondition(
                count >= 0 && input.count == count * images.inputCount
                    && output.count == count * outputCount,
                "a batch of \(count) in a network of shape [\(images.inputCount), \(outputCount)] "
                    + "cannot read \(input.count) values and write \(output.count)")
            guard let dense else {
                Self.run(images, input, table, 0..<count, into: &output, &workspace, variant)
                return
            }
            let block = Self.block(images)
            var features = workspace.takeFeatures(min(block, count) * images.outputCount)
            for first in stride(from: 0, to: count, by: block) {
                let part = first..<min(first + block, count)
                var span = features.mutableSpan
                Self.run(images, input, table, part, into: &span, &workspace, variant)
                let x = features.span.extracting(0..<part.count * images.outputCount)
                output.withSlice(first * outputCount..<part.upperBound * outputCount) { y in
                    Kernels.run(
                        dense, x, count: part.count, into: &y, scratch: &workspace.scratch.dense,
                        variant: variant)
                }
            }
            workspace.returnFeatures(features)
        }
    }

    /// Makes a workspace large enough for the values between the steps, in batches of any size.
    func reserve(_ workspace: inout Workspace) {
        if case .integers(let integers) = self { integers.reserve(&workspace.scratch.integers) }
        guard case .images(let images, let dense) = self else { return }
        images.reserve(&workspace.buffers)
        if dense != nil {
            workspace.returnFeatures(
                workspace.takeFeatures(Self.block(images) * images.outputCount))
        }
    }

    /// The examples of a block.
    private static func block(_ images: ImagePass) -> Int {
        min(blockSize, max(1, blockValues / images.outputCount))
    }

    /// Runs some examples of a batch through the steps, to the beginning of a span.
    private static func run<Input: KernelInput>(
        _ images: ImagePass, _ input: Span<Input>, _ table: [Float], _ part: Range<Int>,
        into output: inout MutableSpan<Float>, _ workspace: inout Workspace,
        _ variant: KernelVariant
    ) {
        let (inputs, outputs) = (images.inputCount, images.outputCount)
        for (index, image) in part.enumerated() {
            output.withSlice(index * outputs..<(index + 1) * outputs) { y in
                images.run(
                    input.extracting(image * inputs..<(image + 1) * inputs), table: table,
                    into: &y, buffers: &workspace.buffers, scratch: &workspace.scratch,
                    variant: variant)
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
    static func load(_ x: Span<Self>, into values: inout [Float], table: [Float])

    /// Lends values that may be codes as they are; `false` if they may not.
    static func lendCodes(_ x: Span<Self>, _ body: (Span<UInt8>) -> Void) -> Bool

    /// Writes the codes of values, of bytes by way of a table of 256 codes, or as they are if it is
    /// empty.
    static func encode(
        _ x: Span<Self>, _ quantization: QuantizationParameters, table: [UInt8],
        into codes: inout MutableSpan<UInt8>, variant: KernelVariant)
}

extension UInt8: KernelInput {
    static func run(
        _ stack: DenseStack, _ x: Span<UInt8>, count: Int, into y: inout MutableSpan<Float>,
        scratch: inout DenseScratch, variant: KernelVariant
    ) {
        Kernels.run(stack, x, count: count, into: &y, scratch: &scratch, variant: variant)
    }

    static func load(_ x: Span<UInt8>, into values: inout [Float], table: [Float]) {
        for index in x.indices { values[index] = table[Int(x[index])] }
    }

    static func lendCodes(_ x: Span<UInt8>, _ body: (Span<UInt8>) -> Void) -> Bool {
        body(x)
        return true
    }

    static func encode(
        _ x: Span<UInt8>, _ quantization: QuantizationParameters, table: [UInt8],
        into codes: inout MutableSpan<UInt8>, variant: KernelVariant
    ) {
        if table.isEmpty {
            codes.copy(x)
        } else {
            for index in x.indices { codes[index] = table[Int(x[index])] }
        }
    }
}

extension Float: KernelInput {
    static func run(
        _ stack: DenseStack, _ x: Span<Float>, count: Int, into y: inout MutableSpan<Float>,
        scratch: inout DenseScratch, variant: KernelVariant
    ) {
        Kernels.run(stack, x, count: count, into: &y, scratch: &scratch, variant: variant)
    }

    static func load(_ x: Span<Float>, into values: inout [Float], table: [Float]) {
        var span = values.mutableSpan
        span.copy(x)
    }

    static func lendCodes(_ x: Span<Float>, _ body: (Span<UInt8>) -> Void) -> Bool { false }

    static func encode(
        _ x: Span<Float>, _ quantization: QuantizationParameters, table: [UInt8],
        into codes: inout MutableSpan<UInt8>, variant: KernelVariant
    ) {
        IntegerKernels.quantize(x, quantization, into: &codes, variant: variant)
    }
}
