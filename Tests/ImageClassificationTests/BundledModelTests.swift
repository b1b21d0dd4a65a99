import Foundation
import IDX
import ImageClassification
import NeuralNetwork
import TensorCore
import TestSupport
import Testing

/// The bundled models on the whole bundled test sets.
///
/// Expected values: `bundled-models.json`, counted by PyTorch and computed in Float64 by NumPy.
@Suite("Bundled models", .tags(.slow))
struct BundledModelTests {
    private struct Expected: Decodable {
        let dataset: String
        let correct: Int
        let total: Int
        let meanCrossEntropy: Double
        let logits: [[Double]]
    }

    private static func expected(_ model: BundledModel) throws -> Expected {
        let all: [String: Expected] = try Fixture.decode("bundled-models.json")
        return try #require(all[model.rawValue])
    }

    private static func preset(_ model: BundledModel) -> DatasetPreset {
        model.name.hasPrefix("fashion") ? .fashionMNIST : .mnist
    }

    private static func isConvolutional(_ model: BundledModel) -> Bool {
        model.name.contains("-cnn")
    }

    private static let quantized: [BundledModel] = [.mnistMLPInt8, .mnistCNNInt8, .fashionCNNInt8]
    /// Those of real numbers.
    private static let real = BundledModel.allCases.filter { !quantized.contains($0) }
    /// The models whose whole test set is evaluated: convolutions without optimization take minutes.
    private static let evaluated = real.filter { !isDebugBuild || !isConvolutional($0) }

    /// How many images are compared: a debug build is far slower, and a convolutional network takes
    /// many times the work of a perceptron.
    private static func imageCount(_ model: BundledModel, debug: Int, release: Int) -> Int {
        let count = isDebugBuild ? debug : release
        return isConvolutional(model) ? count / 20 : count
    }

    private static func pixels(_ preset: DatasetPreset) throws -> [UInt8] {
        try IDXArray(path: preset.testSet.images).bytes
    }

    @Test("answer as often right as PyTorch counts", arguments: evaluated)
    func accuracy(model: BundledModel) throws {
        let expected = try Self.expected(model)
        let result = try Classifier(model).evaluate(Self.preset(model).testSet)
        #expect(result.evaluation.correct == expected.correct)
        #expect(result.evaluation.total == expected.total)
        #expect(result.verified == Self.preset(model))
        // Logits in Float are off by some 1e-5 of their size; the mean evens that out.
        #expect(abs(result.evaluation.meanCrossEntropy - expected.meanCrossEntropy) < 1e-6)
    }

    @Test("give the logits of a Float64 reference", arguments: real)
    func logits(model: BundledModel) throws {
        let classifier = try Classifier(model)
        let count = isDebugBuild ? 10 : 20
        let expected = try Self.expected(model).logits.prefix(count)
        let images = Array(
            try Self.pixels(Self.preset(model)).prefix(expected.count * classifier.inputCount))
        let logits = try classifier.logits(images)
        for (index, row) in expected.enumerated() {
            for (found, expected) in zip(logits.row(index), row) {
                #expect(abs(Double(found) - expected) < 2e-5, "image \(index)")
            }
        }
    }

    @Test("give probabilities within 2e-6 of Float64", arguments: real)
    func probabilities(model: BundledModel) throws {
        let classifier = try Classifier(model)
        let pixels = try Self.pixels(Self.preset(model))
        let reference = DoubleNetwork(classifier.model)
        let count = Self.imageCount(model, debug: 40, release: 10_000)
        let images = Array(pixels.prefix(count * classifier.inputCount))
        let probabilities = try classifier.logits(images).softmaxOfRows()
        var largest = 0.0
        for index in 0..<count {
            let image = images[index * classifier.inputCount..<(index + 1) * classifier.inputCount]
            for (found, expected) in zip(
                probabilities.row(index), reference.probabilities(image))
            {
                largest = max(largest, abs(Double(found) - expected))
            }
        }
        #expect(largest <= 2e-6)
    }

    @Test(
        "give equal logits for every batch size and number of threads",
        arguments: BundledModel.allCases)
    func batches(model: BundledModel) throws {
        let classifier = try Classifier(model)
        let count = Self.imageCount(model, debug: 100, release: 10_000)
        let pixels = Array(
            try Self.pixels(Self.preset(model)).prefix(count * classifier.inputCount))
        let reference = try classifier.logits(pixels)
        for batchSize in [1, 7, 100, 1_000, 10_000] {
            for threads in [1, 2, 5] {
                let logits = try classifier.logits(pixels, batchSize: batchSize, threads: threads)
                #expect(logits == reference, "batch size \(batchSize), \(threads) threads")
            }
        }
    }

