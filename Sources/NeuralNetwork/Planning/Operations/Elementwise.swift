internal import TensorCore

extension PlanBuilder {
    /// Adds an activation.
    public mutating func activate(_ input: PlanValue, _ activation: Activation) -> PlanValue {
        append(Activate(activation: activation), [input], input.output)
    }

    /// Adds a sum of values of the same shape, the first plus the others in their order.
    ///
    /// - Precondition: there are inputs, all of the same shape.
    public mutating func add(
        _ inputs: [PlanValue], activation: Activation = .identity
    ) -> PlanValue {
        precondition(
            inputs.allSatisfy { $0.shape == inputs[0].shape }, "a sum has inputs of one shape")
        return append(
            Sum(activation: activation), inputs,
            LayerOutput(inputs[0].shape, isVector: inputs.contains(where: \.isVector)))
    }

    /// Adds a product: value by value, or of feature maps with one value per channel.
    ///
    /// - Precondition: the gate has the shape of the input, or as many values as it has channels.
    public mutating func multiply(
        _ input: PlanValue, by gate: PlanValue, activation: Activation = .identity
    ) -> PlanValue {
        precondition(
            gate.shape == input.shape || gate.shape == .vector(input.shape.channels),
            "a gate of \(gate.shape) does not fit \(input.shape)")
        return append(Product(activation: activation), [input, gate], input.output)
    }
}

/// An activation alone.
struct Activate: Operation, Stage {
    let activation: Activation

    var updatesFirstInput: Bool { true }

    /// Joins the activation to the step before it if that has none.
    func fold(
        _ record: PlanBuilder.Record, into plan: inout PlanFolding
    ) throws(NetworkError) -> PlanFolding.Value {
        guard activation != .identity, activation != .softmax else {
            return plan[record.inputs[0]]
        }
        guard let step = plan.changeableStep(of: record.inputs[0]),
            plan.steps[step].activation == .identity
        else { return plan.append(self, record) }
        plan.change(step) { $0.activation = activation.function }
        return plan[record.inputs[0]]
    }

    /// Nothing: the activation is the step's.
    func run(
        _ inputs: [BufferSlot], of buffers: borrowing FeatureBuffers,
        into y: inout MutableSpan<Float>, scratch: inout KernelScratch, variant: KernelVariant
    ) {}
}

/// The input as it is, where a network computes nothing.
struct Copy: Operation, Stage {
    var updatesFirstInput: Bool { true }

    func run(
        _ inputs: [BufferSlot], of buffers: borrowing FeatureBuffers,
        into y: inout MutableSpan<Float>, scratch: inout KernelScratch, variant: KernelVariant
    ) {}
}

/// A sum.
struct Sum: Operation, Stage {
    let activation: Activation

    var updatesFirstInput: Bool { true }

    func run(
        _ inputs: [BufferSlot], of buffers: borrowing FeatureBuffers,
        into y: inout MutableSpan<Float>, scratch: inout KernelScratch, variant: KernelVariant
    ) {
        for input in inputs.dropFirst() {
            buffers.read(input) { Kernels.add($0, to: &y, variant: variant) }
        }
    }
}

/// A product.
struct Product: Operation, Stage {
    let activation: Activation

    var updatesFirstInput: Bool { true }

    func run(
        _ inputs: [BufferSlot], of buffers: borrowing FeatureBuffers,
        into y: inout MutableSpan<Float>, scratch: inout KernelScratch, variant: KernelVariant
    ) {
        buffers.read(inputs[1]) { gate in
            if gate.count == y.count {
                Kernels.multiply(&y, by: gate, variant: variant)
            } else {
                Kernels.gate(&y, by: gate, variant: variant)
            }
        }
    }
}
