import ImageClassification
import TensorCore
import TestSupport
import Testing

@Suite("Pixels between whole numbers")
struct PixelValueTests {
    @Test("each pixel is normalized by itself")
    func fractions() throws {
        let folder = try TemporaryFolder()
        // Answers with the pixels divided by 255.
        let classifier = try Classifier(path: TinyModel.brightestPixel(in: folder))
        let logits = try classifier.logits(ofPixelValues: [127.5, 0, 255, 63.75, 0, 0, 0, 51])
        #expect(logits.rows == 2)
        #expect(logits.elements == [0.5, 0, 1, 0.25, 0, 0, 0, 0.2])
        #expect(throws: InferenceError.pixelCount(imageSize: 4, found: 3)) {
            try classifier.logits(ofPixelValues: [1, 2, 3])
        }
    }

    @Test(
        "whole numbers give the logits of bytes but for rounding",
        arguments: BundledModel.allCases)
    func whole(model: BundledModel) throws {
        let classifier = try Classifier(model)
        let pixels = (0..<2 * 784).map { UInt8($0 * 7 % 256) }
        let expected = try classifier.logits(pixels).elements
        let found = try classifier.logits(ofPixelValues: pixels.map(Double.init)).elements
        let scale = expected.map(abs).max() ?? 0
        #expect(zip(expected, found).allSatisfy { abs($0 - $1) <= 1e-4 * scale })
    }

    @Test("logits become the probabilities of a classification", arguments: BundledModel.allCases)
    func probabilities(model: BundledModel) throws {
        let classifier = try Classifier(model)
        let answer = try classifier.classify([UInt8](repeating: 9, count: 784))
        var values = answer.logits
        var span = values.mutableSpan
        classifier.turnLogitsIntoProbabilities(&span)
        #expect(values == answer.probabilities)
    }
}
