import CKernels
import Testing

@Suite("Packing")
struct PackingTests {
    @Test(
        "a panel is its bias row, then one row per input; a strip repeats the last few columns",
        arguments: [(16, 0), (17, 4), (20, 4), (21, 8), (24, 8), (25, 0), (31, 0), (2, 4)])
    func layout(outputs: Int, strip: Int) {
        let inputs = 3
        let weights = (0..<inputs * outputs).map { Float(100 + $0) }
        let bias = (0..<outputs).map { Float(1000 + $0) }
        let count = ck_f32_dense_packed_count(inputs, outputs)
        let panels = (outputs + 15) / 16
        #expect(count == (1 + inputs) * (panels * 16 + strip))

        let packed = GuardedBuffer([Float](repeating: .nan, count: count))
        let source = GuardedBuffer(weights)
        let biasSource = GuardedBuffer(bias)
        // Safety: the buffers have the sizes the function asks for.
        unsafe ck_f32_dense_pack(inputs, outputs, source.start, biasSource.start, packed.start)

        var expected: [Float] = []
        func append(from first: Int, width: Int) {
            for row in -1..<inputs {
                for output in first..<first + width {
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
        for panel in 0..<panels { append(from: panel * 16, width: 16) }
        append(from: outputs / 16 * 16, width: strip)
        #expect(packed.values == expected)
        #expect(packed.isIntactBefore)
    }

    @Test("a missing bias is packed as zeros")
    func missingBias() {
        let packed = GuardedBuffer(
            [Float](repeating: .nan, count: ck_f32_dense_packed_count(1, 2)))
        let source = GuardedBuffer<Float>([5, 6])
        // Safety: the buffers have the sizes the function asks for.
        unsafe ck_f32_dense_pack(1, 2, source.start, nil, packed.start)
        #expect(packed.values[..<16].allSatisfy { $0 == 0 })
        #expect(Array(packed.values[16..<19]) == [5, 6, 0])
        #expect(Array(packed.values[32...]) == [0, 0, 0, 0, 5, 6, 0, 0])
    }

    @Test("an input is active if one of its weights is not zero")
    func active() {
        let source = GuardedBuffer<Float>([0, 0, 0, 0, 0, 0x1p-149, -0.0, 0, -0.0, .nan, 0, 0])
        let active = GuardedBuffer<UInt8>([1, 1, 1, 1])
        // Safety: the buffers have the sizes the function asks for.
        unsafe ck_f32_dense_active_inputs(4, 3, source.start, active.start)
        #expect(active.values == [0, 255, 0, 255])
    }

    @Test(
        "sizes whose packed form cannot be addressed count as 0",
        arguments: [(Int.max, 1), (1, Int.max), (1 << 31, 1 << 31), (-1, 1)])
    func overflow(inputs: Int, outputs: Int) {
        #expect(ck_f32_dense_packed_count(inputs, outputs) == 0)
    }
}
