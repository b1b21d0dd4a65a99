internal import TensorCore

/// An operation with its weights packed, as it runs.
protocol Stage: Sendable {
    /// Computes the value of one example.
    ///
    /// - Parameters:
    ///   - inputs: Where the inputs are.
    ///   - buffers: What they are in.
    ///   - y: The output; overwritten. For an operation that updates its first input, that input.
    ///   - scratch: Memory of the kernels.
    ///   - variant: The kernels to use; all give the same bits.
    func run(
        _ inputs: [BufferSlot], of buffers: borrowing FeatureBuffers,
        into y: inout MutableSpan<Float>, scratch: inout KernelScratch, variant: KernelVariant)
}

/// Memory that kernels work in.
struct KernelScratch: ~Copyable, Sendable {
    var dense = DenseScratch()
    var convolution = Conv2DScratch()
    var integers = IntegerScratch()
}

/// The values of one example between the steps.
struct FeatureBuffers: ~Copyable, Sendable {
    private var buffers: [[Float]] = []

    /// Makes as many buffers as there are capacities, each large enough.
    mutating func reserve(_ capacities: [Int]) {
        for (index, capacity) in capacities.enumerated() {
            if index == buffers.count {
                buffers.append(Array(repeating: 0, count: capacity))
            } else if buffers[index].count < capacity {
                buffers[index] = Array(repeating: 0, count: capacity)
            }
        }
    }

    /// Lends a value.
    borrowing func read(_ slot: BufferSlot, _ body: (Span<Float>) -> Void) {
        let buffer = buffers[slot.buffer]
        body(buffer.span.extracting(0..<slot.count))
    }

    /// Takes a buffer out, so that it can be written while others are read.
    mutating func take(_ buffer: Int) -> [Float] {
        var taken: [Float] = []
        swap(&taken, &buffers[buffer])
        return taken
    }

    /// Puts a buffer back.
    mutating func put(_ taken: consuming [Float], _ buffer: Int) {
        buffers[buffer] = taken
    }
}
