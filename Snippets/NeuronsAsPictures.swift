// Weights and hidden values of a trained network.

// snippet.weights
import IDX
import ImageClassification

let model = try Model(path: BundledModel.mnistSigmoid.path)
let network = model.network
if let first = network.layers[0] as? Dense {
    for line in 6..<14 {
        let weights = (0..<28).map { first.weights[28 * line + $0, 7] }
        print(String(weights.map { $0 > 1 ? "+" : $0 < -1 ? "-" : "." }))
    }
}
// ....-..-....................
// -.....----..................
// -............+..............
// .++++++++++++++.............
// ..+++++++++.................
// ..++++++....................
// .....--.--..................
// ...----.....................
// snippet.end

// snippet.hidden
let images = try IDXArray(path: DatasetPreset.mnist.testSet.images)
let x = model.manifest.normalization(Array(images.bytes.prefix(784)), count: 1)
let hidden = try network.part(through: 0).forward(x)
print(hidden.shape)  // [1, 50]
print(hidden.row(0).prefix(4))  // [0.99999785, 0.9593153, 4.6009077e-06, 0.0059650647]
// snippet.end

// snippet.decided
print(hidden.elements.count { $0 < 0.05 }, hidden.elements.count { $0 > 0.95 })  // 25 14
// snippet.end

// snippet.parts
if let first = network.layers[0] as? Dense {
    let parts = (0..<784).map { x[0, $0] * first.weights[$0, 7] }
    let strongest = parts.indices.sorted { parts[$0] > parts[$1] }.prefix(3)
    for pixel in strongest {
        print("line \(pixel / 28), column \(pixel % 28): \(parts[pixel])")
    }
    // line 9, column 11: 2.8411357
    // line 9, column 10: 2.778113
    // line 9, column 12: 2.2908027
    print(Activation.sigmoid(parts.reduce(first.bias[7], +)) - hidden[0, 7] < 1e-6)  // true
}
// snippet.end
