// A layer is the chain of multiply-adds as written, in every variant of the kernels.

// snippet.chain
import TensorCore

let layer = PackedDense(weights: Matrix([[1.5], [9.0], [-0.3]]), bias: [0.2])
let x = Matrix([[0.1, 0.0, 0.7]])

var sum: Float = 0.2
sum.addProduct(0.1, 1.5)
sum.addProduct(0.7, -0.3)
print(layer(x)[0, 0] == sum)  // true
// snippet.end

// snippet.variants
let same = KernelVariant.supportedHere.allSatisfy { layer(x, variant: $0) == layer(x) }
print(same)  // true
// snippet.end
