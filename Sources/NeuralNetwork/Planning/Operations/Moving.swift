internal import TensorCore

extension PlanBuilder {
    /// Adds a concatenation of feature maps or vectors.
    ///
    /// - Precondition: there are inputs, all of the same height and width.
    public mutating func concatenate(_ inputs: [PlanValue]) -> PlanValue {
        let size = inputs[0].shape.size
        precondition(
            inputs.allSatisfy { $0.shape.size == size }, "feature maps have one size")
        let channels = inputs.reduce(0) { $0 + $1.shape.channels }
        return append(
            Concatenation(), inputs,
            LayerOutput(
                FeatureShape(channels: channels, size: size),
                isVector: inputs.contains(where: \.isVector)))
    }

    /// Adds a change of order from `[C, H, W]` to `[H, W, C]`, which makes a vector.
    public mutating func channelsLast(_ input: PlanValue) -> PlanValue {
        append(ChannelsLast(input: input.shape), [input], .vector(input.shape.count))
    }
}

/// The values of several inputs one after the other.
struct Concatenation: Operation, Stage {
    func run(
        _ inputs: [BufferSlot], of buffers: borrowing FeatureBuffers,
        into y: inout MutableSpan<Float>, scratch: inout KernelScratch, variant: KernelVariant
    ) {
        var start = 0
        for input in inputs {
            buffers.read(input) { x in
                y.withSlice(start..<start + x.count) { $0.copy(x) }
            }
            start += input.count
        }
    }
}

/// Feature maps with the channels of each pixel together.
struct ChannelsLast: Operation, Stage {
    let input: FeatureShape

    /// Puts the change off for the dense layer after it.
    func fold(
        _ record: PlanBuilder.Record, into plan: inout PlanFolding
    ) throws(NetworkError) -> PlanFolding.Value {
        var value = plan[record.inputs[0]]
        guard !input.isVector, input.channels > 1 else { return value }
        guard value.isComplete else { return plan.append(self, record) }
        value.order = input
        return value
    }

    func run(
        _ inputs: [BufferSlot], of buffers: borrowing FeatureBuffers,
        into y: inout MutableSpan<Float>, scratch: inout KernelScratch, variant: KernelVariant
    ) {
        let (channels, area) = (input.channels, input.size.area)
        buffers.read(inputs[0]) { x in
            for channel in 0..<channels {
                for place in 0..<area {
                    y[place * channels + channel] = x[channel * area + place]
                }
            }
        }
    }
}
