import ImageClassification
import Testing

@Suite("The article ImageClassification")
struct ImageClassificationTests {
    @Test("the test set is evaluated and an image classified as shown")
    func article() throws {
        let print = Printout()

        let classifier = try Classifier(.mnistSigmoid)
        let result = try classifier.evaluate(DatasetPreset.mnist.testSet)
        print(result.evaluation.correct, "of", result.evaluation.total)  // 9868 of 10000
        print(result.evaluation.accuracy)  // 0.9868

        let reader = try ImageReader(path: DatasetPreset.mnist.testSet.images)
        var pixels = [UInt8](repeating: 0, count: reader.shape.count)
        var span = pixels.mutableSpan
        _ = try reader.read(into: &span)

        let answer = try classifier.classify(pixels)
        print("a \(classifier.classNames[answer.prediction])")  // a 7
        print(answer.ranking.prefix(3))  // [7, 3, 9]

        let other = try Classifier(.mnistMLP)
        let comparison = try other.compare(
            with: classifier, on: DatasetPreset.mnist.testSet
        ).comparison
        print(comparison.onlyFirstCorrect > comparison.onlySecondCorrect)  // true
        print(comparison.mcNemarTest.pValue < 0.001)  // true

        try print.check("ImageClassification")
    }
}
