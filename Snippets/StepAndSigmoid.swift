// Perceptrons, gates made of them, and the bends that came after.

// snippet.perceptron
import NeuralNetwork

let walk = Dense(weights: Matrix([[0.6], [0.5], [-0.8]]), bias: [-0.4], activation: .step)
let days = Matrix([
    [1, 0, 0],  // sun
    [0, 1, 0],  // company
    [1, 1, 1],  // both, and rain
])
print(walk(days))
// [[1.0],
//  [1.0],
//  [0.0]]
// snippet.end

// snippet.gates
let pairs = Matrix([[0, 0], [0, 1], [1, 0], [1, 1]])
let and = Dense(weights: Matrix([[0.5], [0.5]]), bias: [-0.7], activation: .step)
let or = Dense(weights: Matrix([[0.5], [0.5]]), bias: [-0.2], activation: .step)
print(and(pairs).elements)  // [0.0, 0.0, 0.0, 1.0]
print(or(pairs).elements)  // [0.0, 1.0, 1.0, 1.0]
// snippet.end

// snippet.xor
let either = try Network([
    Dense(
        weights: Matrix([[-0.5, 0.5], [-0.5, 0.5]]), bias: [0.7, -0.2],
        activation: .step),
    and,
])
print(either.forward(pairs).elements)  // [0.0, 1.0, 1.0, 0.0]
// snippet.end

// snippet.step-and-sigmoid
print(Activation.step([-1, 1, 2]))  // [0.0, 1.0, 1.0]
print(Activation.sigmoid([-1, 1, 2]))  // [0.26894143, 0.7310586, 0.880797]

for nudge in [0, 0.1, 0.2] as [Float] {
    print(Activation.step(0.5 + nudge), Activation.sigmoid(0.5 + nudge))
}
// 1.0 0.62245935
// 1.0 0.6456563
// 1.0 0.66818774
// snippet.end

// snippet.others
print(Activation.tanh([-1, 0, 1]))  // [-0.7615942, 0.0, 0.7615942]
print(Activation.relu([-2, 0, 3]))  // [0.0, 0.0, 3.0]
print(Activation.relu([-2, .nan]))  // [0.0, nan]
// snippet.end
