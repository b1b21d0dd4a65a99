internal import TensorCore

/// What is left to be computed of a network's layers, once all is folded that can be, and the
/// memory for it.
struct NetworkPlan: Sendable {
    /// An operation and what follows it.
    struct Step: Sendable {
        var operation: any Operation
        /// A function of each value.
        var activation: ElementwiseFunction
        /// The steps that give what it reads, counted from 1; 0 is the input of the network.
        var inputs: [Int]
        /// What it gives.
        var output: FeatureShape
    }

    /// The values of one example that a network takes.
    let inputCount: Int
    /// In the order in which they run; the last one gives the output.
    let steps: [Step]
    /// The steps that one example runs through at a time: all but dense layers at the end, which a
    /// block of examples runs through together.
    let imageSteps: ArraySlice<Step>
    /// Where the values of these steps are.
    let memory: BufferPlan

    /// - Parameters:
    ///   - graph: Checked layers.
    ///   - outputs: What comes before the first layer and after each layer.
    init(_ graph: NetworkGraph, _ outputs: [LayerOutput]) throws(NetworkError) {
        var builder = PlanBuilder()
        var values = [PlanValue(number: 0, outputs[0])]
        for (index, node) in graph.nodes.enumerated() {
            builder.position = graph.position(index)
            let inputs = node.inputs.map { values[$0.layer + 1] }
            let value = node.layer.lower(inputs, into: &builder)
            precondition(
                value.shape.count == outputs[index + 1].shape.count,
                "layer \(builder.position) gives \(outputs[index + 1].shape) and is lowered to "
                    + "\(value.shape)")
            // The layer may change what the shape is called, as a flatten layer does.
            values.append(PlanValue(number: value.number, outputs[index + 1]))
        }
        steps = try PlanFolding(builder.records, output: values[values.count - 1]).steps
        inputCount = outputs[0].shape.count
        let count = steps[steps.count - 1].operation is DenseRun ? steps.count - 1 : steps.count
        imageSteps = steps[..<count]
        memory = BufferPlan(inputCount: inputCount, imageSteps)
        guard memory.valueCount <= Network.largestLiveCount else {
            throw .tooManyLiveValues(found: memory.valueCount)
        }
    }

    /// The dense layers at the end, if the network ends in such, and what follows them.
    var tail: (run: DenseRun, activation: ElementwiseFunction)? {
        let last = steps[steps.count - 1]
        return (last.operation as? DenseRun).map { ($0, last.activation) }
    }

    /// The first layer of a network of dense layers alone.
    var firstOfAll: Dense? { imageSteps.isEmpty ? tail?.run.layers.first : nil }
}
