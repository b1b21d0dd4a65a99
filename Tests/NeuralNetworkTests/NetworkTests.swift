import NeuralNetwork
import TensorCore
import TestSupport
import Testing

@Suite("Network")
struct NetworkTests {
    @Test("the forward pass of the three-layer example")
    func teachingExample() throws {
        let network = try Network(teachingLayers)
        let y = network.forward(Matrix([[1.0, 0.5]])).row(0)
        // Printed by the book, eight digits.
        #expect(agree(y, [0.316_827_08, 0.696_279_09]))
    }

    @Test("layers called one after the other give the bits of the network")
    func layerByLayer() throws {
        let x = Matrix([[1.0, 0.5], [-2, 3]])
        let byHand = teachingLayers.reduce(x) { values, layer in layer(values) }
        #expect(try Network(teachingLayers).forward(x) == byHand)
    }

    @Test("counts are those of the layers")
    func counts() throws {
        let network = try Network(
            randomLayers([784, 50, 100, 10], hidden: .sigmoid, seed: 1))
        #expect(network.inputCount == 784)
        #expect(network.outputCount == 10)
        #expect(network.multiplyAddsPerInput == 784 * 50 + 50 * 100 + 100 * 10)
        #expect(network.parameterCount == 784 * 50 + 50 * 100 + 100 * 10 + 50 + 100 + 10)
        #expect(network.endsInSoftmax)
    }

    @Test("logits are the outputs before a final softmax and before nothing else")
    func logits() throws {
        let x = Matrix([[1, 2], [3, -4]])
        let weights = Matrix([[1, -1], [0.5, 2]])
        let sums = x.multiplied(by: weights)
        let softmax = try Network([Dense(weights: weights, activation: .softmax)])
        #expect(softmax.logits(x) == sums)
        #expect(softmax.forward(x) == sums.softmaxOfRows())
        let step = try Network([Dense(weights: weights, activation: .step)])
        #expect(step.logits(x) == Activation.step(sums))
        #expect(step.forward(x) == step.logits(x))
    }

    @Test("the prediction is the largest output, the lowest class on a tie")
    func predict() throws {
        let weights = Matrix([[1, 0, 0], [0, 1, 1]])
        let network = try Network([Dense(weights: weights, activation: .softmax)])
        #expect(try network.predict(Matrix([[2, 1], [1, 2], [0, 0]])) == [0, 1, 0])
    }

    @Test("a NaN among the outputs is an error, not a class")
    func predictNaN() throws {
        let network = try Network(teachingLayers)
        #expect(throws: NumericError.nan(row: 1)) {
            try network.predict(Matrix([[1, 0.5], [.nan, 0.5]]))
        }
    }

    @Test("an empty batch gives an empty batch")
    func emptyBatch() throws {
        let network = try Network(teachingLayers)
        let none = Matrix(rows: 0, columns: 2)
        #expect(network.forward(none) == Matrix(rows: 0, columns: 2))
        #expect(try network.predict(none) == [])
    }

    @Test(
        "results are as near the exact ones as the error bound says",
        arguments: [Activation.sigmoid, .tanh, .relu, .identity])
    func errorBound(hidden: Activation) throws {
        let layers = randomLayers([64, 33, 17, 5], hidden: hidden, seed: 11)
        let network = try Network(layers)
        var generator = SeededGenerator(seed: 12)
        for _ in 0..<5 {
            let x = generator.sparseFloats(64, zeroShare: 0.5)
            let exact = referenceForward(
                layers.map(\.reference), x.map { BoundedValue(Double($0)) })
            for (y, exact) in zip(network.logits(Matrix([x])).row(0), exact) {
                #expect(exact.admits(y), "\(y) is not \(exact)")
                #expect(exact.bound < 1e-3)
            }
        }
    }

    @Test(
        "logits have the same bits for every batch size and variant",
        arguments: [Activation.sigmoid, .relu])
    func sameBits(hidden: Activation) throws {
        let network = try Network(randomLayers([100, 37, 18, 10], hidden: hidden, seed: 21))
        var generator = SeededGenerator(seed: 22)
        let images = 200
        let x = Matrix(
            rows: images, columns: 100, elements: generator.sparseFloats(images * 100))
        let expected = network.logits(x)
        for variant in KernelVariant.supportedHere {
            for batch in [1, 7, 64, 65, 200] {
                var logits: [Float] = []
                for first in stride(from: 0, to: images, by: batch) {
                    let rows = first..<min(first + batch, images)
                    let part = Matrix(rows.map(x.row))
                    logits += network.logits(part, variant: variant).elements
                }
                #expect(bits(logits) == bits(expected.elements), "\(variant), batch \(batch)")
            }
        }
    }
}
