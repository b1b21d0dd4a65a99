import ImageClassification
import NeuralNetwork
import Safetensors
import TensorCore
import TestSupport
import Testing

/// Networks by PyTorch and in Keras' layout, with logits in Float64; made by
/// `tools/python/make-fixtures.py`.
@Suite("Convolutional models")
struct ConvolutionalModelTests {
    private struct Expected: Decodable {
        let images: [[UInt8]]
        let logits: [[Double]]
    }

    static let names = [
        "conv-teaching", "conv-strides", "conv-channels", "conv-norms", "conv-wide",
        "conv-without-dense", "conv-keras",
    ]

    @Test("give the logits of their origin within 1e-5", arguments: names)
    func origin(name: String) throws {
        let expected: Expected = try Fixture.decode("\(name).expected.json")
        let classifier = try Classifier(path: Fixture.path("\(name).safetensors"))
        for (image, logits) in zip(expected.images, expected.logits) {
            let found = try classifier.classify(image).logits
            // Relative to the largest logit: one near 0 is a difference of larger numbers.
            let largest = logits.map(abs).max() ?? 0
            for (found, expected) in zip(found, logits) {
                #expect(abs(Double(found) - expected) <= 1e-5 * largest)
            }
        }
    }

    @Test("give the same bits for every batch size, thread count and variant", arguments: names)
    func sameBits(name: String) throws {
        let classifier = try Classifier(path: Fixture.path("\(name).safetensors"))
        let images = 1_000
        var generator = SeededGenerator(seed: 11)
        let pixels = generator.pixels(images * classifier.inputCount)
        let expected = bits(classifier.logits(pixels).elements)
        for batchSize in [1, 7, 100, 1_000] {
            for threads in [1, 2, 5] {
                let logits = classifier.logits(pixels, batchSize: batchSize, threads: threads)
                #expect(bits(logits.elements) == expected, "batch \(batchSize), \(threads) threads")
            }
        }
        let model = classifier.model
        let compiled = try model.network.compiled(for: model.manifest.normalization)
        for variant in KernelVariant.supportedHere {
            let logits = compiled.logits(ofPixels: pixels, count: images, variant: variant)
            #expect(bits(logits.elements) == expected, "\(variant)")
        }
    }

    @Test("written and read again are the same", arguments: names)
    func writing(name: String) throws {
        let folder = try TemporaryFolder()
        let model = try Model(path: Fixture.path("\(name).safetensors"))
        try model.write(to: folder.path("copy"))
        let copy = try Model(path: folder.path("copy"))
        #expect(copy.manifest == model.manifest)
        #expect(copy.network.graph.nodes == model.network.graph.nodes)
        // Built by hand, with names and orders of our own.
        let byHand = try Model(
            network: model.network, name: "copy", input: model.manifest.input,
            normalization: model.manifest.normalization)
        try byHand.write(to: folder.path("copy"))
        #expect(
            try Model(path: folder.path("copy")).network.graph.nodes == model.network.graph.nodes)
    }
}
