internal import TensorCore

extension PlanBuilder {
    /// Adds a rounding to whole numbers within bounds, after a factor per channel or one for all.
    ///
    /// - Precondition: there is one factor, or as many as the input has channels.
    public mutating func quantize(
        _ input: PlanValue, factors: [Float], bounds: ClosedRange<Float>
    ) -> PlanValue {
        precondition(
            factors.count == 1 || factors.count == input.shape.channels,
            "\(factors.count) factors do not fit \(input.shape)")
        return append(
            Quantizing(factors: factors, bounds: bounds, shape: input.shape), [input],
            input.output)
    }

    /// Adds a rounding to 256 steps that the values themselves decide.
    public mutating func dynamicallyQuantize(_ input: PlanValue) -> PlanValue {
        append(DynamicQuantizing(), [input], input.output)
    }
}

/// Rounding to whole numbers within bounds.
struct Quantizing: Operation, Stage {
    let factors: [Float]
    let bounds: ClosedRange<Float>
    let shape: FeatureShape

    var updatesFirstInput: Bool { true }

    func run(
        _ inputs: [BufferSlot], of buffers: borrowing FeatureBuffers,
        into y: inout MutableSpan<Float>, scratch: inout KernelScratch, variant: KernelVariant
    ) {
        let area = shape.size.area
        for channel in 0..<shape.channels {
            let factor = factors.count == 1 ? factors[0] : factors[channel]
            for index in channel * area..<(channel + 1) * area {
                let rounded = (y[index] * factor).rounded(.toNearestOrEven)
                // Written so that NaN stays.
                y[index] =
                    rounded < bounds.lowerBound
                    ? bounds.lowerBound : rounded > bounds.upperBound ? bounds.upperBound : rounded
            }
        }
    }
}

/// Rounding to steps that the values decide.
struct DynamicQuantizing: Operation, Stage {
    var updatesFirstInput: Bool { true }

    func run(
        _ inputs: [BufferSlot], of buffers: borrowing FeatureBuffers,
        into y: inout MutableSpan<Float>, scratch: inout KernelScratch, variant: KernelVariant
    ) {
        var (smallest, largest): (Float, Float) = (0, 0)
        for index in y.indices {
            smallest = min(smallest, y[index])
            largest = max(largest, y[index])
        }
        let step = (largest - smallest) / 255
        guard step > 0 else { return }
        let zero = min(max(-smallest / step, 0), 255).rounded(.toNearestOrEven)
        for index in y.indices {
            let q = min(max((y[index] / step).rounded(.toNearestOrEven) + zero, 0), 255)
            if !y[index].isNaN { y[index] = (q - zero) * step }
        }
    }
}
