internal import TensorCore

/// The packed steps that one example runs through at a time.
struct ImagePass: Sendable {
    fileprivate struct Step: Sendable {
        let stage: any Stage
        /// What is left to be applied to each value; `nil` for the identity.
        let activation: ElementwiseFunction?
        let inputs: [BufferSlot]
        let output: BufferSlot
        /// Whether the first input must be in the output when the stage runs, and is not there yet.
        let copiesFirstInput: Bool
    }

    private let steps: [Step]
    private let last: Step
    private let input: BufferSlot
    private let capacities: [Int]

    /// - Precondition: there is a step.
    init(_ plan: NetworkPlan) {
        precondition(!plan.imageSteps.isEmpty, "a pass has at least one step")
        let slots = plan.memory.slots
        var steps = plan.imageSteps.enumerated().map { index, step in
            let inputs = step.inputs.map { slots[$0] }
            let output =
                index + 1 < slots.count
                ? slots[index + 1] : BufferSlot(buffer: -1, count: step.output.count)
            var activation = step.activation
            let stage = step.operation.stage(&activation)
            return Step(
                stage: stage, activation: activation == .identity ? nil : activation,
                inputs: inputs, output: output,
                copiesFirstInput: step.operation.updatesFirstInput
                    && inputs[0].buffer != output.buffer)
        }
        last = steps.removeLast()
        self.steps = steps
        input = slots[0]
        capacities = plan.memory.capacities
    }

    var inputCount: Int { input.count }
    var outputCount: Int { last.output.count }

    /// Makes a workspace large enough.
    func reserve(_ buffers: inout FeatureBuffers) {
        buffers.reserve(capacities)
    }

    /// Runs one example.
    ///
    /// - Parameters:
    ///   - x: Its values.
    ///   - table: What each byte is as an input.
    ///   - y: The values that come out.
    func run<Input: KernelInput>(
        _ x: Span<Input>, table: [Float], into y: inout MutableSpan<Float>,
        buffers: inout FeatureBuffers, scratch: inout KernelScratch, variant: KernelVariant
    ) {
        var loaded = buffers.take(input.buffer)
        Input.load(x, into: &loaded, table: table)
        buffers.put(loaded, input.buffer)
        for step in steps {
            var output = buffers.take(step.output.buffer)
            var span = output.mutableSpan
            span.withSlice(0..<step.output.count) { y in
                step.run(buffers, into: &y, scratch: &scratch, variant: variant)
            }
            buffers.put(output, step.output.buffer)
        }
        last.run(buffers, into: &y, scratch: &scratch, variant: variant)
    }
}

extension ImagePass.Step {
    fileprivate func run(
        _ buffers: borrowing FeatureBuffers, into y: inout MutableSpan<Float>,
        scratch: inout KernelScratch, variant: KernelVariant
    ) {
        if copiesFirstInput {
            buffers.read(inputs[0]) { y.copy($0) }
        }
        stage.run(inputs, of: buffers, into: &y, scratch: &scratch, variant: variant)
        if let activation { Kernels.apply(activation, to: &y, variant: variant) }
    }
}
