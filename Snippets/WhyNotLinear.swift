// Two linear layers equal one; a bend between them makes the difference.

// snippet.two-in-one
import NeuralNetwork

let w1 = Matrix([[1, 2, 0], [-1, 0, 3]])
let b1: [Float] = [1, 0, -1]
let w2 = Matrix([[2, 1], [0, -1], [1, 1]])
let b2: [Float] = [0, 3]

let two = try Network([
    Dense(weights: w1, bias: b1),
    Dense(weights: w2, bias: b2),
])

let w = w1 * w2
let b = (Matrix([b1]) * w2 + b2).row(0)
let one = try Network([Dense(weights: w, bias: b)])

print(w)
// [[2.0, -1.0],
//  [1.0, 2.0]]
print(b)  // [1.0, 3.0]

let x = Matrix([[1, 2], [-3, 5], [0, 0]])
print(two.forward(x) == one.forward(x))  // true
// snippet.end

// snippet.absolute
let absolute = try Network([
    Dense(weights: Matrix([[1, -1]]), activation: .relu),
    Dense(weights: Matrix([[1], [1]])),
])
print(absolute.forward(Matrix([[-3], [0], [2]])).elements)  // [3.0, 0.0, 2.0]
// snippet.end
