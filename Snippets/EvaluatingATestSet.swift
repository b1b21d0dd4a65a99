// A test set evaluated, an image classified, two networks compared.

// snippet.evaluate
import ImageClassification

let classifier = try Classifier(.mnistSigmoid)
let result = try classifier.evaluate(DatasetPreset.mnist.testSet)
print(result.evaluation.correct, "of", result.evaluation.total)  // 9868 of 10000
print(result.evaluation.accuracy)  // 0.9868
// snippet.end

do {
    // snippet.classify
    let reader = try ImageReader(path: DatasetPreset.mnist.testSet.images)
    var pixels = [UInt8](repeating: 0, count: reader.shape.count)
    var span = pixels.mutableSpan
    _ = try reader.read(into: &span)

    let answer = try classifier.classify(pixels)
    print("a \(classifier.classNames[answer.prediction])")  // a 7
    print(answer.ranking.prefix(3))  // [7, 3, 9]
    // snippet.end
}

do {
    // snippet.session
    let session = InferenceSession(classifier, threads: 2)
    let reader = try ImageReader(path: DatasetPreset.mnist.testSet.images)
    var pixels = [UInt8](repeating: 0, count: 100 * classifier.inputCount)
    var classes = [Int32](repeating: 0, count: 100)
    for _ in 0..<3 {
        var batch = pixels.mutableSpan
        _ = try reader.read(into: &batch)
        var answers = classes.mutableSpan
        try session.classes(of: pixels.span, into: &answers)
        print(classes.prefix(10))
    }
    // [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]
    // [6, 0, 5, 4, 9, 9, 2, 1, 9, 4]
    // [3, 6, 1, 1, 1, 3, 9, 5, 2, 9]
    // snippet.end
}

// snippet.compare
let other = try Classifier(.mnistMLP)
let comparison = try other.compare(
    with: classifier, on: DatasetPreset.mnist.testSet
).comparison
print(comparison.onlyFirstCorrect > comparison.onlySecondCorrect)  // true
print(comparison.mcNemarTest.pValue < 0.001)  // true
// snippet.end
