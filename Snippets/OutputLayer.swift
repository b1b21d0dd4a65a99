// Identity, sigmoid or softmax, and how many outputs.

// snippet.identity
import ImageClassification

let fahrenheit = Dense(weights: Matrix([[1.8]]), bias: [32], activation: .identity)
print(fahrenheit(Matrix([[-40], [0], [100]])).elements)  // [-40.0, 32.0, 212.0]
// snippet.end

// snippet.sigmoid
for sum in [-4, 0, 4] as [Float] {
    let yes = Activation.sigmoid(sum)
    print(sum, yes, yes > 0.5 ? "yes" : "no")
}
// -4.0 0.01798621 no
// 0.0 0.5 no
// 4.0 0.98201376 yes
// snippet.end

// snippet.softmax
let probabilities = Activation.softmax([0.3, 2.9, 4.0])
print(probabilities)  // [0.018211273, 0.24519183, 0.73659694]
print(probabilities.reduce(0, +))  // 1.0
// snippet.end

// snippet.share
print(Activation.softmax([3.3, 2.9, 4.0]))  // [0.27143872, 0.18195084, 0.5466105]
// snippet.end

// snippet.two
print(Activation.softmax([1.5, 0.5]))  // [0.7310586, 0.26894143]
print(Activation.sigmoid(1.5 - 0.5))  // 0.7310586
// snippet.end

// snippet.count
for name in [BundledModel.mnistSigmoid, .mnistCNN] {
    let network = try Model(path: name.path).network
    print(network.outputCount, network.endsInSoftmax)
}
// 10 true
// 10 true
// snippet.end
