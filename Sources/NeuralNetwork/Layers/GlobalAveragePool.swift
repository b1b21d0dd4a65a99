internal import TensorCore

/// The mean of each feature map: `[C, H, W]` becomes `[C, 1, 1]`.
public struct GlobalAveragePool: Sendable, Hashable {
    /// Creates a layer.
    public init() {}
}

extension GlobalAveragePool: Layer {
    /// `[C, 1, 1]` for `[C, H, W]`.
    public func output(
        for inputs: [LayerInput], at position: LayerPosition
    ) throws(NetworkError) -> LayerOutput {
        let maps = try inputs[0].featureMaps(at: position)
        try maps.checkSize(at: position)
        // Feature maps may be higher or wider than a window.
        return try Window2D(size: maps.size).output(
            of: maps, channels: maps.channels, at: position)
    }

    /// An average pooling with a window as large as the feature maps.
    public func lower(_ inputs: [PlanValue], into plan: inout PlanBuilder) -> PlanValue {
        plan.averagePool(
            Window2D(size: inputs[0].shape.size), countsPadding: false, inputs[0])
    }
}
