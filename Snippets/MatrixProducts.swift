// Inner products: of vectors, of matrices, of a layer with its inputs.

// snippet.inner
import NeuralNetwork

let a: [Float] = [1, 2, 3]
let b: [Float] = [4, 5, 6]
print(zip(a, b).reduce(0) { $0 + $1.0 * $1.1 })  // 32.0
// snippet.end

// snippet.square
let left = Matrix([[1, 2], [3, 4]])
let right = Matrix([[5, 6], [7, 8]])
print(left * right)
// [[19.0, 22.0],
//  [43.0, 50.0]]
// snippet.end

// snippet.order
print(right * left)
// [[23.0, 34.0],
//  [31.0, 46.0]]
// snippet.end

// snippet.shapes
let wide = Matrix([[1, 2, 3], [4, 5, 6]])
let tall = Matrix([[1, 2], [3, 4], [5, 6]])
print(wide.shape, tall.shape, (wide * tall).shape)  // [2, 3] [3, 2] [2, 2]
print((tall * wide).shape)  // [3, 3]
// snippet.end

// snippet.misfit
do {
    _ = try wide.product(with: wide)
} catch {
    print(error)
}
// matrices [2, 3] and [2, 3] cannot be multiplied: expected 3 rows in the right one, found 2
// snippet.end

// snippet.vector
print(tall * [7, 8])  // [23.0, 53.0, 83.0]
print([1, 0, 1] * tall)  // [6.0, 8.0]
// snippet.end

// snippet.network
let weights = Matrix([
    [1, 3, 5],  // from the first input to each of three neurons
    [2, 4, 6],  // from the second
])
let x: [Float] = [1, 2]
print(x * weights)  // [5.0, 11.0, 17.0]
// snippet.end

// snippet.batch
let batch = Matrix([[1, 2], [0, 1], [10, 0]])
print(batch * weights)
// [[5.0, 11.0, 17.0],
//  [2.0, 4.0, 6.0],
//  [10.0, 30.0, 50.0]]
// snippet.end
