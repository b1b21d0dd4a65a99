import ImageClassification
import NeuralNetwork
import TensorCore
import TestSupport
import Testing

@Suite("Explanations")
struct ExplanationTests {
    /// A network of images 2 × 3, with a hidden layer or without.
    private static func classifier(hidden: Bool) throws -> Classifier {
        var random = SeededGenerator(seed: 4)
        func matrix(_ rows: Int, _ columns: Int) -> Matrix {
            Matrix(
                rows: rows, columns: columns,
                elements: (0..<rows * columns).map { _ in Float.random(in: -2...2, using: &random) }
            )
        }
        func dense(_ inputs: Int, _ outputs: Int, _ activation: Activation) -> Dense {
            Dense(
                weights: matrix(inputs, outputs),
                bias: (0..<outputs).map { _ in Float.random(in: -1...1, using: &random) },
                activation: activation)
        }
        let layers =
            hidden ? [dense(6, 8, .relu), dense(8, 3, .softmax)] : [dense(6, 3, .softmax)]
        let network = try Network(layers)
        return try Classifier(
            Model(network: network, name: "n", input: ImageShape(height: 2, width: 3)))
    }

    private static let pixels: [UInt8] = [0, 255, 100, 31, 0, 7]

    /// The logits of an image of which only some values are set.
    private static func difference(
        _ places: some Sequence<Int>, _ explanation: Explanation, _ classifier: Classifier
    ) -> Double {
        var image = [UInt8](repeating: 0, count: 6)
        for place in places { image[place] = pixels[place] }
        let row = classifier.logits(ofWhole: image).row(0)
        return Double(row[explanation.answer]) - Double(row[explanation.against])
    }

    @Test("of a linear network a contribution is weight times pixel")
    func linear() throws {
        let classifier = try Self.classifier(hidden: false)
        let found = try Explainer(classifier).explain(Self.pixels)
        let weights = try #require(classifier.model.network.layers[0] as? Dense).weights
        for place in 0..<6 {
            let row = weights.row(place)
            let expected =
                Double(row[found.answer] - row[found.against]) * Double(Self.pixels[place]) / 255
            #expect(abs(found.contributions[place] - expected) < 1e-5)
        }
        #expect(found.contributions[0] == 0 && found.standardErrors[0] == 0)
        #expect(found.largestStandardError < 1e-6)
    }

    @Test("of any network they sum to the difference, and are near the mean over all orders")
    func sum() throws {
        let classifier = try Self.classifier(hidden: true)
        let found = try Explainer(classifier).explain(Self.pixels)
        let answer = try classifier.classify(Self.pixels)
        #expect(found.answer == answer.prediction && found.against == answer.ranking[1])
        let whole = Self.difference(0..<6, found, classifier)
        #expect(found.difference == whole)
        #expect(found.blank == Self.difference([], found, classifier))
        let sum = found.contributions.reduce(found.blank, +)
        #expect(abs(sum - whole) < 1e-12)
        #expect(abs(found.blank + found.support - found.opposition - whole) < 1e-12)
        // Shapley's formula: the mean over the places before it of a value's change.
        let places = [1, 2, 3, 5]
        for place in places {
            let others = places.filter { $0 != place }
            var exact = 0.0
            for subset in 0..<8 {
                let before = others.indices.filter { subset >> $0 & 1 == 1 }.map { others[$0] }
                // Of 4! orders, |before|! · (3 - |before|)! begin with these in some order.
                let weight = [6.0, 2, 2, 6][before.count] / 24
                exact +=
                    weight
                    * (Self.difference(before + [place], found, classifier)
                        - Self.difference(before, found, classifier))
            }
            let error = found.standardErrors[place]
            #expect(abs(found.contributions[place] - exact) <= 4 * error + 1e-6)
        }
        #expect(found.orders == Explainer.mostOrders)
    }

    @Test("no number of threads changes a bit, and a blank image has nothing to explain")
    func determinism() throws {
        let classifier = try Classifier(.mnistSigmoid)
        var random = SeededGenerator(seed: 2)
        let pixels = (0..<784).map { $0 % 90 < 2 ? UInt8.random(in: 1...255, using: &random) : 0 }
        let found = try Explainer(classifier).explain(pixels)
        #expect(try Explainer(classifier, threads: 3).explain(pixels) == found)
        let blank = try Explainer(classifier).explain([UInt8](repeating: 0, count: 784))
        #expect(blank.difference == blank.blank && blank.support == 0)
    }

    @Test("one class, and logits that are not finite, are errors")
    func refusals() throws {
        let folder = try TemporaryFolder()
        let one = try Classifier(
            Model(
                network: Network([
                    Dense(
                        weights: Matrix(rows: 1, columns: 1, elements: [1]), bias: [0],
                        activation: .identity)
                ]), name: "one", input: ImageShape(height: 1, width: 1)))
        #expect(throws: ExplanationError.oneClass) { try Explainer(one).explain([1]) }
        let wild = try Classifier(path: TinyModel.overflowing(in: folder))
        #expect(throws: ExplanationError.notFinite) { try Explainer(wild).explain([9, 9, 9, 9]) }
    }
}
