// A batch of one times the weights of a layer.

// snippet.product
import TensorCore

let x = Matrix([[1.0, 0.5]])
let weights = Matrix([[0.1, 0.3, 0.5], [0.2, 0.4, 0.6]])
let sums = x * weights + [0.1, 0.2, 0.3]
print(sums)  // [[0.3, 0.7, 1.1]]
// snippet.end
