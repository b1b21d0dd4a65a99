import CKernels
import Testing

@Suite("Packing")
struct PackingTests {
    @Test("a panel is its bias row, then one row per input, padded with zeros")
    func layout() {
        let (inputs, outputs) = (3, 17)
        let weights = (0..<inputs * outputs).map { Float(100 + $0) }
        let bias = (0..<outputs).map { Float(1000 + $0) }
        let count = ck_f32_dense_packed_count(inputs, outputs)
        #expect(count == 2 * (1 + inputs) * 16)

        let packed = GuardedBuffer([Float](repeating: .nan, count: count))
        let source = GuardedBuffer(weights)
        let biasSource = GuardedBuffer(bias)
        // Safety: the buffers have the sizes the function asks for.
        unsafe ck_f32_dense_pack(inputs, outputs, source.start, biasSource.start, packed.start)

        var expected: [Float] = []
        for panel in 0..<2 {
            for row in -1..<inputs {
                for lane in 0..<16 {
                    let output = panel * 16 + lane
                    if output >= outputs {
                        expected.append(0)
                    } else if row < 0 {
                        expected.append(bias[output])
                    } else {
                        expected.append(weights[row * outputs + output])
                    }
                }
            }
        }
        #expect(packed.values == expected)
        #expect(packed.isIntactBefore)
    }

    @Test("a missing bias is packed as zeros")
    func missingBias() {
        let packed = GuardedBuffer([Float](repeating: .nan, count: 32))
        let source = GuardedBuffer<Float>([5, 6])
        // Safety: the buffers have the sizes the function asks for.
        unsafe ck_f32_dense_pack(1, 2, source.start, nil, packed.start)
        #expect(packed.values[..<16].allSatisfy { $0 == 0 })
        #expect(Array(packed.values[16..<19]) == [5, 6, 0])
    }

    @Test(
        "sizes whose packed form cannot be addressed count as 0",
        arguments: [(Int.max, 1), (1, Int.max), (1 << 31, 1 << 31), (-1, 1)])
    func overflow(inputs: Int, outputs: Int) {
        #expect(ck_f32_dense_packed_count(inputs, outputs) == 0)
    }
}
