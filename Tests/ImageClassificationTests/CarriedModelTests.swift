import Foundation
import IDX
import ImageClassification
import NeuralNetwork
import TensorCore
import TestSupport
import Testing

/// The carried models on the whole carried test sets.
///
/// Expected values: `carried-models.json`, counted by PyTorch and computed in Float64 by NumPy.
@Suite("Carried models", .tags(.slow))
struct CarriedModelTests {
    private struct Expected: Decodable {
        let dataset: String
        let correct: Int
        let total: Int
        let meanCrossEntropy: Double
        let logits: [[Double]]
    }

    private static func expected(_ model: CarriedModel) throws -> Expected {
        let all: [String: Expected] = try Fixture.decode("carried-models.json")
        return try #require(all[model.rawValue])
    }

    private static func preset(_ model: CarriedModel) -> DatasetPreset {
        model == .fashionMLP ? .fashionMNIST : .mnist
    }

    private static func pixels(_ preset: DatasetPreset) throws -> [UInt8] {
        try IDXArray(path: preset.testSet.images).bytes
    }

    @Test("answer as often right as PyTorch counts", arguments: CarriedModel.allCases)
    func accuracy(model: CarriedModel) throws {
        let expected = try Self.expected(model)
        let result = try Classifier(model).evaluate(Self.preset(model).testSet)
        #expect(result.evaluation.correct == expected.correct)
        #expect(result.evaluation.total == expected.total)
        #expect(result.verified == Self.preset(model))
        // Logits in Float are off by some 1e-5 of their size; the mean evens that out.
        #expect(abs(result.evaluation.meanCrossEntropy - expected.meanCrossEntropy) < 1e-6)
    }

    @Test("give the logits of a Float64 reference", arguments: CarriedModel.allCases)
    func logits(model: CarriedModel) throws {
        let expected = try Self.expected(model)
        let classifier = try Classifier(model)
        let images = Array(
            try Self.pixels(Self.preset(model)).prefix(
                expected.logits.count * classifier.inputCount))
        let logits = classifier.logits(images)
        for (index, row) in expected.logits.enumerated() {
            for (found, expected) in zip(logits.row(index), row) {
                #expect(abs(Double(found) - expected) < 2e-5, "image \(index)")
            }
        }
    }

    @Test(
        "give probabilities within 2e-6 of Float64 on all images", arguments: CarriedModel.allCases)
    func probabilities(model: CarriedModel) throws {
        let classifier = try Classifier(model)
        let pixels = try Self.pixels(Self.preset(model))
        let reference = DoubleNetwork(classifier.model)
        // A debug build is far slower; there a part of the images has to do.
        let count = isDebugBuild ? 100 : 10_000
        let images = Array(pixels.prefix(count * classifier.inputCount))
        let probabilities = classifier.logits(images).softmaxOfRows()
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
        arguments: CarriedModel.allCases)
    func batches(model: CarriedModel) throws {
        let classifier = try Classifier(model)
        let count = isDebugBuild ? 300 : 10_000
        let pixels = Array(
            try Self.pixels(Self.preset(model)).prefix(count * classifier.inputCount))
        let reference = classifier.logits(pixels)
        for batchSize in [1, 7, 100, 1_000, 10_000] {
            for threads in [1, 2, 5] {
                let logits = classifier.logits(pixels, batchSize: batchSize, threads: threads)
                #expect(logits == reference, "batch size \(batchSize), \(threads) threads")
            }
        }
    }

    @Test("give equal logits with every variant of the kernels", arguments: CarriedModel.allCases)
    func variants(model: CarriedModel) throws {
        let model = try Model(path: model.path)
        let network = try model.network.compiled(for: model.manifest.normalization)
        let preset = try #require(model.manifest.dataset)
        let count = isDebugBuild ? 100 : 10_000
        let pixels = Array(try Self.pixels(preset).prefix(count * network.inputCount))
        let reference = network.logits(ofPixels: pixels, count: count)
        for variant in KernelVariant.supportedHere {
            #expect(
                network.logits(ofPixels: pixels, count: count, variant: variant) == reference,
                "\(variant)")
        }
    }
}

/// A network in `Double` that shares no code with the one under test.
private struct DoubleNetwork {
    private let layers: [Dense]
    private let normalization: InputNormalization

    init(_ model: Model) {
        normalization = model.manifest.normalization
        layers = model.network.layers.map { layer in
            switch layer {
            case .dense(let dense): dense
            default: preconditionFailure("a network of dense layers only")
            }
        }
    }

    func probabilities(_ pixels: ArraySlice<UInt8>) -> [Double] {
        var values = pixels.map {
            (Double($0) * normalization.scale - normalization.mean) / normalization.std
        }
        for layer in layers {
            values = apply(layer, values)
        }
        return values
    }

    private func apply(_ layer: Dense, _ x: [Double]) -> [Double] {
        var sums = layer.bias.map(Double.init)
        let weights = layer.weights.elements
        for (k, value) in x.enumerated() where value != 0 {
            let row = k * sums.count
            for m in sums.indices { sums[m] += value * Double(weights[row + m]) }
        }
        switch layer.activation {
        case .sigmoid: return sums.map { 1 / (1 + exp(-$0)) }
        case .relu: return sums.map { max($0, 0) }
        case .softmax:
            let largest = sums.max() ?? 0
            let powers = sums.map { exp($0 - largest) }
            let total = powers.reduce(0, +)
            return powers.map { $0 / total }
        default: return sums
        }
    }
}

extension Tag {
    /// Tests that need seconds; skip them with `--skip`.
    @Tag static var slow: Self
}
