// Each image of a batch gets the bits that it has alone.

// snippet.batch
import NeuralNetwork

let network = try Network([
    Dense(
        weights: Matrix([[0.1, 0.3, 0.5], [0.2, 0.4, 0.6]]), bias: [0.1, 0.2, 0.3],
        activation: .sigmoid),
    Dense(
        weights: Matrix([[0.1, 0.4], [0.2, 0.5], [0.3, 0.6]]), activation: .softmax),
])
let batch = Matrix([[1.0, 0.5], [0.0, 0.0], [-0.3, 0.7], [9.9, -2.5]])
let together = network.forward(batch)
print(together.rows, together.columns)  // 4 2
// snippet.end

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
