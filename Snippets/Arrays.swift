// Vectors, matrices and images: dimensions, shape, rank, and sums of different shapes.

// snippet.vector
import IDX
import NeuralNetwork

let vector: [Float] = [1, 2, 3, 4]
print(vector.count)  // 4
print(vector[0])  // 1.0
// snippet.end

// snippet.matrix
let matrix = Matrix([[1, 2], [3, 4], [5, 6]])
print(matrix.shape)  // [3, 2]
print(matrix.rows, matrix.columns)  // 3 2
print(matrix[2, 0])  // 5.0
print(matrix.row(1))  // [3.0, 4.0]
// snippet.end

// snippet.elements
print(matrix.elements)  // [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]
print(matrix.transposed())
// [[1.0, 3.0, 5.0],
//  [2.0, 4.0, 6.0]]
// snippet.end

// snippet.images
let images = try IDXArray(path: "data/mnist/t10k-images-idx3-ubyte.gz")
print(images.header.dimensions)  // [10000, 28, 28]
print(images.header.dimensions.count)  // 3
print(images.bytes.count)  // 7840000
// snippet.end

// snippet.scalar
print(matrix * 10)
// [[10.0, 20.0],
//  [30.0, 40.0],
//  [50.0, 60.0]]
print(matrix + 1)
// [[2.0, 3.0],
//  [4.0, 5.0],
//  [6.0, 7.0]]
// snippet.end

// snippet.bias
print(matrix + [10, 20])
// [[11.0, 22.0],
//  [13.0, 24.0],
//  [15.0, 26.0]]
// snippet.end

// snippet.pairs
let square = Matrix([[1, 2], [3, 4]])
print(square + square)
// [[2.0, 4.0],
//  [6.0, 8.0]]
print(square.combined(with: square, by: *))
// [[1.0, 4.0],
//  [9.0, 16.0]]
// snippet.end

// snippet.misfit
do {
    _ = try Matrix(checking: [[1, 2], [3]])
} catch {
    print(error)
}
// row 1 is wrong: expected 2 values, as in the first row, found 1
// snippet.end

// snippet.kinds
let doubles = [0.1, 0.2]
print(doubles[0] + doubles[1])  // 0.30000000000000004
print(Matrix([doubles]) + doubles)  // [[0.2, 0.4]]
// snippet.end

// snippet.bytes
let bytes: [UInt8] = [0, 128, 255]
print(bytes.map { Float($0) / 255 })  // [0.0, 0.5019608, 1.0]
// snippet.end
