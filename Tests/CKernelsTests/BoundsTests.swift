import CKernels
import TestSupport
import Testing

/// Every buffer here ends at a page without access, so that a kernel which reads or writes past
/// the end crashes, and starts unaligned more often than not.
@Suite("Bounds")
struct BoundsTests {
    static let sizes = [1, 7, 8, 9, 15, 16, 17, 50, 64, 65]
    static let variants = Array(0..<ck_variant_count())
    /// A NaN that no function makes: of a number below zero log and sqrt make others.
    static let unwritten: UInt32 = 0x7FC0_BEEF

    /// Every entry of the list, with its defaults.
    static let activations: [ck_activation] = {
        var activations: [ck_activation] = []
        // Safety: the entries are constants.
        while let form = unsafe ck_activation_form_at(activations.count) {
            unsafe activations.append(form.pointee.defaults)
        }
        return activations
    }()

    @Test("dense kernels touch nothing outside their buffers", arguments: variants, sizes)
    func dense(variant: Int, inputs: Int) throws {
        for outputs in Self.sizes {
            try check(variant, images: 3, inputs: inputs, outputs: outputs)
        }
    }

    @Test("dense kernels that work in tiles touch nothing else either", arguments: variants)
    func tiles(variant: Int) throws {
        for (images, inputs, outputs) in [(4, 129, 130), (33, 784, 50), (70, 1100, 3)] {
            try check(variant, images: images, inputs: inputs, outputs: outputs)
        }
    }

    private func check(_ variant: Int, images: Int, inputs: Int, outputs: Int) throws {
        // Safety: the tables are constants.
        let table = try unsafe #require(ck_variant(variant))
        var generator = SeededGenerator(seed: UInt64(inputs))
        let pixels = GuardedBuffer(generator.pixels(images * inputs, zeroShare: 0.3))
        let active = GuardedBuffer(activeInputs(inputs, &generator))
        let floats = GuardedBuffer(values(pixels, active))
        let weights = generator.floats(inputs * outputs)
        let packed = GuardedBuffer(
            [Float](repeating: 0, count: ck_f32_dense_packed_count(inputs, outputs)))
        let scratch = GuardedBuffer(
            [UInt32](repeating: 0, count: ck_dense_scratch_words(inputs)))
        let fromPixels = GuardedBuffer([Float](repeating: .nan, count: images * outputs))
        let fromFloats = GuardedBuffer([Float](repeating: .nan, count: images * outputs))

        // Safety: the buffers have the sizes the functions ask for; that no more is touched
        // is what is tested.
        unsafe weights.withUnsafeBufferPointer {
            unsafe ck_f32_dense_pack(inputs, outputs, $0.baseAddress, nil, packed.start)
        }
        var layer = unsafe ck_f32_dense(
            inputs: inputs, outputs: outputs, packed: packed.start, active: active.start)
        unsafe table.pointee.u8_dense(
            &layer, images, pixels.start, fromPixels.start, scratch.start)
        unsafe table.pointee.f32_dense(
            &layer, images, floats.start, fromFloats.start, scratch.start)

        #expect(fromPixels.values.allSatisfy { $0.isFinite })
        #expect(bits(fromPixels.values) == bits(fromFloats.values))
        for buffer in [fromPixels, fromFloats, packed] {
            #expect(buffer.isIntactBefore)
        }
        #expect(scratch.isIntactBefore)
    }

    /// Some inputs that count, whatever their weights are.
    private func activeInputs(_ count: Int, _ generator: inout SeededGenerator) -> [UInt8] {
        generator.pixels(count, zeroShare: 0.3).map { $0 == 0 ? 0 : 255 }
    }

    /// The pixels as floats, zero where they do not count.
    private func values(
        _ pixels: GuardedBuffer<UInt8>, _ active: GuardedBuffer<UInt8>
    ) -> [Float] {
        let active = active.values
        return pixels.values.enumerated().map { index, pixel in
            active[index % active.count] == 0 ? 0 : Float(pixel)
        }
    }

