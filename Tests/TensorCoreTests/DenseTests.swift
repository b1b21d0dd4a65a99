import TensorCore
import TestSupport
import Testing

@Suite("Dense kernels")
struct DenseTests {
    static let sizes = [1, 7, 8, 9, 15, 16, 17, 50, 64, 65, 784]

    /// The definition: one chain of fused multiply-adds from the bias, inputs ascending.
    private func chain(_ x: Matrix, _ weights: Matrix, _ bias: [Float]) -> [Float] {
        var result: [Float] = []
        for n in 0..<x.rows {
            var sums = bias
            for k in 0..<x.columns {
                let value = x.elements[n * x.columns + k]
                for m in 0..<weights.columns {
                    sums[m].addProduct(value, weights.elements[k * weights.columns + m])
                }
            }
            result += sums
        }
        return result
    }

    @Test("every variant gives the bits of the ascending chain", arguments: sizes)
    func chainOfFusedMultiplyAdds(inputs: Int) {
        var generator = SeededGenerator(seed: UInt64(inputs))
        let images = 2
        let pixels = generator.pixels(images * inputs)
        let x = Matrix(rows: images, columns: inputs, elements: pixels.map(Float.init))
        for outputs in Self.sizes {
            // Every third input has no weights but zeros.
            let weights = Matrix(
                rows: inputs, columns: outputs,
                elements: generator.floats(inputs * outputs).enumerated().map { index, weight in
                    index / outputs % 3 == 1 ? 0 : weight
                })
            let bias = generator.floats(outputs)
            let expected = bits(chain(x, weights, bias))
            let layer = PackedDense(weights: weights, bias: bias)
            for variant in KernelVariant.supportedHere {
                #expect(bits(layer(x, variant: variant).elements) == expected, "\(variant)")
                var y = [Float](repeating: .nan, count: images * outputs)
                var span = y.mutableSpan
                var scratch = DenseScratch()
                Kernels.dense(
                    layer, pixels.span, count: images, into: &span, scratch: &scratch,
                    variant: variant)
                #expect(bits(y) == expected, "\(variant), from bytes")
            }
        }
    }

    @Test(
        "folding rounds each weight and bias once from Double", arguments: [1, 2, 16, 63, 64, 130])
    func folding(outputs: Int) {
        let inputs = 37
        var generator = SeededGenerator(seed: UInt64(outputs))
        var weights = Matrix(
            rows: inputs, columns: outputs, elements: generator.floats(inputs * outputs))
        var bias = generator.floats(outputs)
        let scale = generator.floats(inputs).map { Double($0) / 3 }
        let shift = generator.floats(inputs).map { Double($0) / 7 }
        let expected = weights.elements.indices.map { index in
            Float(Double(weights.elements[index]) * scale[index / outputs])
        }
        let expectedBias = (0..<outputs).map { m in
            Float((0..<inputs).reduce(Double(bias[m])) { $0 + shift[$1] * Double(weights[$1, m]) })
        }
        Kernels.fold(scale: scale, shift: shift, into: &weights, bias: &bias)
        #expect(bits(weights.elements) == bits(expected))
        #expect(bits(bias) == bits(expectedBias))
    }

    /// Batches that share tiles of the weights: several blocks of inputs, several groups of
    /// outputs, images that go together and those left over.
    @Test(
        "large batches give the bits of the ascending chain",
        arguments: [
            (images: 4, inputs: 200, outputs: 130), (33, 150, 300), (37, 600, 16), (6, 1100, 20),
            (35, 70, 40), (7, 300, 97),
        ])
    func tiles(images: Int, inputs: Int, outputs: Int) {
        var generator = SeededGenerator(seed: UInt64(images))
        let weights = Matrix(
            rows: inputs, columns: outputs, elements: generator.floats(inputs * outputs))
        let bias = generator.floats(outputs)
        let layer = PackedDense(weights: weights, bias: bias)
        // Many zeros, none, and only the last image with some.
        let full = generator.floats(images * inputs)
        var mixed = full
        mixed[mixed.count - 1] = 0
        for elements in [generator.sparseFloats(images * inputs), full, mixed] {
            let x = Matrix(rows: images, columns: inputs, elements: elements)
            let expected = bits(chain(x, weights, bias))
            for variant in KernelVariant.supportedHere {
                #expect(bits(layer(x, variant: variant).elements) == expected, "\(variant)")
            }
        }
    }

