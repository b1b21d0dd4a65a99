internal import TensorCore

extension PlanBuilder {
    /// Adds a convolution, which ends in the layer's activation.
    ///
    /// - Precondition: the input is feature maps that the layer takes.
    public mutating func convolution(_ conv: Conv2D, _ input: PlanValue) -> PlanValue {
        guard let size = conv.window.outputSize(of: input.shape.size) else {
            preconditionFailure("a window of \(conv.window) does not fit into \(input.shape)")
        }
        return append(
            Convolution(conv: conv, input: input.shape), [input],
            LayerOutput(FeatureShape(channels: conv.outputChannels, size: size)))
    }
}

/// A convolution; an activation and a max pooling after it are computed with it.
struct Convolution: Operation {
    var conv: Conv2D
    let input: FeatureShape
    /// A max pooling after the sums, and the activation between the two.
    var pool: Window2D?
    var functionBeforePool = ElementwiseFunction.identity

    var activation: Activation { conv.activation }

    func followed(
        by map: ChannelMap, isVector: Bool, at position: LayerPosition
    ) throws(NetworkError) -> (any Operation)? {
        guard pool == nil, !isVector else { return nil }
        var folded = self
        folded.conv = conv.followed(by: map)
        guard folded.conv.isFinite || !conv.isFinite else {
            throw .foldingOverflows(layer: position)
        }
        return folded
    }

    func stage(_ activation: inout ElementwiseFunction) -> any Stage {
        var function = functionBeforePool
        if pool == nil { swap(&function, &activation) }
        return PackedConv2D(
            weights: conv.weights, bias: conv.bias, input: input, window: conv.window,
            groups: conv.groups, function: function, pool: pool)
    }
}

extension PackedConv2D: Stage {
    func run(
        _ inputs: [BufferSlot], of buffers: borrowing FeatureBuffers,
        into y: inout MutableSpan<Float>, scratch: inout KernelScratch, variant: KernelVariant
    ) {
        buffers.read(inputs[0]) { x in
            Kernels.conv2D(self, x, into: &y, scratch: &scratch.convolution, variant: variant)
        }
    }
}

extension Conv2D {
    fileprivate var isFinite: Bool {
        weights.elements.allFinite && bias.allFinite
    }
}
