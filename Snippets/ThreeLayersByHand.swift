// A whole network with nothing but matrix products, and then in five lines.

// snippet.weights
import NeuralNetwork

let x = Matrix([[1.0, 0.5]])

let w1 = Matrix([[0.1, 0.3, 0.5], [0.2, 0.4, 0.6]])
let b1: [Float] = [0.1, 0.2, 0.3]
let w2 = Matrix([[0.1, 0.4], [0.2, 0.5], [0.3, 0.6]])
let b2: [Float] = [0.1, 0.2]
let w3 = Matrix([[0.1, 0.3], [0.2, 0.4]])
let b3: [Float] = [0.1, 0.2]
// snippet.end

// snippet.first-layer
let s1 = x.multiplied(by: w1).addingToEachRow(b1)
print(s1)  // [[0.3, 0.7, 1.1]]

let h1 = Activation.sigmoid(s1)
print(h1)  // [[0.5744425, 0.66818774, 0.7502601]]
// snippet.end

// snippet.further-layers
let h2 = Activation.sigmoid(h1.multiplied(by: w2).addingToEachRow(b2))
print(h2)  // [[0.6262494, 0.7710107]]

let y = h2.multiplied(by: w3).addingToEachRow(b3)
print(y)  // [[0.3168271, 0.6962791]]
// snippet.end

// snippet.network
let network = try Network([
    Dense(weights: w1, bias: b1, activation: .sigmoid),
    Dense(weights: w2, bias: b2, activation: .sigmoid),
    Dense(weights: w3, bias: b3, activation: .identity),
])
print(network.parameterCount)  // 23
print(network.forward(x))  // [[0.3168271, 0.6962791]]
// snippet.end

// snippet.misfit
do {
    _ = try Network([
        Dense(weights: w1, bias: b1, activation: .sigmoid),
        Dense(weights: w3, bias: b3),
    ])
} catch {
    print(error)
}
// layer 1 does not fit layer 0: expected 3 inputs, found 2
// snippet.end