    @Test("a layer without inputs gives its bias", arguments: KernelVariant.supportedHere)
    func noInputs(variant: KernelVariant) {
        let layer = PackedDense(
            weights: Matrix(rows: 0, columns: 3, elements: []), bias: [1, 2, 3])
        for images in [1, 5] {
            let y = layer(Matrix(rows: images, columns: 0, elements: []), variant: variant)
            #expect(y.elements == Array(repeating: [1, 2, 3], count: images).flatMap(\.self))
        }
    }

    @Test("results are as near the exact ones as the error bound says", arguments: sizes)
    func errorBound(inputs: Int) {
        var generator = SeededGenerator(seed: UInt64(1000 + inputs))
        let outputs = 3
        let x = generator.floats(inputs)
        let weights = Matrix(
            rows: inputs, columns: outputs, elements: generator.floats(inputs * outputs))
        let bias = generator.floats(outputs)
        let y = PackedDense(weights: weights, bias: bias)(Matrix([x]))
        for m in 0..<outputs {
            let column = (0..<inputs).map { Double(weights[$0, m]) }
            let exact = referenceDot(
                x.map { BoundedValue(Double($0)) }, column, bias: Double(bias[m]))
            #expect(exact.admits(y[0, m]), "\(y[0, m]) is not \(exact)")
        }
    }

    @Test("leaving out zero inputs changes nothing", arguments: KernelVariant.supportedHere)
    func zeroSkipping(variant: KernelVariant) {
        var generator = SeededGenerator(seed: 7)
        let weights = Matrix(rows: 40, columns: 33, elements: generator.floats(40 * 33))
        let x = generator.sparseFloats(40)
        let kept = x.indices.filter { x[$0] != 0 }
        let compact = Matrix(kept.map { weights.row($0) })
        let bias = generator.floats(33)
        let all = PackedDense(weights: weights, bias: bias)(Matrix([x]), variant: variant)
        let some = PackedDense(weights: compact, bias: bias)(
            Matrix([kept.map { x[$0] }]), variant: variant)
        #expect(kept.count < 30)
        #expect(all == some)
    }

    @Test("an input of nothing but zeros gives the bias", arguments: KernelVariant.supportedHere)
    func zeros(variant: KernelVariant) {
        let layer = PackedDense(weights: Matrix(rows: 9, columns: 2, repeating: 3), bias: [4, -5])
        #expect(
            layer(Matrix(rows: 2, columns: 9), variant: variant) == Matrix([[4, -5], [4, -5]]))
    }

    @Test(
        "negative zero counts as zero and NaN as an input", arguments: KernelVariant.supportedHere)
    func specialInputs(variant: KernelVariant) {
        let layer = PackedDense(weights: Matrix([[1, 2], [3, 4]]), bias: [0.5, 0.5])
        #expect(layer(Matrix([[-0.0, 1]]), variant: variant) == Matrix([[3.5, 4.5]]))
        let broken = layer(Matrix([[.nan, 1], [0, 1]]), variant: variant)
        #expect(broken.row(0).allSatisfy { $0.isNaN })
        #expect(broken.row(1) == [3.5, 4.5])
    }

    @Test("one scratch serves layers of any width")
    func sharedScratch() {
        var scratch = DenseScratch()
        for inputs in [3, 100, 5] {
            let layer = PackedDense(weights: Matrix(rows: inputs, columns: 1, repeating: 2))
            let x = [Float](repeating: 1, count: inputs)
            var y: [Float] = [0]
            var span = y.mutableSpan
            Kernels.dense(layer, x.span, count: 1, into: &span, scratch: &scratch)
            #expect(y == [Float(2 * inputs)])
        }
    }
}
