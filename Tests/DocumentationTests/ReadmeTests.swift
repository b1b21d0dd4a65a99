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

        try print.check("README")
    }
}