    @Test("give equal logits with every variant of the kernels", arguments: BundledModel.allCases)
    func variants(model bundled: BundledModel) throws {
        let model = try Model(path: bundled.path)
        let network = try model.network.compiled(for: model.manifest.normalization)
        let preset = try #require(model.manifest.dataset)
        let count = Self.imageCount(bundled, debug: 60, release: 10_000)
        let pixels = Array(try Self.pixels(preset).prefix(count * network.inputCount))
        let reference = network.logits(ofPixels: pixels, count: count)
        for variant in KernelVariant.supportedHere {
            #expect(
                network.logits(ofPixels: pixels, count: count, variant: variant) == reference,
                "\(variant)")
        }
    }

    private struct Quantized: Decodable {
        let answers: String
        let correct: Int
        let logits: [[Float]]
    }

    /// Expected values: `quantized-models.json`, computed by NumPy as docs/quantization.md says.
    @Test("of eight bits give the logits of an integer reference, exactly", arguments: quantized)
    func integers(model: BundledModel) throws {
        let all: [String: Quantized] = try Fixture.decode("quantized-models.json")
        let expected = try #require(all[model.rawValue])
        let classifier = try Classifier(model)
        let preset = Self.preset(model)
        let count = isDebugBuild ? 60 : expected.answers.count
        let images = Array(try Self.pixels(preset).prefix(count * classifier.inputCount))
        let logits = try classifier.logits(images)
        for (index, row) in expected.logits.enumerated() {
            #expect(Array(logits.row(index)) == row, "image \(index)")
        }
        let answers = try logits.argmaxOfRows().map(String.init).joined()
        #expect(answers == expected.answers.prefix(count))
        guard count == expected.answers.count else { return }
        let labels = try IDXArray(path: #require(preset.testSet.labels)).bytes
        let correct = zip(answers, labels).count { String($0) == String($1) }
        #expect(correct == expected.correct)
    }

    @Test("of eight bits have at most 0.28 of the size", arguments: quantized)
    func size(model: BundledModel) throws {
        func size(_ name: String) throws -> Int {
            let model = try #require(BundledModel(rawValue: name))
            return try FileManager.default.attributesOfItem(atPath: model.path)[.size] as? Int ?? 0
        }
        let parent = try size(String(model.name.dropLast("-int8".count)))
        #expect(try Double(size(model.name)) <= 0.28 * Double(parent))
    }

    /// Of the first 50 test images by PyTorch in Float64: one digit is refused, and all garments.
    @Test(
        "tell digits from garments", arguments: [BundledModel.mnistCNN, .mnistMLP],
        [
            (.mnist, [-12.72379304, -11.99793805, -5.17215247, -7.57777554], 1),
            (.fashionMNIST, [9.88922521, 12.82691768, 9.26145079, 6.03425046], 50),
        ] as [(DatasetPreset, [Double], Int)])
    func rejection(model: BundledModel, expected: (DatasetPreset, [Double], Int)) throws {
        let (preset, scores, rejected) = expected
        let classifier = try Classifier(model)
        let images = Array(try Self.pixels(preset).prefix(50 * classifier.inputCount))
        let found = try classifier.classify(batch: images, rejects: true)
            .map { try #require($0.rejection) }
        #expect(found.count { $0.isRejected } == rejected)
        for (found, expected) in zip(found, scores) {
            #expect(abs(Double(found.score) - expected) < 2e-5)
        }
    }
}

extension Tag {
    /// Tests that need seconds; skip them with `--skip`.
    @Tag static var slow: Self
}

@Suite("Models and classifiers in print")
struct ModelDescriptionTests {
    @Test("are one line")
    func line() throws {
        let classifier = try Classifier(.mnistSigmoid)
        let line = "mnist-sigmoid, 784-50-100-10, 45,360 parameters"
        #expect("\(classifier)" == line && "\(classifier.model)" == line)
        #expect("\(try Model(path: BundledModel.mnistCNN.path))".hasSuffix("131,402 parameters"))
        #expect("\(LabeledImages(imageBytes: [1, 2]))" == "images in memory")
    }
}
