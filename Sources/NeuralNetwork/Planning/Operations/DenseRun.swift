internal import TensorCore

extension PlanBuilder {
    /// Adds a dense layer, which ends in its activation.
    ///
    /// - Precondition: the input has as many values as the layer takes.
    public mutating func dense(_ dense: Dense, _ input: PlanValue) -> PlanValue {
        append(DenseRun(layers: [dense]), [input], .vector(dense.outputCount))
    }
}

/// Dense layers one after the other.
///
/// Those before the last have their activations; that of the last is the step's.
struct DenseRun: Operation {
    var layers: [Dense]

    var activation: Activation { layers[layers.count - 1].activation }

    func fold(
        _ record: PlanBuilder.Record, into plan: inout PlanFolding
    ) throws(NetworkError) -> PlanFolding.Value {
        let input = plan[record.inputs[0]]
        let dense = layers[0]
        var folded = dense
        if let map = input.map { folded = folded.preceded(by: map) }
        if let shape = input.order { folded = folded.takingChannelsFirst(shape) }
        guard folded.isFinite || !dense.isFinite else {
            throw .foldingOverflows(layer: record.position)
        }
        if !input.isShared, input.source > 0,
            var run = plan.steps[input.source - 1].operation as? DenseRun
        {
            plan.change(input.source - 1) { step in
                run.layers[run.layers.count - 1].activation = .elementwise(step.activation)
                run.layers.append(folded)
                step.operation = run
                step.activation = folded.activation.function
                step.output = record.output
            }
            return PlanFolding.Value(source: input.source)
        }
        return plan.append(
            DenseRun(layers: [folded]), sources: [input.source], record.output, activation)
    }

    func followed(
        by map: ChannelMap, isVector: Bool, at position: LayerPosition
    ) throws(NetworkError) -> (any Operation)? {
        let last = layers[layers.count - 1]
        let folded = last.followed(by: map)
        guard folded.isFinite || !last.isFinite else {
            throw .foldingOverflows(layer: position)
        }
        return DenseRun(layers: layers.dropLast() + [folded])
    }

    /// The packed layers.
    ///
    /// - Parameters:
    ///   - activation: What follows the last one.
    ///   - first: The first layer as it is packed already.
    func stack(_ activation: ElementwiseFunction, first: PackedDense? = nil) -> DenseStack {
        DenseStack(
            layers.enumerated().map { index, layer in
                let packed = index == 0 ? first : nil
                let function =
                    index == layers.count - 1 ? activation : layer.activation.function
                return DenseStack.Layer(
                    packed ?? PackedDense(weights: layer.weights, bias: layer.bias),
                    function)
            })
    }

    func stage(_ activation: inout ElementwiseFunction) -> any Stage {
        defer { activation = .identity }
        return stack(activation)
    }
}

extension DenseStack: Stage {
    func run(
        _ inputs: [BufferSlot], of buffers: borrowing FeatureBuffers,
        into y: inout MutableSpan<Float>, scratch: inout KernelScratch, variant: KernelVariant
    ) {
        buffers.read(inputs[0]) { x in
            Kernels.run(self, x, count: 1, into: &y, scratch: &scratch.dense, variant: variant)
        }
    }
}
