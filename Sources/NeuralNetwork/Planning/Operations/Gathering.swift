public import TensorCore

extension PlanBuilder {
    /// Adds a choice of values: `y[i] = x[indices[i]]`, or `fill` where the index is -1.
    ///
    /// - Precondition: there are as many indices as the shape has values, and all are -1 or within the
    ///   input.
    public mutating func gather(
        _ input: PlanValue, indices: [Int], shape: FeatureShape, fill: Float = 0
    ) -> PlanValue {
        let bounds = -1..<input.shape.count
        precondition(
            indices.count == shape.count && indices.allSatisfy(bounds.contains),
            "\(indices.count) indices into \(input.shape) do not make \(shape)")
        return append(
            Gathering(indices: indices.map { Int32($0) }, fill: fill), [input],
            LayerOutput(shape))
    }

    /// The same values under another shape, in the same order.
    ///
    /// - Precondition: both shapes have as many values.
    public mutating func reshape(_ input: PlanValue, to shape: FeatureShape) -> PlanValue {
        precondition(input.shape.count == shape.count, "\(input.shape) cannot become \(shape)")
        return append(Renaming(), [input], LayerOutput(shape))
    }
}

/// Values of the input in another order.
///
/// An example has at most 2^24 values, so 32 bits do.
struct Gathering: Operation, Stage {
    let indices: [Int32]
    let fill: Float

    func run(
        _ inputs: [BufferSlot], of buffers: borrowing FeatureBuffers,
        into y: inout MutableSpan<Float>, scratch: inout KernelScratch, variant: KernelVariant
    ) {
        buffers.read(inputs[0]) { x in
            for (place, index) in indices.enumerated() {
                y[place] = index < 0 ? fill : x[Int(index)]
            }
        }
    }
}

/// A change of shape, which computes nothing.
struct Renaming: Operation, Stage {
    var updatesFirstInput: Bool { true }

    /// Takes the value that it reads.
    ///
    /// What follows counts other channels, so that the step before
    /// must not take it up.
    func fold(
        _ record: PlanBuilder.Record, into plan: inout PlanFolding
    ) throws(NetworkError) -> PlanFolding.Value {
        var value = plan[record.inputs[0]]
        guard value.isComplete else { return plan.append(self, record) }
        value.isShared = value.isShared || record.inputs[0].shape != record.output
        return value
    }

    func run(
        _ inputs: [BufferSlot], of buffers: borrowing FeatureBuffers,
        into y: inout MutableSpan<Float>, scratch: inout KernelScratch, variant: KernelVariant
    ) {}
}
