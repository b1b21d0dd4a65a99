import CKernels
import TestSupport
import Testing

/// As in ``BoundsTests``, every buffer ends at a page without access.
@Suite("Bounds of kernels of feature maps")
struct FeatureMapBoundsTests {
    struct Case: Sendable {
        let input: ck_feature_maps
        let outputs: Int
        let window: ck_window
        /// Rows and columns of the sums, and of what a pooling of 2 × 2 leaves of them.
        let sums: (Int, Int)

        init(
            _ channels: Int, _ height: Int, _ width: Int, to outputs: Int, kernel: (Int, Int),
            stride: Int = 1, pad: Int = 0, dilation: Int = 1
        ) {
            input = ck_feature_maps(channels: channels, height: height, width: width)
            self.outputs = outputs
            window = ck_window(
                height: kernel.0, width: kernel.1, stride_y: stride, stride_x: stride,
                dilation_y: dilation, dilation_x: dilation, pad_top: pad, pad_left: pad)
            sums = (
                (height + 2 * pad - (kernel.0 - 1) * dilation - 1) / stride + 1,
                (width + 2 * pad - (kernel.1 - 1) * dilation - 1) / stride + 1
            )
        }
    }

    static let variants = Array(0..<ck_variant_count())
    static let cases = [
        Case(1, 28, 28, to: 30, kernel: (5, 5)), Case(1, 2, 2, to: 1, kernel: (1, 1)),
        Case(3, 7, 9, to: 17, kernel: (3, 2)), Case(2, 9, 8, to: 16, kernel: (3, 3), pad: 1),
        Case(5, 11, 6, to: 33, kernel: (2, 3), stride: 2, pad: 2),
        Case(1, 2, 3, to: 3, kernel: (3, 3), pad: 4), Case(17, 4, 4, to: 64, kernel: (1, 1)),
        Case(2, 9, 9, to: 4, kernel: (3, 3), dilation: 2),
        Case(2, 12, 21, to: 2, kernel: (2, 3), stride: 2, pad: 1, dilation: 3),
    ]

