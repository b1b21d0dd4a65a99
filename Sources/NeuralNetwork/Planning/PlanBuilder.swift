public import TensorCore

/// A value between the operations of a plan: what one of them gives for an example.
public struct PlanValue: Sendable {
    /// The operation that gives it, counted from 1; 0 is the input of the network.
    let number: Int
    /// Its shape; a vector of K values is `[K, 1, 1]`.
    public let shape: FeatureShape
    /// Whether it is a vector, and no feature maps; see ``LayerOutput/isVector``.
    let isVector: Bool

    init(number: Int, _ value: LayerOutput) {
        self.number = number
        shape = value.shape
        isVector = value.isVector
    }
}

/// Takes down the operations of layers, in ``Layer/lower(_:into:)``.
///
/// Each function adds one operation and returns the value it gives. Nothing is folded yet: that is
/// done when all operations are known, by ``Network``. A softmax counts as the identity, since only
/// the last layer has one, and who reads the outputs applies it.
public struct PlanBuilder {
    /// An operation with what it reads.
    struct Record {
        var operation: any Operation
        var inputs: [PlanValue]
        var output: FeatureShape
        /// The layer, for errors.
        var position: LayerPosition
    }

    private(set) var records: [Record] = []
    /// The layer that is lowered.
    var position: LayerPosition = 0

    /// Adds an operation.
    mutating func append(
        _ operation: some Operation, _ inputs: [PlanValue], _ output: LayerOutput
    ) -> PlanValue {
        records.append(
            Record(
                operation: operation, inputs: inputs, output: output.shape, position: position))
        return PlanValue(number: records.count, output)
    }
}

extension PlanValue {
    /// The shape and the kind of the value.
    var output: LayerOutput { LayerOutput(shape, isVector: isVector) }
}
