internal import TensorCore

/// What one step of a plan computes for an example.
///
/// An operation knows what can be folded into it or joined to it; `PlanFolding` asks. Its packed
/// form, which does the work, is a `Stage`.
protocol Operation: Sendable {
    /// Adds the operation to the steps of a plan, or changes a step before it that can take it up.
    ///
    /// Without an implementation of its own it becomes a step.
    func fold(
        _ record: PlanBuilder.Record, into plan: inout PlanFolding
    ) throws(NetworkError) -> PlanFolding.Value

    /// This operation followed by a factor and a shift per channel, if its weights can take them
    /// up.
    ///
    /// - Parameters:
    ///   - map: For each channel of the output.
    ///   - isVector: Whether the output was made a vector.
    ///   - position: The layer of the map, for the error.
    /// - Throws: ``NetworkError/foldingOverflows(layer:)``.
    func followed(
        by map: ChannelMap, isVector: Bool, at position: LayerPosition
    ) throws(NetworkError) -> (any Operation)?

    /// This operation in the form that runs.
    ///
    /// - Parameter activation: What follows it. The stage may compute it and leave the identity.
    func stage(_ activation: inout ElementwiseFunction) -> any Stage

    /// What the layer ends in; the identity unless the operation says otherwise.
    var activation: Activation { get }

    /// Whether the operation changes its first input where it is, so that it can do without memory
    /// of its own; `false` unless the operation says otherwise.
    var updatesFirstInput: Bool { get }
}

extension Operation {
    func fold(
        _ record: PlanBuilder.Record, into plan: inout PlanFolding
    ) throws(NetworkError) -> PlanFolding.Value {
        plan.append(self, record)
    }

    func followed(
        by map: ChannelMap, isVector: Bool, at position: LayerPosition
    ) throws(NetworkError) -> (any Operation)? {
        nil
    }

    var activation: Activation { .identity }

    var updatesFirstInput: Bool { false }
}

extension Operation where Self: Stage {
    func stage(_ activation: inout ElementwiseFunction) -> any Stage { self }
}
