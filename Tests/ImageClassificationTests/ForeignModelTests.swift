import Foundation
import ImageClassification
import NeuralNetwork
import Safetensors
import TensorCore
import Testing
import TestSupport

/// Files as PyTorch, Keras and others write them, with logits from a Float64 reference; made by
/// `tools/python/make-fixtures.py`.
@Suite("Weight files without a manifest")
struct ForeignModelTests {
    private struct Expected: Decodable {
        struct Options: Decodable {
            let hiddenActivation: String
            let scale: Double
            let mean: Double
            let std: Double
        }
        struct Answers: Decodable {
            let logits: [[Double]]
            let predictions: [Int]
        }
        let images: [[UInt8]]
        let options: Options
        let logits: [[Double]]?
        let predictions: [Int]?
        /// The answers under each weight order, where both are possible.
        let readings: [String: Answers]?

        func answers(_ order: WeightOrder?) throws -> Answers {
            if let order { return try #require(readings?[order.rawValue]) }
            return Answers(
                logits: try #require(logits), predictions: try #require(predictions))
        }
    }

    @Test("numbers in names count by their value, with leading zeros too")
    func leadingZeros() throws {
        let folder = try TemporaryFolder()
        let bytes = try SafetensorsFile.serialize([
            TensorData(name: "W002", shape: [4, 3], floats: [Float](repeating: 1, count: 12)),
            TensorData(name: "W10", shape: [3, 2], floats: [Float](repeating: 1, count: 6)),
        ])
        let model = try Model(path: try folder.write(bytes, to: "m.safetensors"))
        #expect(model.network.inputCount == 4)
        #expect(model.network.outputCount == 2)
        // Where shapes do not say which comes first, the names do.
        let torn = try SafetensorsFile.serialize([
            TensorData(name: "W002", shape: [4, 3], floats: [Float](repeating: 1, count: 12)),
            TensorData(name: "W10", shape: [5, 2], floats: [Float](repeating: 1, count: 10)),
        ])
        let error = try #require(throws: ModelError.self) {
            try Model(path: try folder.write(torn, to: "torn.safetensors"))
        }
        guard case .layersDoNotChain(_, "W10", 5, "W002", 3, _) = error else {
            Issue.record("found: \(error)")
            return
        }
    }

    private static let names = [
        "pytorch-state-dict", "pytorch-sequential", "pytorch-sigmoid-standardized", "keras", "w1b1",
        "w1b1-f16", "w1b1-bf16", "w1b1-f64", "w1b1-mixed", "w1b1-shuffled", "neutral-input-output",
        "neutral-output-input",
    ]

    private func check(
        _ name: String, format: String = "safetensors", weightOrder: WeightOrder? = nil
    ) throws {
        let expected: Expected = try Fixture.decode("\(name).expected.json")
        var options = ModelOptions()
        options.weightOrder = weightOrder
        options.hiddenActivation = Activation(name: expected.options.hiddenActivation)
        options.normalization = try InputNormalization(
            scale: expected.options.scale, mean: expected.options.mean, std: expected.options.std)
        let classifier = try Classifier(
            path: Fixture.path("\(name).\(format)"), options: options)
        let answers = try expected.answers(weightOrder)
        for (image, (logits, prediction)) in zip(
            expected.images, zip(answers.logits, answers.predictions))
        {
            let found = try classifier.classify(image)
            #expect(found.prediction == prediction)
            for (found, expected) in zip(found.logits, logits) {
                // Three layers of at most 16 terms of magnitude about 1.
                #expect(abs(Double(found) - expected) < 1e-5)
            }
        }
    }

    @Test("give the predictions and logits of their origin", arguments: names)
    func origin(name: String) throws {
        try check(name)
    }

    @Test(
        "are the same networks in NumPy's and ggml's formats",
        arguments: [("w1b1", "npz"), ("keras", "npz"), ("pytorch-state-dict", "gguf")])
    func otherFormats(name: String, format: String) throws {
        try check(name, format: format)
    }

    @Test("that are square are asked about, and the answer is used")
    func ambiguous() throws {
        let path = Fixture.path("ambiguous-square.safetensors")
        #expect(
            throws: ModelError.ambiguousOrder(file: path, tensor: "dense1.w", shape: [16, 16])
        ) { try Model(path: path) }
        #expect(
            ModelError.ambiguousOrder(file: path, tensor: "dense1.w", shape: [16, 16]).description
                .contains("say weightOrder: input-output or weightOrder: output-input"))
        for order in WeightOrder.allCases {
            try check("ambiguous-square", weightOrder: order)
        }
    }
}

