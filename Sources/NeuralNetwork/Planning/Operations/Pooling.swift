public import TensorCore

extension PlanBuilder {
    /// Adds a max pooling.
    ///
    /// - Precondition: the input is feature maps that the window fits into, and its padding is
    ///   smaller than its size.
    public mutating func maxPool(_ window: Window2D, _ input: PlanValue) -> PlanValue {
        append(MaxPooling(window: window, input: input.shape), [input], pooled(window, input))
    }

    /// Adds an average pooling.
    ///
    /// - Precondition: as for ``maxPool(_:_:)``.
    public mutating func averagePool(
        _ window: Window2D, countsPadding: Bool, _ input: PlanValue
    ) -> PlanValue {
        append(
            AveragePooling(window: window, countsPadding: countsPadding, input: input.shape),
            [input], pooled(window, input))
    }

    private func pooled(_ window: Window2D, _ input: PlanValue) -> LayerOutput {
        guard let size = window.outputSize(of: input.shape.size) else {
            preconditionFailure("a window of \(window) does not fit into \(input.shape)")
        }
        return LayerOutput(FeatureShape(channels: input.shape.channels, size: size))
    }
}

/// The largest value of each window.
struct MaxPooling: Operation, Stage {
    let window: Window2D
    let input: FeatureShape

    /// Joins a pooling to the convolution before it, if each row of sums is needed once: then few
    /// rows are kept at a time, and none is computed again.
    func fold(
        _ record: PlanBuilder.Record, into plan: inout PlanFolding
    ) throws(NetworkError) -> PlanFolding.Value {
        guard let step = plan.changeableStep(of: record.inputs[0]),
            var convolution = plan.steps[step].operation as? Convolution, convolution.pool == nil,
            window.stride.height >= window.size.height, window.size.height <= 16,
            window.dilation == Size2D(1)
        else { return plan.append(self, record) }
        convolution.pool = window
        convolution.functionBeforePool = plan.steps[step].activation
        plan.change(step) {
            $0.operation = convolution
            $0.activation = .identity
            $0.output = record.output
        }
        return plan[record.inputs[0]]
    }

    func run(
        _ inputs: [BufferSlot], of buffers: borrowing FeatureBuffers,
        into y: inout MutableSpan<Float>, scratch: inout KernelScratch, variant: KernelVariant
    ) {
        buffers.read(inputs[0]) { x in
            Kernels.maxPool2D(window, of: input, x, into: &y, variant: variant)
        }
    }
}

/// The mean of each window.
struct AveragePooling: Operation, Stage {
    let window: Window2D
    let countsPadding: Bool
    let input: FeatureShape

    func run(
        _ inputs: [BufferSlot], of buffers: borrowing FeatureBuffers,
        into y: inout MutableSpan<Float>, scratch: inout KernelScratch, variant: KernelVariant
    ) {
        buffers.read(inputs[0]) { x in
            Kernels.averagePool2D(
                window, countsPadding: countsPadding, of: input, x, into: &y, variant: variant)
        }
    }
}
