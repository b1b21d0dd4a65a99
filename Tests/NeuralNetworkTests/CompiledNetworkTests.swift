import NeuralNetwork
import TensorCore
import TestSupport
import Testing

@Suite("Compiled network")
struct CompiledNetworkTests {
    @Test("folding the normalization gives the logits worked by hand")
    func byHand() throws {
        // (p · 0.5 - 1) / 2 for p = 2, 6 is 0, 1; times weights 4, 8 plus bias 3 is 11.
        let network = try Network([Dense(weights: Matrix([[4], [8]]), bias: [3])])
        let compiled = try network.compiled(
            for: InputNormalization(scale: 0.5, mean: 1, std: 2))
        #expect(compiled.logits(ofPixels: [2, 6], count: 1) == Matrix([[11]]))
        #expect(compiled.inputCount == 2)
        #expect(compiled.outputCount == 1)
    }

    @Test("pixels as they are give the bits of the network itself")
    func identity() throws {
        let network = try Network(randomLayers([30, 20, 10], hidden: .tanh, seed: 31))
        var generator = SeededGenerator(seed: 32)
        let pixels = generator.pixels(90)
        let compiled = try network.compiled(for: .identity)
        #expect(
            compiled.logits(ofPixels: pixels, count: 3)
                == network.logits(InputNormalization.identity(pixels, count: 3)))
    }

    @Test("results are as near the exact ones as the error bound says")
    func errorBound() throws {
        let layers = randomLayers([784, 50, 10], hidden: .sigmoid, seed: 41)
        let (scale, mean, std) = (1.0 / 255, 0.1307, 0.3081)
        let compiled = try Network(layers).compiled(
            for: InputNormalization(scale: scale, mean: mean, std: std))
        var generator = SeededGenerator(seed: 42)
        let pixels = generator.pixels(784)
        // Folded weights carry one rounding each, which is as if the pixel itself were off by it;
        // the folded bias carries one too.
        let inputs = pixels.map { pixel in
            let value = (Double(pixel) * scale - mean) / std
            return BoundedValue(value, bound: 0x1p-24 * Double(pixel) * scale / std)
        }
        var reference = layers.map(\.reference)
        let first = reference.removeFirst()
        let hidden = first.bias.indices.map { m in
            let column = first.weights.map { Double($0[m]) }
            var sum = referenceDot(inputs, column, bias: Double(first.bias[m]))
            let shift = mean / std * column.reduce(0, +)
            sum.bound += 0x1p-24 * 785 * abs(shift)
            return referenceActivation("sigmoid", sum)
        }
        let exact = referenceForward(reference, hidden)
        for (y, exact) in zip(compiled.logits(ofPixels: pixels, count: 1).row(0), exact) {
            #expect(exact.admits(y), "\(y) is not \(exact)")
            #expect(exact.bound < 1e-2)
        }
    }

    @Test(
        "logits have the same bits for every batch size and variant",
        arguments: [Activation.sigmoid, .relu])
    func sameBits(hidden: Activation) throws {
        let network = try Network(randomLayers([784, 50, 100, 10], hidden: hidden, seed: 51))
        let compiled = try network.compiled(for: .unitInterval)
        var generator = SeededGenerator(seed: 52)
        let images = 1000
        let pixels = generator.pixels(images * 784, zeroShare: 0.95)
        let expected = compiled.logits(ofPixels: pixels, count: images)
        for variant in KernelVariant.supportedHere {
            var workspace = Workspace()
            for batch in [1, 7, 100, 1000] {
                var logits: [Float] = []
                for first in stride(from: 0, to: images, by: batch) {
                    let count = min(batch, images - first)
                    var part = [Float](repeating: .nan, count: count * 10)
                    var span = part.mutableSpan
                    compiled.logits(
                        ofPixels: pixels.span.extracting(first * 784..<(first + count) * 784),
                        count: count, into: &span, workspace: &workspace, variant: variant)
                    logits += part
                }
                #expect(bits(logits) == bits(expected.elements), "\(variant), batch \(batch)")
            }
        }
    }

    @Test("a network can be compiled again, for other pixels and for floats")
    func again() throws {
        var generator = SeededGenerator(seed: 33)
        var layers = randomLayers([12, 9, 4], hidden: .identity, seed: 34)
        layers.insert(
            BatchNorm(
                weight: generator.floats(9), mean: generator.floats(9),
                variance: Array(repeating: 2, count: 9)), at: 1)
        let network = try Network(layers)
        let pixels = generator.pixels(36)
        let normalizations = try [
            InputNormalization.identity, InputNormalization(scale: 1.0 / 255, mean: 0.5, std: 2),
        ]
        // Each from a network of its own, which has packed nothing else.
        let expected = try normalizations.map { normalization in
            try Network(layers).compiled(for: normalization).logits(ofPixels: pixels, count: 3)
        }
        let floats = InputNormalization.identity(pixels, count: 3)
        for _ in 0..<2 {
            for (normalization, logits) in zip(normalizations, expected) {
                let compiled = try network.compiled(for: normalization)
                #expect(compiled.logits(ofPixels: pixels, count: 3) == logits)
            }
            #expect(network.logits(floats) == expected[0])
        }
        let sizes = try Network(layers).bufferSizes
        #expect(network.bufferSizes == sizes)
    }

    @Test("one workspace serves several networks in turn")
    func sharedWorkspace() throws {
        var workspace = Workspace()
        for widths in [[4, 3], [4, 200, 3], [4, 2, 300, 2, 3]] {
            let compiled = try Network(randomLayers(widths, hidden: .relu, seed: 61))
                .compiled(for: .unitInterval)
            let pixels: [UInt8] = [0, 100, 200, 255]
            var logits: [Float] = [0, 0, 0]
            var span = logits.mutableSpan
            compiled.logits(
                ofPixels: pixels.span, count: 1, into: &span, workspace: &workspace)
            #expect(logits == compiled.logits(ofPixels: pixels, count: 1).elements)
        }
    }

    @Test("probabilities are the softmax of the logits")
    func probabilities() throws {
        let compiled = try Network(randomLayers([6, 4], hidden: .relu, seed: 71))
            .compiled(for: .unitInterval)
        let pixels: [UInt8] = [0, 50, 100, 150, 200, 250, 1, 2, 3, 4, 5, 6]
        var probabilities = [Float](repeating: 0, count: 8)
        var span = probabilities.mutableSpan
        var workspace = Workspace()
        compiled.probabilities(
            ofPixels: pixels.span, count: 2, into: &span, workspace: &workspace)
        #expect(
            probabilities == compiled.logits(ofPixels: pixels, count: 2).softmaxOfRows().elements)
    }

    @Test("no images give no logits")
    func emptyBatch() throws {
        let compiled = try Network(teachingLayers).compiled(for: .unitInterval)
        #expect(compiled.logits(ofPixels: [], count: 0) == Matrix(rows: 0, columns: 2))
    }

    @Test("weights that the normalization takes out of range are refused")
    func overflow() throws {
        let network = try Network([Dense(weights: Matrix([[3e38]]))])
        #expect(throws: NetworkError.normalizationOverflows) {
            try network.compiled(for: InputNormalization(scale: 1, mean: 0, std: 0.01))
        }
    }
}
