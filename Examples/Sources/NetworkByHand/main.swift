// A network of three layers, built by hand: from arrays to matrices to a forward pass, first with
// nothing but products and sums, then as a `Network`. Weights come from a file, images from the
// MNIST test set.
//
//     swift run NetworkByHand

import Foundation
import IDX
import NeuralNetwork
import Safetensors
import TensorCore

/// The clone that this file lies in.
let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

// 1. Arrays: the file holds three weights, [inputs, outputs] row by row, and three biases.
let file = try SafetensorsFile(path: "\(root)/models/mnist-sigmoid.safetensors")

/// The values of a tensor, and its shape.
func tensor(_ name: String) throws -> (values: [Float], shape: [Int]) {
    guard let shape = file.tensors.first(where: { $0.name == name })?.shape else {
        fatalError("no tensor \(name)")
    }
    return (try file.floats(of: name), shape)
}

// 2. Matrices.
/// A weight as a matrix.
func weight(_ name: String) throws -> Matrix {
    let (values, shape) = try tensor(name)
    return Matrix(rows: shape[0], columns: shape[1], elements: values)
}
let (w1, w2, w3) = try (weight("W1"), weight("W2"), weight("W3"))
let (b1, b2, b3) = try (tensor("b1").values, tensor("b2").values, tensor("b3").values)

// 3. A batch of images: bytes to floats from 0 to 1, one image a row.
let count = 1_000
let images = try IDXArray(path: "\(root)/data/mnist/t10k-images-idx3-ubyte.gz")
let labels = try IDXArray(path: "\(root)/data/mnist/t10k-labels-idx1-ubyte.gz").integers
let pixels = images.bytes.prefix(count * w1.rows)
let x = Matrix(rows: count, columns: w1.rows, elements: pixels.map { Float($0) / 255 })

// 4. The forward pass, line by line.
let h1 = Activation.sigmoid(x * w1 + b1)
let h2 = Activation.sigmoid(h1 * w2 + b2)
let logits = h2 * w3 + b3
let predictions = try logits.argmaxOfRows()
let correct = (0..<count).count { predictions[$0] == labels[$0] }
print("by hand: \(correct) of \(count) correct")

// 5. The same as a network, which checks that the layers fit together.
let network = try Network([
    Dense(weights: w1, bias: b1, activation: .sigmoid),
    Dense(weights: w2, bias: b2, activation: .sigmoid),
    Dense(weights: w3, bias: b3, activation: .softmax),
])
let probabilities = network.forward(x)
print("as a network: the same answers: \(try probabilities.argmaxOfRows() == predictions)")
print("image 0: a \(labels[0]), read as \(predictions[0])")
