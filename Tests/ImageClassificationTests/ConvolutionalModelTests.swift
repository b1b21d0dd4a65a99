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
        try expectSameBits(classifier, images: 1_000, batchSizes: [1, 7, 100, 1_000])
    }

    @Test("written and read again are the same", arguments: names)
    func writing(name: String) throws {
        try expectSameWhenWritten(Model(path: Fixture.path("\(name).safetensors")))
    }
}