    @Test(
        "stacks of layers touch nothing outside their buffers", arguments: variants,
        [[1, 1, 1], [7, 50, 100, 10], [17, 16, 8, 9, 5], [40, 130, 300, 3], [1100, 20, 1]])
    func stack(variant: Int, widths: [Int]) throws {
        // Safety: the tables are constants.
        let table = try unsafe #require(ck_variant(variant))
        var generator = SeededGenerator(seed: UInt64(widths[0]))
        let packed = zip(widths, widths.dropFirst()).map { inputs, outputs in
            let weights = generator.floats(inputs * outputs)
            let packed = GuardedBuffer(
                [Float](repeating: 0, count: ck_f32_dense_packed_count(inputs, outputs)))
            // Safety: the buffers have the sizes the function asks for.
            unsafe weights.withUnsafeBufferPointer {
                unsafe ck_f32_dense_pack(inputs, outputs, $0.baseAddress, nil, packed.start)
            }
            return packed
        }
        let active = GuardedBuffer(activeInputs(widths[0], &generator))
        for activation in Self.activations {
            let layers = unsafe packed.indices.map { index in
                unsafe ck_f32_layer(
                    dense: ck_f32_dense(
                        inputs: widths[index], outputs: widths[index + 1],
                        packed: packed[index].start, active: index == 0 ? active.start : nil),
                    activation: activation)
            }
            let (inputs, outputs) = (widths[0], widths[widths.count - 1])
            for images in [1, 2, 3, 6, 33] {
                let pixels = GuardedBuffer(generator.pixels(images * inputs, zeroShare: 0.3))
                let floats = GuardedBuffer(values(pixels, active))
                let unwritten = [Float](
                    repeating: Float(bitPattern: Self.unwritten), count: images * outputs)
                let fromPixels = GuardedBuffer(unwritten)
                let fromFloats = GuardedBuffer(unwritten)
                // Safety: the layers outlive the calls, and the buffers have the sizes the
                // functions ask for; that no more is touched is what is tested.
                unsafe layers.withUnsafeBufferPointer { layers in
                    var stack = unsafe ck_f32_stack_make(layers.count, layers.baseAddress)
                    let scratch = GuardedBuffer(
                        [UInt32](repeating: 0, count: unsafe ck_f32_stack_scratch_words(&stack)))
                    unsafe table.pointee.u8_stack(
                        &stack, images, pixels.start, fromPixels.start, scratch.start)
                    unsafe table.pointee.f32_stack(
                        &stack, images, floats.start, fromFloats.start, scratch.start)
                    #expect(scratch.isIntactBefore)
                }
                #expect(bits(fromPixels.values).allSatisfy { $0 != Self.unwritten })
                #expect(bits(fromPixels.values) == bits(fromFloats.values))
                for buffer in [fromPixels, fromFloats] + packed {
                    #expect(buffer.isIntactBefore)
                }
            }
        }
    }

    @Test("elementwise kernels touch nothing outside their buffer", arguments: variants)
    func elementwise(variant: Int) throws {
        // Safety: the tables are constants.
        let table = try unsafe #require(ck_variant(variant)).pointee
        for count in [0] + Self.sizes {
            let buffer = GuardedBuffer([Float](repeating: 0.5, count: count))
            // Safety: the buffer has `count` values.
            unsafe table.f32_exp(count, buffer.start)
            for activation in Self.activations {
                unsafe table.f32_activate(activation, count, buffer.start)
            }
            #expect(buffer.values.allSatisfy { $0.isFinite })
            unsafe table.f32_softmax(count > 0 ? 1 : 0, count, buffer.start)
            unsafe table.f32_activate(
                ck_activation(kind: CK_STEP, parameters: (0, 0)), count, buffer.start)
            #expect(buffer.values.allSatisfy { $0 == 1 })
            #expect(buffer.isIntactBefore)
        }
    }

    @Test("argmax reads its rows and writes one index each", arguments: variants)
    func argmax(variant: Int) throws {
        // Safety: the tables are constants.
        let table = try unsafe #require(ck_variant(variant)).pointee
        let rows = GuardedBuffer<Float>([1, 3, 2, 9, 8, 7])
        let indices = GuardedBuffer<Int32>([-1, -1])
        // Safety: two rows of three columns, two indices.
        let done = unsafe table.f32_argmax(2, 3, rows.start, indices.start)
        #expect(done == 2)
        #expect(indices.values == [1, 0])
        #expect(indices.isIntactBefore)
    }
}
