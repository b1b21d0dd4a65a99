// Each image of a batch gets the bits that it has alone.

// snippet.batch
import IDX
import ImageClassification

let network = try Network([
    Dense(
        weights: Matrix([[0.1, 0.3, 0.5], [0.2, 0.4, 0.6]]), bias: [0.1, 0.2, 0.3],
        activation: .sigmoid),
    Dense(
        weights: Matrix([[0.1, 0.4], [0.2, 0.5], [0.3, 0.6]]), activation: .softmax),
])
let batch = Matrix([[1.0, 0.5], [0.0, 0.0], [-0.3, 0.7], [9.9, -2.5]])
let together = network.forward(batch)
print(together.shape)  // [4, 2]
// snippet.end

do {
    // snippet.test-set
    let model = try Model(path: BundledModel.mnistSigmoid.path)
    let images = try IDXArray(path: DatasetPreset.mnist.testSet.images)
    let labels = try DatasetPreset.mnist.testSet.openLabels(classCount: 10)?.read(10_000) ?? []

    let batchSize = 100
    var correct = 0
    for start in stride(from: 0, to: labels.count, by: batchSize) {
        let pixels = Array(images.bytes[start * 784..<(start + batchSize) * 784])
        let x = model.manifest.normalization(pixels, count: batchSize)
        let p = try model.network.predict(x)
        correct += (0..<batchSize).count { p[$0] == labels[start + $0] }
    }
    print(correct, "of", labels.count)  // 9868 of 10000
    // snippet.end
}

// snippet.rounding
let big: Float = 1e8
print((big + 1) - big, (big - big) + 1)  // 0.0 1.0
// snippet.end

// snippet.alone
for row in 0..<batch.rows {
    let alone = network.forward(Matrix([batch.row(row)]))
    print(alone.row(0) == together.row(row))
}
// true
// true
// true
// true
// snippet.end
