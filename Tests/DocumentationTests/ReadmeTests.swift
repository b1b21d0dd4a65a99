import ImageClassification
import Testing

@Suite("The README")
struct ReadmeTests {
    @Test("the test set is evaluated as shown")
    func article() throws {
        let print = Printout()
        let classifier = try Classifier(.mnistMLP)
        let result = try classifier.evaluate(DatasetPreset.mnist.testSet)
        print("\(result.evaluation.correct) of \(result.evaluation.total) correct")
        print("accuracy \(result.evaluation.accuracy)")

        let pixels = [UInt8](repeating: 0, count: 100 * classifier.inputCount)
        let session = InferenceSession(classifier, threads: 2)
        let logits = try session.logits(of: pixels)
        print("\(logits.count) logits of \(pixels.count / classifier.inputCount) images")

        try print.check("README")
    }
}