@Suite("Layers read off names and shapes")
struct ForeignLayoutTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A model whose tensors hold small numbers.
    private func model(
        _ shapes: [(String, [Int])], order: WeightOrder? = nil
    ) throws -> Model {
        let tensors = shapes.map { name, shape in
            let count = shape.reduce(1, *)
            return TensorData(
                name: name, shape: shape, floats: (0..<count).map { Float($0 % 7) / 8 })
        }
        let path = try folder.write(try SafetensorsFile.serialize(tensors), to: "m")
        var options = ModelOptions()
        options.weightOrder = order
        return try Model(path: path, options: options)
    }

    private func widths(_ model: Model) -> [Int] {
        model.network.shapes.map(\.count)
    }

    @Test("layers are sorted as people count")
    func naturalOrder() throws {
        let widths10 = (1...11).flatMap { index in
            [("fc\(index).weight", [index + 3, index + 2]), ("fc\(index).bias", [index + 3])]
        }
        #expect(widths(try model(widths10)) == Array(3...14))
        #expect(
            widths(
                try model([
                    ("dense_1/kernel:0", [5, 2]), ("dense/kernel:0", [9, 5]),
                    ("dense_1/bias:0", [2]), ("dense/bias:0", [5]),
                ])) == [9, 5, 2])
    }

    @Test("names without numbers are ordered by the one chain that their shapes allow")
    func chain() throws {
        #expect(
            widths(
                try model([
                    ("output.weight", [3, 5]), ("input.weight", [7, 16]),
                    ("hidden.weight", [5, 7]),
                ])) == [16, 7, 5, 3])
    }

    @Test("networks without any bias are accepted")
    func noBias() throws {
        #expect(widths(try model([("W1", [4, 3]), ("W2", [3, 2])])) == [4, 3, 2])
    }

    @Test("a square layer among others takes the order of the others")
    func squareAmongOthers() throws {
        #expect(
            widths(try model([("W1", [9, 4]), ("b1", [4]), ("W2", [4, 4]), ("b2", [4])]))
                == [9, 4, 4])
    }

    @Test("W1 that is square on its own is asked about")
    func squareAlone() throws {
        #expect(throws: ModelError.self) { try model([("W1", [4, 4]), ("b1", [4])]) }
        #expect(
            widths(try model([("W1", [4, 4]), ("b1", [4])], order: .outputInput)) == [4, 4])
    }

    /// Shapes that make no network, and words of the sentence that says so.
    struct Refusal: Sendable {
        let shapes: [(String, [Int])]
        let sentence: String

        init(_ shapes: KeyValuePairs<String, [Int]>, _ sentence: String) {
            self.shapes = shapes.map { ($0, $1) }
            self.sentence = sentence
        }
    }

    private static let refusals: [Refusal] = [
        Refusal(
            ["W1": [9, 5], "b1": [5], "W2": [6, 3], "b2": [3]], "W2 wants 6 inputs, W1 gives 5"),
        Refusal(["W1": [9, 5], "b1": [5], "W2": [5, 3]], "tensor b2 is missing; W2 needs it"),
        Refusal(["W1": [9, 5], "b1": [5], "b2": [5]], "no layer uses b2"),
        Refusal(
            ["fc1.weight": [5, 9], "fc1.running_mean": [5]],
            "fc1.running_mean, fc1.weight belong to a normalization"),
        Refusal(["fc1.weight": [5, 9], "fc1.extra": [5]], "cannot tell the layers"),
        Refusal(
            ["fc1.weight": [5, 9], "fc1.bias": [7]], "tensor fc1.bias has shape [7]; expected [5]"),
        Refusal(["conv1.weight": [8, 1, 3, 3]], "conv1.weight [8, 1, 3, 3] is a convolution"),
        Refusal(["W1": [9, 0]], "tensor W1 has shape [9, 0]; expected two axes"),
        Refusal(["W1": [9, 5], "b1": [2, 5]], "tensor b1 has shape [2, 5]"),
    ]

    @Test("what does not make a network is refused by name", arguments: refusals)
    func refuses(refusal: Refusal) {
        #expect {
            try model(refusal.shapes)
        } throws: { error in
            "\(error)".contains(refusal.sentence)
        }
    }

    @Test("no tensors at all are refused")
    func nothing() {
        #expect {
            try model([])
        } throws: { error in
            "\(error)".hasSuffix(": holds no tensors; expected the weights and biases of a network")
        }
    }

    @Test("a weight that is not finite is named with its position, in the file's order")
    func nonFinite() throws {
        var weights = [Float](repeating: 0.5, count: 12)
        weights[7] = .nan
        let bytes = try SafetensorsFile.serialize([
            TensorData(name: "fc.weight", shape: [3, 4], floats: weights)
        ])
        let path = try folder.write(bytes, to: "n")
        #expect(
            throws: ModelError.nonFinite(
                file: path, tensor: "fc.weight", position: [1, 3], value: "nan")
        ) { try Model(path: path) }
        var options = ModelOptions()
        options.allowsNonFinite = true
        let classifier = try Classifier(path: path, options: options)
        #expect(throws: ModelError.invalidLogits(file: path, image: 0)) {
            try classifier.classify([1, 1, 1, 1])
        }
        #expect(
            "\(ModelError.invalidLogits(file: "m", image: 0))"
                == "m: the network's answer to image 0 is not a number (NaN); expected numbers")
    }
}
