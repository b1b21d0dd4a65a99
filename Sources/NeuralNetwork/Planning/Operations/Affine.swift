internal import TensorCore

extension PlanBuilder {
    /// Adds a factor and a shift per channel: `y = activation(x · scale[c] + shift[c])`.
    ///
    /// They are rounded once: into the weights that they are folded into, or as the two numbers of a
    /// fused multiply-add.
    ///
    /// - Precondition: the input has as many channels as there are factors and shifts.
    public mutating func affine(
        _ input: PlanValue, scale: [Double], shift: [Double], activation: Activation = .identity
    ) -> PlanValue {
        affine(ChannelMap(scale: scale, shift: shift), input, activation: activation)
    }

    mutating func affine(
        _ map: ChannelMap, _ input: PlanValue, activation: Activation
    ) -> PlanValue {
        precondition(
            map.scale.count == input.shape.channels && map.shift.count == input.shape.channels,
            "\(map.scale.count) factors and \(map.shift.count) shifts do not fit \(input.shape)")
        return append(Affine(map: map, activation: activation), [input], input.output)
    }
}

/// A factor and a shift per channel.
struct Affine: Operation {
    let map: ChannelMap
    var activation = Activation.identity

    var updatesFirstInput: Bool { true }

    /// Folds the map into the step before it if no activation is between, or puts it off for the
    /// dense layer after it.
    func fold(
        _ record: PlanBuilder.Record, into plan: inout PlanFolding
    ) throws(NetworkError) -> PlanFolding.Value {
        let input = record.inputs[0]
        if let step = plan.changeableStep(of: input), plan.steps[step].activation == .identity,
            let folded = try plan.steps[step].operation.followed(
                by: map, isVector: input.isVector, at: record.position)
        {
            plan.change(step) {
                $0.operation = folded
                $0.activation = activation.function
            }
            return plan[input]
        }
        guard input.isVector, activation == .identity else { return plan.append(self, record) }
        var value = plan[input]
        value.map = value.map?.followed(by: map) ?? map
        return value
    }

    func stage(_ activation: inout ElementwiseFunction) -> any Stage {
        AffineStage(scale: map.scale.map { Float($0) }, shift: map.shift.map { Float($0) })
    }
}

/// `y = fma(x, scale[c], shift[c])`.
struct AffineStage: Stage {
    let scale: [Float]
    let shift: [Float]

    func run(
        _ inputs: [BufferSlot], of buffers: borrowing FeatureBuffers,
        into y: inout MutableSpan<Float>, scratch: inout KernelScratch, variant: KernelVariant
    ) {
        Kernels.affine(&y, scale: scale, shift: shift, variant: variant)
    }
}
