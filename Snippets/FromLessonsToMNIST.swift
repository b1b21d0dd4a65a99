// The test set, classified with the parts of the lessons and then with a classifier.

// snippet.model
import IDX
import ImageClassification

let model = try Model(path: BundledModel.mnistSigmoid.path)
let network = model.network
print(network.shapes.map(\.count))  // [784, 50, 100, 10]
print(network.parameterCount)  // 45360
// snippet.end

// snippet.data
let testSet = DatasetPreset.mnist.testSet
let images = try IDXArray(path: testSet.images)
let labels = try testSet.openLabels(classCount: 10)?.read(10_000) ?? []

let count = 500
let pixels = Array(images.bytes.prefix(count * network.inputCount))
let x = model.manifest.normalization(pixels, count: count)
print(x.shape)  // [500, 784]
// snippet.end

// snippet.forward
let probabilities = network.forward(x)
print(probabilities.shape)  // [500, 10]

let predictions = try probabilities.argmaxOfRows()
print(predictions[0], labels[0])  // 7 7

let correct = (0..<count).count { predictions[$0] == labels[$0] }
print(correct, "of", count)  // 494 of 500
// snippet.end

// snippet.mistakes
for index in 0..<count where predictions[index] != labels[index] {
    let (label, guess) = (labels[index], predictions[index])
    let percent = Int((100 * probabilities[index, guess]).rounded())
    print("image \(index): a \(label), read as \(guess) with \(percent) %")
}
// image 247: a 4, read as 6 with 56 %
// image 259: a 6, read as 0 with 60 %
// image 290: a 8, read as 5 with 76 %
// image 445: a 6, read as 0 with 72 %
// image 449: a 3, read as 5 with 64 %
// image 495: a 8, read as 2 with 77 %
// snippet.end

// snippet.classifier
let classifier = try Classifier(model)
let result = try classifier.evaluate(testSet)
print(result.evaluation.correct, "of", result.evaluation.total)  // 9868 of 10000

let interval = result.evaluation.accuracyInterval
print(interval.lower > 0.984, interval.upper < 0.989)  // true true
// snippet.end

// snippet.same
print(try classifier.classify(batch: pixels).map(\.prediction) == predictions)  // true
// snippet.end
