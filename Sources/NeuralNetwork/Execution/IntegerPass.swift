internal import TensorCore

/// The packed steps of a network of integers, and the way of a batch through them.
///
/// Images go through steps of feature maps one at a time, and through the dense layers after those a
/// block at a time.
struct IntegerPass: Sendable {
    /// Images that go through dense layers together.
    static let block = 32

    /// A step of feature maps.
    enum Work: Sendable {
        case convolution(PackedWindows)
        /// A convolution that the max pooling after it does as well.
        case absorbed
        case maxPool(Window2D)
        case averagePool(Window2D, zero: UInt8, factors: [Float])
        case add(QuantizedAdd)
    }

    struct Step: Sendable {
        var work: Work
        let inputs: [Int]
        let input: FeatureShape
        let output: FeatureShape
        let codes: QuantizationParameters?

        /// The codes that it writes.
        var codeCount: Int {
            if case .absorbed = work { return 0 }
            return output.count
        }
    }

    let input: FeatureShape
    let codes: QuantizationParameters
    let steps: [Step]
    let tail: [PackedRows]
    let outputCount: Int

    init(_ plan: IntegerPlan) {
        input = plan.input
        codes = plan.codes
        outputCount = plan.steps.last?.output.count ?? 0
        // The dense layers at the end, each of which reads the one before it.
        var first = plan.steps.count
        while first > 0, case .dense = plan.steps[first - 1].work,
            first == plan.steps.count || plan.steps[first].inputs == [first]
        {
            first -= 1
        }
        var steps = plan.steps[..<first].map { step in
            Step(
                work: Self.work(step), inputs: step.inputs, input: step.input,
                output: step.output, codes: step.codes)
        }
        for index in steps.indices.dropLast() {
            guard let pooled = Self.pooled(plan.steps, index) else { continue }
            steps[index + 1] = pooled
            steps[index].work = .absorbed
        }
        self.steps = steps
        tail = plan.steps[first...].compactMap { step in
            guard case .dense(let layer, let order) = step.work else { return nil }
            return PackedRows(layer, order: order, block: Self.block)
        }
    }

    /// A convolution and the max pooling after it in one step, if nothing else reads the convolution.
    private static func pooled(_ steps: [IntegerPlan.Step], _ index: Int) -> Step? {
        let (step, next) = (steps[index], steps[index + 1])
        guard case .convolution(let layer) = step.work, case .maxPool(let pool) = next.work,
            next.inputs == [index + 1],
            steps.count(where: { $0.inputs.contains(index + 1) }) == 1,
            PackedWindows.canPool(layer, pool)
        else { return nil }
        return Step(
            work: .convolution(PackedWindows(layer, step.input, pool: pool)), inputs: step.inputs,
            input: step.input, output: next.output, codes: next.codes)
    }

    private static func work(_ step: IntegerPlan.Step) -> Work {
        switch step.work {
        case .dense(let layer, let order):
            // A dense layer among feature maps is a window over all of them.
            let shape = order ?? step.input
            return .convolution(
                PackedWindows(
                    QuantizedConv2D(
                        weights: layer.weights, bias: layer.bias,
                        window: Window2D(size: shape.size), input: layer.input,
                        output: layer.output, activation: layer.activation), shape))
        case .convolution(let layer): return .convolution(PackedWindows(layer, step.input))
        case .maxPool(let window): return .maxPool(window)
        case .averagePool(let layer):
            let window = layer.window(over: step.input)
            return .averagePool(
                window, zero: layer.input.zeroPoint, factors: layer.factors(for: window))
        case .add(let layer): return .add(layer)
        }
    }

    /// Makes scratch large enough.
    func reserve(_ scratch: inout IntegerScratch) {
        var padded = 0
        var floats = 0
        for step in steps {
            guard case .convolution(let windows) = step.work else { continue }
            padded = max(padded, windows.padded.count)
            floats = max(floats, step.output.count)
        }
        let rows = tail.map { max($0.inputs, $0.packed.outputs) }.max() ?? 0
        if tail.contains(where: { $0.function != .identity }) {
            floats = max(floats, rows * Self.block)
        }
        scratch.reserve(
            maps: steps.isEmpty ? [] : [input.count] + steps.map(\.codeCount),
            padded: padded, floats: floats, rows: rows * Self.block)
    }

    /// Packs the weights for a variant, which else happens in the first batch.
    func prepare(_ variant: KernelVariant) {
        for rows in tail { IntegerKernels.prepare(rows.packed, variant: variant) }
        for step in steps {
            if case .convolution(let windows) = step.work, case .dense(let packed) = windows.kernel
            {
                IntegerKernels.prepare(packed, variant: variant)
            }
        }
    }

    /// Runs a batch.
    ///
    /// - Parameters:
    ///   - x: Shape `[N, C, H, W]`: codes, where a code is `table[byte]`, or real numbers.
    ///   - table: Empty if bytes are codes as they are.
    ///   - count: The number of images, N.
    ///   - y: Shape `[N, M]`; overwritten.
    func run<Input: KernelInput>(
        _ x: Span<Input>, table: [UInt8], count: Int, into y: inout MutableSpan<Float>,
        scratch: inout KernelScratch, variant: KernelVariant
    ) {
        precondition(
            count >= 0 && x.count == count * input.count && y.count == count * outputCount,
            "a batch of \(count) in a network of shape [\(input.count), \(outputCount)] cannot read "
                + "\(x.count) values and write \(y.count)")
        reserve(&scratch.integers)
        for first in stride(from: 0, to: count, by: Self.block) {
            let images = min(Self.block, count - first)
            let part = x.extracting(first * input.count..<(first + images) * input.count)
            y.withSlice(first * outputCount..<(first + images) * outputCount) { y in
                if steps.isEmpty {
                    runRows(
                        part, table: table, count: images, into: &y, scratch: &scratch,
                        variant: variant)
                } else {
                    runMaps(
                        part, table: table, count: images, into: &y, scratch: &scratch,
                        variant: variant)
                }
            }
        }
    }
}

extension IntegerPass: Stage {
    func run(
        _ inputs: [BufferSlot], of buffers: borrowing FeatureBuffers,
        into y: inout MutableSpan<Float>, scratch: inout KernelScratch, variant: KernelVariant
    ) {
        buffers.read(inputs[0]) { x in
            run(x, table: [], count: 1, into: &y, scratch: &scratch, variant: variant)
        }
    }
}
