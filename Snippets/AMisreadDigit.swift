// Why image 247, a 4, is read as a 6.

// snippet.answer
import IDX
import ImageClassification

let classifier = try Classifier(.mnistSigmoid)
let images = try IDXArray(path: DatasetPreset.mnist.testSet.images)
let pixels = Array(images.bytes[247 * 784..<248 * 784])

let answer = try classifier.classify(pixels)
for digit in answer.ranking.prefix(3) {
    print(digit, answer.probabilities[digit])
}
// 6 0.5593591
// 4 0.42174023
// 2 0.0073913736
// snippet.end

// snippet.drawing
for line in stride(from: 2, to: 22, by: 2) {
    print(String((4..<24).map { pixels[28 * line + $0] > 100 ? "#" : "." }))
}
// ............##......
// ............##......
// ...........##.......
// ...........##.......
// ..........##........
// ........###..##.....
// .......###..###.....
// ....##############..
// ...####...###.......
// ..###....##.........
// snippet.end

// snippet.explanation
let explanation = try Explainer(classifier).explain(pixels)
print(explanation.answer, explanation.against)  // 6 4
print(explanation.difference)  // 0.28240203857421875
print(explanation.support.rounded(), explanation.opposition.rounded())  // 23.0 24.0
// snippet.end

// snippet.lines
for line in stride(from: 2, to: 22, by: 4) {
    let sum = explanation.contributions[28 * line..<28 * (line + 4)].reduce(0, +)
    print("lines \(line) to \(line + 3): \((10 * sum).rounded() / 10)")
}
// lines 2 to 5: 6.9
// lines 6 to 9: -4.7
// lines 10 to 13: -2.6
// lines 14 to 17: -1.3
// lines 18 to 21: 1.0
// snippet.end

// snippet.erased
var erased = pixels
for pixel in 0..<28 * 5 { erased[pixel] = 0 }
let second = try classifier.classify(erased)
print(second.prediction, second.confidence)  // 4 0.8618482
// snippet.end

// snippet.others
for model in [BundledModel.mnistMLP, .mnistCNN] {
    let other = try Classifier(model).classify(pixels)
    print(model.rawValue, other.prediction, other.confidence)
}
// mnist-mlp 4 0.81592405
// mnist-cnn 4 0.9983205
// snippet.end