    @Test("convolutions touch nothing outside their buffers", arguments: variants, cases)
    func convolution(variant: Int, test: Case) throws {
        // Safety: the tables are constants.
        let table = try unsafe #require(ck_variant(variant))
        var generator = SeededGenerator(seed: 3)
        let window = test.window
        // One term in four is left out.
        let kept = (0..<UInt32(test.input.channels * window.height * window.width)).filter {
            $0 % 4 != 3
        }
        let inputs = kept.count
        let weights = generator.floats(inputs * test.outputs)
        let packed = GuardedBuffer(
            [Float](repeating: 0, count: ck_f32_dense_packed_count(inputs, test.outputs)))
        let x = GuardedBuffer(
            generator.sparseFloats(
                test.input.channels * test.input.height * test.input.width, zeroShare: 0.4))
        // Safety: the buffers have the sizes the functions ask for; that no more is touched
        // is what is tested.
        unsafe weights.withUnsafeBufferPointer {
            unsafe ck_f32_dense_pack(inputs, test.outputs, $0.baseAddress, nil, packed.start)
        }
        for pooled in [false, true] where !pooled || (test.sums.0 > 1 && test.sums.1 > 1) {
            let sums = ck_feature_maps(
                channels: test.outputs, height: test.sums.0, width: test.sums.1)
            let output =
                pooled
                ? ck_feature_maps(
                    channels: test.outputs, height: test.sums.0 / 2, width: test.sums.1 / 2) : sums
            var layer = unsafe ck_f32_conv2d(
                input: test.input, sums: sums, output: output, window: window, pool: Self.pool,
                activation: Self.activation, pooled: pooled ? 1 : 0, finite: 1,
                term_count: inputs, terms: nil, packed: packed.start)
            let terms = GuardedBuffer([ck_conv_term](repeating: ck_conv_term(), count: inputs))
            unsafe ck_f32_conv2d_terms(&layer, kept, terms.start)
            unsafe layer.terms = UnsafePointer(terms.start)
            let scratch = GuardedBuffer(
                [UInt32](repeating: 0, count: unsafe ck_f32_conv2d_scratch_words(&layer)))
            let y = GuardedBuffer(
                [Float](repeating: .nan, count: test.outputs * output.height * output.width))
            unsafe table.pointee.f32_conv2d(&layer, x.start, y.start, scratch.start)
            #expect(y.values.allSatisfy { $0.isFinite })
            for buffer in [x, y, packed] { #expect(buffer.isIntactBefore) }
            #expect(terms.isIntactBefore)
            #expect(scratch.isIntactBefore)
        }
    }

    /// Two by two, side by side.
    private static let pool = ck_window(
        height: 2, width: 2, stride_y: 2, stride_x: 2, dilation_y: 1, dilation_x: 1, pad_top: 0,
        pad_left: 0)
    private static let activation = ck_activation(kind: CK_ELU, parameters: (1, 0))

    @Test("depthwise convolutions touch nothing outside their buffers", arguments: variants, cases)
    func depthwise(variant: Int, test: Case) throws {
        // Safety: the tables are constants.
        let table = try unsafe #require(ck_variant(variant))
        var generator = SeededGenerator(seed: 4)
        let (window, input) = (test.window, test.input)
        let x = GuardedBuffer(generator.floats(input.channels * input.height * input.width))
        for (multiplier, pooled) in [(1, false), (2, false), (2, true)]
        where !pooled || (test.sums.0 > 1 && test.sums.1 > 1) {
            let outputs = input.channels * multiplier
            let weights = GuardedBuffer(generator.floats(outputs * window.height * window.width))
            let bias = GuardedBuffer(generator.floats(outputs))
            let sums = ck_feature_maps(channels: outputs, height: test.sums.0, width: test.sums.1)
            let output =
                pooled
                ? ck_feature_maps(
                    channels: outputs, height: test.sums.0 / 2, width: test.sums.1 / 2)
                : sums
            var layer = unsafe ck_f32_depthwise2d(
                input: input, sums: sums, output: output, window: window, pool: Self.pool,
                activation: Self.activation, pooled: pooled ? 1 : 0, finite: 1,
                weights: weights.start, bias: bias.start)
            let scratch = GuardedBuffer(
                [UInt32](repeating: 0, count: unsafe ck_f32_depthwise2d_scratch_words(&layer)))
            let y = GuardedBuffer(
                [Float](repeating: .nan, count: outputs * output.height * output.width))
            // Safety: the buffers have the sizes the functions ask for; that no more is touched
            // is what is tested.
            unsafe table.pointee.f32_depthwise2d(&layer, x.start, y.start, scratch.start)
            #expect(y.values.allSatisfy { $0.isFinite })
            for buffer in [x, y, weights, bias] { #expect(buffer.isIntactBefore) }
            #expect(scratch.isIntactBefore)
        }
    }

    @Test("sums, products and gates touch nothing outside their buffers", arguments: variants)
    func merging(variant: Int) throws {
        // Safety: the tables are constants.
        let table = try unsafe #require(ck_variant(variant)).pointee
        for count in [0, 1, 7, 8, 9, 16, 17, 33] {
            let a = GuardedBuffer([Float](repeating: 2, count: count))
            let b = GuardedBuffer([Float](repeating: 3, count: count))
            let y = GuardedBuffer([Float](repeating: .nan, count: count))
            let gate = GuardedBuffer<Float>([2])
            // Safety: the buffers have `count` values.
            unsafe table.f32_add(count, a.start, b.start, y.start)
            #expect(y.values.allSatisfy { $0 == 5 })
            unsafe table.f32_multiply(count, a.start, y.start, y.start)
            #expect(y.values.allSatisfy { $0 == 10 })
            unsafe table.f32_gate(1, count, gate.start, y.start)
            #expect(y.values.allSatisfy { $0 == 20 })
            for buffer in [a, b, y, gate] { #expect(buffer.isIntactBefore) }
        }
    }

    @Test("poolings and factors touch nothing outside their buffers", arguments: variants)
    func pooling(variant: Int) throws {
        // Safety: the tables are constants.
        let table = try unsafe #require(ck_variant(variant)).pointee
        for (height, width) in [(2, 2), (3, 5), (28, 28), (9, 4), (17, 33)] {
            var input = ck_feature_maps(channels: 3, height: height, width: width)
            var output = ck_feature_maps(channels: 3, height: height / 2 + 1, width: width / 2 + 1)
            var window = ck_window(
                height: 3, width: 3, stride_y: 2, stride_x: 2, dilation_y: 1, dilation_x: 1,
                pad_top: 1, pad_left: 1)
            // The last window reaches over the edge, by one for odd and by two for even sizes.
            let x = GuardedBuffer([Float](repeating: 1, count: 3 * height * width))
            let y = GuardedBuffer(
                [Float](repeating: .nan, count: 3 * output.height * output.width))
            // Safety: the buffers have the sizes of their feature maps.
            unsafe table.f32_max_pool2d(&input, &output, &window, x.start, y.start)
            #expect(y.values.allSatisfy { $0 == 1 })
            unsafe table.f32_average_pool2d(&input, &output, &window, 0, x.start, y.start)
            #expect(y.values.allSatisfy { $0 == 1 })
            let scale = GuardedBuffer<Float>([2, 2, 2])
            let shift = GuardedBuffer<Float>([1, 1, 1])
            unsafe table.f32_affine(3, height * width, scale.start, shift.start, x.start)
            #expect(x.values.allSatisfy { $0 == 3 })
            for buffer in [x, y, scale, shift] { #expect(buffer.isIntactBefore) }
        }
    }
}
