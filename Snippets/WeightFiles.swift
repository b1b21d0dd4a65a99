// Files with and without a manifest, written and read.

import Foundation
// snippet.manifest
import ImageClassification
import Safetensors

// snippet.hide
let path = FileManager.default.temporaryDirectory
    .appending(path: "snippet-\(UUID()).safetensors").path
// snippet.show
let manifest = """
    {
        "version": 1,
        "name": "light-or-dark",
        "input": { "height": 2, "width": 2, "channels": 1 },
        "normalization": { "scale": 0.00392156862745098, "mean": 0.5, "std": 1 },
        "layers": [
            {
                "type": "dense", "weight": "W1", "bias": "b1", "order": "input-output",
                "activation": "tanh"
            },
            {
                "type": "dense", "weight": "W2", "order": "output-input",
                "activation": "softmax"
            }
        ],
        "classes": ["dark", "light"],
        "training": "Weights chosen by hand.",
        "license": "MIT"
    }
    """
let tensors = [
    TensorData(name: "W1", shape: [4, 1], floats: [1, 1, 1, 1]),
    TensorData(name: "b1", shape: [1], floats: [0]),
    TensorData(name: "W2", shape: [2, 1], floats: [-5, 5]),
]
try SafetensorsFile.write(tensors, metadata: ["manifest": manifest], to: path)

let classifier = try Classifier(path: path)
let answer = try classifier.classify([250, 240, 120, 200])
print(classifier.classNames[answer.prediction])  // light
// snippet.end

// snippet.built
let weights = Matrix([[1, -1], [1, -1], [1, -1], [1, -1]])
let network = try Network([Dense(weights: weights, activation: .softmax)])
let built = try Model(
    network: network, name: "light-or-dark", input: ImageShape(height: 2, width: 2),
    classes: ["light", "dark"])
try built.write(to: path)
print(try Model(path: path).manifest.classes)  // ["light", "dark"]
// snippet.end

// snippet.foreign
let state = [
    TensorData(
        name: "fc1.weight", shape: [3, 4], floats: Array(repeating: 0.5, count: 12)),
    TensorData(name: "fc1.bias", shape: [3], floats: [0, 0, 0]),
    TensorData(name: "fc2.weight", shape: [2, 3], floats: [1, 1, 1, -1, -1, -1]),
    TensorData(name: "fc2.bias", shape: [2], floats: [0, 0]),
]
try SafetensorsFile.write(state, to: path)

var options = ModelOptions()
options.hiddenActivation = .tanh
options.normalization = try InputNormalization(scale: 1.0 / 255, mean: 0.1307, std: 0.3081)
let model = try Model(path: path, options: options)
print(model.network.shapes.map(\.count))  // [4, 3, 2]
print(model.manifest.input)  // 2 × 2
// snippet.end
try FileManager.default.removeItem(atPath: path)
