internal import TensorCore

/// The packed layers of a network, and the way of a batch through them.
struct ForwardPass: Sendable {
    /// A layer and the function it ends in.
    struct Stage: Sendable {
        let dense: PackedDense
        let activation: Activation
    }

    let stages: [Stage]

    /// Images that go through all layers together.
    ///
    /// The values between the layers of a block should fit in a level 2 cache: 64 images of 1024
    /// values are 256 KiB.
    static let blockSize = 64

    /// The largest number of values between two layers.
    private let widest: Int

    /// - Precondition: there is a stage, and the stages fit together.
    init(_ stages: [Stage]) {
        self.stages = stages
        widest = stages.dropLast().map(\.dense.outputs).max() ?? 0
    }

    var inputCount: Int { stages[0].dense.inputs }
    var outputCount: Int { stages[stages.count - 1].dense.outputs }

    /// The same pass with another first layer, as compiling for a normalization makes it.
    func replacingFirst(by dense: PackedDense) -> ForwardPass {
        ForwardPass([Stage(dense: dense, activation: stages[0].activation)] + stages.dropFirst())
    }

    /// Runs a batch of shape `[N, K]` to its outputs `[N, M]`, both row-major.
    func run<Input: KernelInput>(
        _ input: Span<Input>, count: Int, into output: inout MutableSpan<Float>,
        workspace: inout Workspace, variant: KernelVariant
    ) {
        precondition(
            count >= 0 && input.count == count * inputCount && output.count == count * outputCount,
            "a batch of \(count) in a network of shape [\(inputCount), \(outputCount)] cannot read "
                + "\(input.count) values and write \(output.count)")
        workspace.reserve(min(count, Self.blockSize) * widest)

        for first in stride(from: 0, to: count, by: Self.blockSize) {
            let end = min(first + Self.blockSize, count)
            let x = input.extracting(first * inputCount..<end * inputCount)
            output.withSlice(first * outputCount..<end * outputCount) { y in
                runBlock(x, count: end - first, into: &y, workspace: &workspace, variant: variant)
            }
        }
    }

    private func runBlock<Input: KernelInput>(
        _ input: Span<Input>, count: Int, into output: inout MutableSpan<Float>,
        workspace: inout Workspace, variant: KernelVariant
    ) {
        let last = stages.count - 1
        guard last > 0 else {
            stages[0].run(input, count, into: &output, &workspace.scratch, variant)
            return
        }
        // Spans of two properties of one workspace would overlap, those of two variables do not.
        var (front, back) = workspace.takeBuffers()
        stages[0].run(input, count, intoArray: &back, &workspace.scratch, variant)
        for stage in stages[1..<last] {
            swap(&front, &back)
            let x = front.span.extracting(0..<count * stage.dense.inputs)
            stage.run(x, count, intoArray: &back, &workspace.scratch, variant)
        }
        let x = back.span.extracting(0..<count * stages[last].dense.inputs)
        stages[last].run(x, count, into: &output, &workspace.scratch, variant)
        workspace.returnBuffers(front, back)
    }
}

extension ForwardPass.Stage {
    /// Runs a batch of shape `[N, K]` to `[N, M]`.
    fileprivate func run<Input: KernelInput>(
        _ input: Span<Input>, _ count: Int, into output: inout MutableSpan<Float>,
        _ scratch: inout DenseScratch, _ variant: KernelVariant
    ) {
        Input.dense(dense, input, count: count, into: &output, scratch: &scratch, variant: variant)
        activation.apply(to: &output, columns: dense.outputs, variant: variant)
    }

    /// Runs a batch to the beginning of an array.
    fileprivate func run<Input: KernelInput>(
        _ input: Span<Input>, _ count: Int, intoArray output: inout [Float],
        _ scratch: inout DenseScratch, _ variant: KernelVariant
    ) {
        var span = output.mutableSpan
        span.withSlice(0..<count * dense.outputs) { y in
            run(input, count, into: &y, &scratch, variant)
        }
    }
}

/// What the first layer reads: bytes or floats.
protocol KernelInput: BitwiseCopyable {
    static func dense(
        _ layer: PackedDense, _ x: Span<Self>, count: Int, into y: inout MutableSpan<Float>,
        scratch: inout DenseScratch, variant: KernelVariant)
}

extension UInt8: KernelInput {
    static func dense(
        _ layer: PackedDense, _ x: Span<UInt8>, count: Int, into y: inout MutableSpan<Float>,
        scratch: inout DenseScratch, variant: KernelVariant
    ) {
        Kernels.dense(layer, x, count: count, into: &y, scratch: &scratch, variant: variant)
    }
}

extension Float: KernelInput {
    static func dense(
        _ layer: PackedDense, _ x: Span<Float>, count: Int, into y: inout MutableSpan<Float>,
        scratch: inout DenseScratch, variant: KernelVariant
    ) {
        Kernels.dense(layer, x, count: count, into: &y, scratch: &scratch, variant: variant)
    }
}
