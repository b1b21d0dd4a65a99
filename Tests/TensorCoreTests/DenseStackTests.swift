import TensorCore
import TestSupport
import Testing

/// A stack against its definition: the layers one by one, each by the portable kernels.
@Suite("Stacks of dense layers")
struct DenseStackTests {
    /// Widths around those of vectors, panels, strips, groups and tiles.
    static let widths = [
        [784, 50, 100, 10], [9, 4, 5, 8, 9, 12, 16, 17], [33, 24, 20, 40, 1], [70, 130, 520, 3],
        [5, 300, 64, 2],
    ]

    private func layers(
        _ widths: [Int], _ function: ElementwiseFunction, _ generator: inout SeededGenerator
    ) -> [DenseStack.Layer] {
        zip(widths, widths.dropFirst()).map { inputs, outputs in
            let weights = Matrix(
                rows: inputs, columns: outputs, elements: generator.floats(inputs * outputs))
            return DenseStack.Layer(
                PackedDense(weights: weights, bias: generator.floats(outputs)), function)
        }
    }

    /// The layers one by one.
    private func reference(_ layers: [DenseStack.Layer], _ x: Matrix) throws -> Matrix {
        let portable = try #require(KernelVariant.supportedHere.first)
        return layers.reduce(x) { x, layer in
            let y = layer.dense(x, variant: portable)
            var elements = y.elements
            var span = elements.mutableSpan
            Kernels.apply(layer.function, to: &span, variant: portable)
            return Matrix(rows: y.rows, columns: y.columns, elements: elements)
        }
    }

    private func run(
        _ layers: [DenseStack.Layer], _ x: Matrix, _ variant: KernelVariant
    ) -> [Float] {
        let stack = DenseStack(layers)
        var y = [Float](repeating: .nan, count: x.rows * stack.outputs)
        var span = y.mutableSpan
        var scratch = DenseScratch()
        Kernels.run(
            stack, x.elements.span, count: x.rows, into: &span, scratch: &scratch,
            variant: variant)
        return y
    }

    @Test(
        "give the bits of the layers one by one, for every variant and batch size",
        arguments: widths, functions)
    func sameBits(widths: [Int], function: ElementwiseFunction) throws {
        var generator = SeededGenerator(seed: UInt64(widths.count))
        let layers = layers(widths, function, &generator)
        let stack = DenseStack(layers)
        for images in [1, 2, 3, 4, 6, 37] {
            let pixels = generator.pixels(images * widths[0], zeroShare: 0.6)
            let x = Matrix(rows: images, columns: widths[0], elements: pixels.map(Float.init))
            let expected = bits(try reference(layers, x).elements)
            for variant in KernelVariant.supportedHere {
                #expect(bits(run(layers, x, variant)) == expected, "\(variant), \(images)")
                var y = [Float](repeating: .nan, count: images * stack.outputs)
                var span = y.mutableSpan
                var scratch = DenseScratch()
                Kernels.run(
                    stack, pixels.span, count: images, into: &span, scratch: &scratch,
                    variant: variant)
                #expect(bits(y) == expected, "\(variant), \(images), from bytes")
            }
        }
    }

    /// Sigmoid and tanh seldom give zero, so their values are not listed unless one is.
    @Test(
        "pass over hidden zeros too, which an infinite weight shows",
        arguments: KernelVariant.supportedHere, [ElementwiseFunction.sigmoid, .tanh])
    func hiddenZeros(variant: KernelVariant, function: ElementwiseFunction) {
        // The first hidden value is 0: sigmoid(-1000), tanh(0) or tanh(-0). The others are not.
        let widths = [1, 3, 16, 17, 18, 20, 35]
        for hidden in widths {
            for zero in [0, hidden - 1] {
                var first = [Float](repeating: 1, count: hidden)
                first[zero] = function == .sigmoid ? -1000 : -0.0
                var second = [Float](repeating: 2, count: hidden)
                second[zero] = .infinity
                let layers = [
                    DenseStack.Layer(
                        PackedDense(
                            weights: Matrix(rows: 1, columns: hidden, elements: first)), function),
                    DenseStack.Layer(
                        PackedDense(weights: Matrix(rows: hidden, columns: 1, elements: second))),
                ]
                for images in [1, 2, 5] {
                    let x = Matrix(rows: images, columns: 1, repeating: 1)
                    let y = run(layers, x, variant)
                    #expect(
                        y.allSatisfy { $0.isFinite }, "\(hidden) hidden values, zero at \(zero)")
                }
            }
        }
    }

    /// Those that give no NaN for numbers, not even after each other.
    private static let functions = ElementwiseFunction.all.filter {
        ![.exp, .log, .reciprocal, .squareRoot].contains($0)
    }

    @Test("NaN goes through to the end", arguments: KernelVariant.supportedHere)
    func nan(variant: KernelVariant) {
        for function in Self.functions {
            var generator = SeededGenerator(seed: 3)
            let layers = layers([2, 5, 20, 3], function, &generator)
            let y = run(layers, Matrix([[1, 2], [.nan, 2], [3, 4]]), variant)
            #expect(y.map(\.isNaN) == (0..<9).map { (3..<6).contains($0) }, "\(function)")
        }
    }

    @Test("no images give no outputs")
    func emptyBatch() {
        var generator = SeededGenerator(seed: 4)
        let layers = layers([2, 3], .relu, &generator)
        for variant in KernelVariant.supportedHere {
            #expect(run(layers, Matrix(rows: 0, columns: 2), variant).isEmpty)
        }
    }
}
