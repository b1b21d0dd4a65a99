import Foundation
import ImageClassification
import TestSupport
import Testing

@Suite("Predictions of a data set")
struct PredictionStreamTests {
    @Test("outputs that are probabilities of their own are not turned into shares of one")
    func independentOutputs() throws {
        var options = ModelOptions()
        options.outputActivation = .sigmoid
        let classifier = try Classifier(
            path: Fixture.path("w1b1.safetensors"), options: options)
        let pixels = (0..<3 * classifier.inputCount).map { UInt8(truncatingIfNeeded: $0 * 37) }
        let images = try LabeledImages(
            pixels: pixels, shape: classifier.inputShape, labels: [0, 0, 0])
        let answers = try classifier.classify(batch: pixels)
        let predictions = try PredictionStream(images, classifier: classifier).next() ?? []
        #expect(predictions.map(\.classIndex) == answers.map(\.prediction))
        for (prediction, answer) in zip(predictions, answers) {
            // The sigmoid of a logit is 1 / (1 + exp(-logit)).
            let expected = 1 / (1 + exp(-Double(answer.logits[answer.prediction])))
            #expect(abs(Double(prediction.probability) - expected) < 1e-6)
        }
    }
}
