// A whole network with nothing but matrix products, and then in five lines.

// snippet.init
import NeuralNetwork

/// The weights and biases of three layers.
struct ThreeLayers {
    let w1, w2, w3: Matrix
    let b1, b2, b3: [Float]
}

func initNetwork() -> ThreeLayers {
    ThreeLayers(
        w1: Matrix([[0.1, 0.3, 0.5], [0.2, 0.4, 0.6]]),
        w2: Matrix([[0.1, 0.4], [0.2, 0.5], [0.3, 0.6]]),
        w3: Matrix([[0.1, 0.3], [0.2, 0.4]]),
        b1: [0.1, 0.2, 0.3], b2: [0.1, 0.2], b3: [0.1, 0.2])
}
// snippet.end

// snippet.forward
func forward(_ network: ThreeLayers, _ x: Matrix) -> Matrix {
    let h1 = Activation.sigmoid(x * network.w1 + network.b1)
    let h2 = Activation.sigmoid(h1 * network.w2 + network.b2)
    return h2 * network.w3 + network.b3
}
// snippet.end

// snippet.run
let network = initNetwork()
let x = Matrix([[1.0, 0.5]])
print(forward(network, x))  // [[0.3168271, 0.6962791]]
// snippet.end

// snippet.first-layer
let s1 = x * network.w1 + network.b1
print(s1)  // [[0.3, 0.7, 1.1]]

let h1 = Activation.sigmoid(s1)
print(h1)  // [[0.5744425, 0.66818774, 0.7502601]]
// snippet.end

// snippet.further-layers
let h2 = Activation.sigmoid(h1 * network.w2 + network.b2)
print(h2)  // [[0.6262494, 0.7710107]]

let y = h2 * network.w3 + network.b3
print(y)  // [[0.3168271, 0.6962791]]
// snippet.end

// snippet.network
let layers = try Network([
    Dense(weights: network.w1, bias: network.b1, activation: .sigmoid),
    Dense(weights: network.w2, bias: network.b2, activation: .sigmoid),
    Dense(weights: network.w3, bias: network.b3, activation: .identity),
])
print(layers.parameterCount)  // 23
print(layers.forward(x))  // [[0.3168271, 0.6962791]]
// snippet.end

// snippet.misfit
do {
    _ = try Network([
        Dense(weights: network.w1, bias: network.b1, activation: .sigmoid),
        Dense(weights: network.w3, bias: network.b3),
    ])
} catch {
    print(error)
}
// layer 1 does not fit layer 0: expected 3 inputs, found 2
// snippet.end
