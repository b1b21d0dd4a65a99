internal import TensorCore

/// Turns the operations of all layers into as few steps as possible.
///
/// Each operation in turn becomes a step, is taken up by the step that gives its input, if nothing
/// else reads that, or is put off until a dense layer takes it up.
struct PlanFolding {
    /// What an operation's value has become.
    struct Value {
        /// The step that gives it, counted from 1; 0 is the input of the network.
        var source: Int
        /// Whether more than one operation reads it, so that the step may not change.
        var isShared = false
        /// What is put off: the values are in the order `[C, H, W]` and are expected as `[H, W, C]`.
        var order: FeatureShape?
        /// What is put off after that: a factor and a shift for each value.
        var map: ChannelMap?

        /// Whether nothing is put off.
        var isComplete: Bool { order == nil && map == nil }
    }

    private(set) var steps: [NetworkPlan.Step] = []
    /// For the input and each operation.
    private var values: [Value]
    /// How many operations read the input, and each operation's value.
    private var readers: [Int]

    /// - Parameters:
    ///   - records: The operations in an order in which each comes after those that it reads.
    ///   - output: What the network gives.
    init(_ records: [PlanBuilder.Record], output: PlanValue) throws(NetworkError) {
        readers = Array(repeating: 0, count: records.count + 1)
        for value in records.flatMap(\.inputs) + [output] { readers[value.number] += 1 }
        values = [Value(source: 0, isShared: readers[0] > 1)]
        for record in records {
            var value = try record.operation.fold(record, into: &self)
            value.isShared = value.isShared || readers[values.count] > 1
            values.append(value)
        }
        let last = complete(output)
        if last == 0 {
            // Nothing to be computed: all is passed on.
            steps = []
            append(Copy(), [output], output.shape, .identity)
        } else {
            keepOnlyWhatLeads(to: last)
        }
    }

    /// What a value has become.
    subscript(value: PlanValue) -> Value { values[value.number] }

    /// The index of the step that gives a value, if it may be changed: nothing else reads the value.
    func changeableStep(of value: PlanValue) -> Int? {
        let value = self[value]
        return value.isComplete && !value.isShared && value.source > 0 ? value.source - 1 : nil
    }

    /// Changes a step.
    mutating func change(_ step: Int, _ body: (inout NetworkPlan.Step) -> Void) {
        body(&steps[step])
    }

    /// Adds a step for an operation that was not taken up.
    mutating func append(_ operation: any Operation, _ record: PlanBuilder.Record) -> Value {
        append(operation, record.inputs, record.output, operation.activation)
    }

    /// Adds a step that reads complete values.
    @discardableResult
    mutating func append(
        _ operation: any Operation, _ inputs: [PlanValue], _ output: FeatureShape,
        _ activation: Activation
    ) -> Value {
        append(operation, sources: inputs.map { complete($0) }, output, activation)
    }

    /// Adds a step.
    mutating func append(
        _ operation: any Operation, sources: [Int], _ output: FeatureShape, _ activation: Activation
    ) -> Value {
        steps.append(
            NetworkPlan.Step(
                operation: operation, activation: activation.function, inputs: sources,
                output: output))
        return Value(source: steps.count)
    }

    /// The step that gives a value, after steps for what was put off.
    private mutating func complete(_ value: PlanValue) -> Int {
        let known = self[value]
        guard !known.isComplete else { return known.source }
        var source = known.source
        if let shape = known.order {
            source = append(ChannelsLast(input: shape), sources: [source], shape, .identity).source
        }
        if let map = known.map {
            source = append(Affine(map: map), sources: [source], value.shape, .identity).source
        }
        values[value.number] = Value(source: source, isShared: readers[value.number] > 1)
        return source
    }

    /// Leaves out steps whose values nobody needs.
    private mutating func keepOnlyWhatLeads(to last: Int) {
        var isNeeded = Array(repeating: false, count: steps.count + 1)
        isNeeded[last] = true
        for step in steps.indices.reversed() where isNeeded[step + 1] {
            for input in steps[step].inputs { isNeeded[input] = true }
        }
        isNeeded[0] = true
        var numbers: [Int] = []
        for needed in isNeeded { numbers.append((numbers.last ?? -1) + (needed ? 1 : 0)) }
        steps = zip(steps, isNeeded.dropFirst()).filter(\.1).map { step, _ in
            var step = step
            step.inputs = step.inputs.map { numbers[$0] }
            return step
        }
    }
}
