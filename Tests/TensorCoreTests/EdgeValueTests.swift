import TensorCore
import TestSupport
import Testing

/// Inputs, weights and biases among which are both zeros and subnormal numbers.
@Suite("Kernels of values at the edges")
struct EdgeValueTests {
    @Test(
        "dense layers give the bits of the chain without the terms of zeros", arguments: 0..<30,
        [1, 2, 3, 5])
    func dense(seed: UInt64, images: Int) {
        var generator = SeededGenerator(seed: seed)
        let inputs = Int.random(in: 1...70, using: &generator)
        let outputs = Int.random(in: 1...40, using: &generator)
        let weights = Matrix(
            rows: inputs, columns: outputs, elements: generator.edgeFloats(inputs * outputs))
        let bias = generator.edgeFloats(outputs)
        let x = Matrix(
            rows: images, columns: inputs, elements: generator.edgeFloats(images * inputs))
        var expected: [Float] = []
        for image in 0..<images {
            for output in 0..<outputs {
                var sum = bias[output]
                for input in 0..<inputs where x[image, input] != 0 {
                    sum.addProduct(x[image, input], weights[input, output])
                }
                expected.append(sum)
            }
        }
        let layer = PackedDense(weights: weights, bias: bias)
        for variant in KernelVariant.supportedHere {
            #expect(bits(layer(x, variant: variant).elements) == bits(expected), "\(variant)")
        }
    }

    @Test("factors and shifts are rounded once, together", arguments: KernelVariant.supportedHere)
    func affine(variant: KernelVariant) {
        var generator = SeededGenerator(seed: 7)
        let (scale, shift) = (generator.edgeFloats(5), generator.floats(5))
        var x = generator.edgeFloats(5 * 19)
        let expected = x.indices.map { place in
            shift[place / 19].addingProduct(x[place], scale[place / 19])
        }
        var span = x.mutableSpan
        Kernels.affine(&span, scale: scale, shift: shift, variant: variant)
        #expect(bits(x) == bits(expected))
    }

    @Test("convolutions give the bits of the chain, and +0 for -0", arguments: 0..<60)
    func convolution(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }
        let channels = number(1...4)
        let groups = seed.isMultiple(of: 3) ? channels : 1
        let outputs = groups * number(1...20)
        let (kernel, stride) = ((number(1...3), number(1...3)), (number(1...2), number(1...2)))
        let test = FeatureMapKernelTests.Case(
            channels, number(3...12), number(3...34), to: outputs, kernel, stride: stride,
            padding: Padding2D(number(0...2)), groups: groups)
        let weights = Matrix(
            rows: outputs, columns: test.columns,
            elements: generator.edgeFloats(outputs * test.columns))
        let bias = generator.edgeFloats(outputs)
        // Mostly zeros, so that kernels leave terms out, and each its own.
        let x = generator.edgeFloats(test.input.count).map { value in
            Bool.random(using: &generator) ? value : value.magnitude < 0.5 ? 0 : -0.0
        }
        let kernels = FeatureMapKernelTests()
        var expected: [Float] = []
        try kernels.forEachOutput(test) { m, i, j in
            var sum = bias[m]
            for term in kernels.terms(test, x, weights, m, i, j) {
                sum.addProduct(term.x, term.weight)
            }
            expected.append(sum + 0)
        }
        let layer = PackedConv2D(
            weights: weights, bias: bias, input: test.input, window: test.window, groups: groups)
        for variant in KernelVariant.supportedHere {
            #expect(bits(kernels.run(layer, x, variant)) == bits(expected), "\(variant)")
        }
    }
}
