import TensorCore
import TestSupport
import Testing

extension EmulationTests {
    /// A convolution and a pooling of odd sizes.
    struct FeatureMaps: Sendable {
        let input: FeatureShape
        let outputs: Int
        let window: Window2D
        var pool: Window2D?
        var function = ElementwiseFunction.relu
        var isDepthwise = false
    }

    static let maps = [
        FeatureMaps(
            input: FeatureShape(channels: 1, height: 28, width: 28), outputs: 30,
            window: Window2D(size: Size2D(5)),
            pool: Window2D(size: Size2D(2), stride: Size2D(2))),
        FeatureMaps(
            input: FeatureShape(channels: 5, height: 11, width: 6), outputs: 33,
            window: Window2D(
                size: Size2D(height: 2, width: 3), stride: Size2D(height: 3, width: 2),
                padding: Padding2D(2))),
        FeatureMaps(
            input: FeatureShape(channels: 17, height: 9, width: 7), outputs: 64,
            window: Window2D(size: Size2D(3), padding: Padding2D(1)),
            pool: Window2D(size: Size2D(3), stride: Size2D(2), padding: Padding2D(1))),
        FeatureMaps(
            input: FeatureShape(channels: 2, height: 3, width: 40), outputs: 5,
            window: Window2D(size: Size2D(height: 3, width: 4), padding: Padding2D(1))),
        FeatureMaps(
            input: FeatureShape(channels: 3, height: 9, width: 10), outputs: 20,
            window: Window2D(size: Size2D(3), stride: Size2D(2), dilation: Size2D(2)),
            pool: Window2D(size: Size2D(2), stride: Size2D(2)), function: .silu),
        FeatureMaps(
            input: FeatureShape(channels: 4, height: 9, width: 21), outputs: 8,
            window: Window2D(size: Size2D(3), padding: Padding2D(2), dilation: Size2D(2)),
            pool: Window2D(size: Size2D(3), stride: Size2D(2)), function: .hardSwish,
            isDepthwise: true),
        FeatureMaps(
            input: FeatureShape(channels: 3, height: 6, width: 7), outputs: 3,
            window: Window2D(size: Size2D(3), stride: Size2D(2), padding: Padding2D(1)),
            function: .gelu, isDepthwise: true),
    ]

    @Test(
        "convolutions of odd shapes, pruned or not, give the same feature maps", arguments: maps,
        variants)
    func convolution(test: FeatureMaps, variant: String) throws {
        var generator = SeededGenerator(seed: UInt64(test.input.count))
        let columns = (test.isDepthwise ? 1 : test.input.channels) * test.window.size.area
        var weights = Matrix(
            rows: test.outputs, columns: columns,
            elements: SampleFloats.ofAllSizes(test.outputs * columns, &generator))
        for column in stride(from: 1, to: columns, by: 3) {
            for row in 0..<test.outputs { weights[row, column] = 0 }
        }
        let bias = SampleFloats.ofAllSizes(test.outputs, &generator)
        let packed = PackedConv2D(
            weights: weights, bias: bias, input: test.input, window: test.window,
            groups: test.isDepthwise ? test.input.channels : 1, function: test.function,
            pool: test.pool)
        let conv = KernelProgram.Convolution(
            weights: weights, bias: bias, window: test.window, function: test.function,
            pool: test.pool, input: test.input, output: packed.output)
        for zeroShare in [0, 0.8] {
            let x = zip(
                generator.sparseFloats(test.input.count, zeroShare: zeroShare),
                SampleFloats.ofAllSizes(test.input.count, &generator)
            ).map { $0 == 0 ? 0 : $1 }
            var expected = [Float](repeating: .nan, count: packed.output.count)
            var span = expected.mutableSpan
            var scratch = Conv2DScratch()
            Kernels.conv2D(packed, x.span, into: &span, scratch: &scratch)
            for prunes in [false, true] {
                var program = KernelProgram()
                program.load(x, rows: 1)
                if test.isDepthwise {
                    program.appendDepthwise(conv)
                } else {
                    program.append(conv, prunes: prunes)
                }
                program.store()
                #expect(try results(program, variant) == bits(expected))
            }
        }
    }

    @Test(
        "poolings of special values give the same feature maps", arguments: [false, true], variants)
    func pooling(countsPadding: Bool, variant: String) throws {
        let values = SampleFloats.special + SampleFloats.special.reversed() + [1, -2, 3, -4]
        let input = FeatureShape(channels: 2, height: 6, width: values.count / 4)
        let x = Array((values + values + values).prefix(input.count))
        let window = Window2D(
            size: Size2D(height: 3, width: 2), stride: Size2D(2), padding: Padding2D(1))
        let output = FeatureShape(
            channels: 2, size: try #require(window.outputSize(of: input.size)))
        var program = KernelProgram()
        for pooling in [KernelProgram.Pooling.max, .mean] {
            program.load(x, rows: 1)
            program.append(pooling, window, of: input, to: output, countsPadding: countsPadding)
            program.store()
        }
        var largest = [Float](repeating: 0, count: output.count)
        var means = largest
        var span = largest.mutableSpan
        Kernels.maxPool2D(window, of: input, x.span, into: &span)
        var other = means.mutableSpan
        Kernels.averagePool2D(window, countsPadding: countsPadding, of: input, x.span, into: &other)
        // Which NaN comes out of a sum of two is up to the processor.
        let found = try results(program, variant)
        #expect(found.prefix(output.count) == bits(largest)[...])
        #expect(
            withOneNaN(found.dropFirst(output.count)) == withOneNaN(bits(means)[...]))
    }

    private func withOneNaN(_ floats: ArraySlice<UInt32>) -> [UInt32] {
        floats.map { Float(bitPattern: $0).isNaN ? Float.nan.bitPattern : $0 }
    }

    @Test("factors and summands of feature maps give the same values", arguments: variants)
    func affine(variant: String) throws {
        var generator = SeededGenerator(seed: 12)
        var values = SampleFloats.ofAllSizes(3 * 37, &generator)
        let scale = SampleFloats.ofAllSizes(3, &generator)
        let shift = SampleFloats.ofAllSizes(3, &generator)
        var program = KernelProgram()
        program.load(values, rows: 3)
        program.appendAffine(scale: scale, shift: shift)
        program.store()
        var span = values.mutableSpan
        Kernels.affine(&span, scale: scale, shift: shift)
        #expect(try results(program, variant) == bits(values))
    }

    @Test("sums, products and gates give the same values", arguments: variants)
    func merges(variant: String) throws {
        let values = SampleFloats.special + SampleFloats.special.reversed()
        let other = SampleFloats.special + SampleFloats.special
        let gate: [Float] = [.infinity, -3]
        var program = KernelProgram()
        program.load(other, rows: 1)
        program.putAside(0)
        program.load(gate, rows: 1)
        program.putAside(1)
        program.load(values, rows: 1)
        program.appendSum(with: 0)
        program.appendProduct(with: 0)
        program.appendGate(1)
        program.store()
        var expected = values
        var span = expected.mutableSpan
        Kernels.add(other.span, to: &span)
        Kernels.multiply(&span, by: other.span)
        Kernels.gate(&span, by: gate.span)
        #expect(try results(program, variant) == bits(expected))
    }
}
