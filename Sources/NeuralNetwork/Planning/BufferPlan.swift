internal import TensorCore

/// Which buffer each value of an example is in while it runs through the steps of a plan.
///
/// A buffer is used again as soon as no later step reads the value in it. A chain of layers needs
/// two, or one if all work in place.
struct BufferPlan: Sendable {
    /// The number of values that each buffer holds.
    private(set) var capacities: [Int] = []
    /// The buffers of the input and of each step's value but the last, which goes to the outputs.
    private(set) var slots: [BufferSlot] = []

    /// Buffers whose value no later step reads.
    private var free: [Int] = []

    /// - Parameters:
    ///   - inputCount: The values of the input.
    ///   - steps: They read the input as 0 and the value of step k as k + 1.
    init(inputCount: Int, _ steps: ArraySlice<NetworkPlan.Step>) {
        guard !steps.isEmpty else { return }
        var lastReader = Array(repeating: 0, count: steps.count + 1)
        for (index, step) in steps.enumerated() {
            for input in step.inputs { lastReader[input] = index }
        }
        slots.append(BufferSlot(buffer: reserve(inputCount), count: inputCount))
        for (index, step) in steps.dropLast().enumerated() {
            let dying = Set(step.inputs.filter { lastReader[$0] == index })
            let count = step.output.count
            let buffer: Int
            if step.runsInPlace(where: dying.contains) {
                buffer = slots[step.inputs[0]].buffer
                capacities[buffer] = max(capacities[buffer], count)
            } else {
                buffer = reserve(count)
            }
            free += dying.map { slots[$0].buffer }.filter { $0 != buffer }.sorted()
            slots.append(BufferSlot(buffer: buffer, count: count))
        }
    }

    /// The number of values that all buffers hold.
    var valueCount: Int { capacities.reduce(0, +) }

    /// A buffer for a value: the smallest free one that is large enough, else the largest, which
    /// grows, else a new one.
    private mutating func reserve(_ count: Int) -> Int {
        let byCapacity = free.sorted { capacities[$0] < capacities[$1] }
        guard let buffer = byCapacity.first(where: { capacities[$0] >= count }) ?? byCapacity.last
        else {
            capacities.append(count)
            return capacities.count - 1
        }
        free.removeAll { $0 == buffer }
        capacities[buffer] = max(capacities[buffer], count)
        return buffer
    }
}

/// A value at the beginning of a buffer.
struct BufferSlot: Sendable {
    /// The number of the buffer.
    let buffer: Int
    /// The number of values.
    let count: Int
}

extension NetworkPlan.Step {
    /// Whether the step may change its first input, as nothing reads it later, itself included.
    fileprivate func runsInPlace(where dies: (Int) -> Bool) -> Bool {
        operation.updatesFirstInput && dies(inputs[0]) && !inputs.dropFirst().contains(inputs[0])
    }
}
