// Windows that slide over a picture, with padding, stride and pooling.

// snippet.window
import NeuralNetwork

let input = Matrix([[1, 2, 3, 0, 0, 1, 2, 3, 3, 0, 1, 2, 2, 3, 0, 1]])
let shape = FeatureShape(channels: 1, height: 4, width: 4)
let window = Matrix([[2, 0, 1], [0, 1, 2], [1, 0, 2]])

print(Conv2D(windows: [window])(input, shape: shape))  // [[15.0, 16.0, 6.0, 15.0]]
// snippet.end

// snippet.bias
let biased = Conv2D(windows: [window], bias: [3])
print(biased(input, shape: shape))  // [[18.0, 19.0, 9.0, 18.0]]
// snippet.end

// snippet.padding
let same = Conv2D(windows: [window], padding: 1)(input, shape: shape)
for row in 0..<4 {
    print(same.elements[4 * row..<4 * row + 4])
}
// [7.0, 12.0, 10.0, 2.0]
// [4.0, 15.0, 16.0, 10.0]
// [10.0, 6.0, 15.0, 6.0]
// [8.0, 10.0, 4.0, 3.0]

print(Conv2D(windows: [window], stride: 2, padding: 1)(input, shape: shape).elements)
// [7.0, 10.0, 10.0, 15.0]
// snippet.end

// snippet.pooling
let values = Matrix([[1, 2, 1, 0, 0, 1, 2, 3, 3, 0, 1, 2, 2, 4, 0, 1]])
print(MaxPool2D(2)(values, shape: shape))  // [[2.0, 3.0, 4.0, 2.0]]
// snippet.end

// snippet.network
let edges = [Matrix([[1, -1], [1, -1]]), Matrix([[1, 1], [-1, -1]])]
let network = try Network(
    [
        Conv2D(windows: edges, activation: .relu),
        MaxPool2D(3),
        Flatten(),
        Dense(weights: Matrix([[1, 0], [0, 1]]), activation: .softmax),
    ],
    input: shape)
print(network.shapes)  // [[1, 4, 4], [2, 3, 3], [2], [2], [2]]
print(network.parameterCount, network.multiplyAddsPerInput)  // 16 76
// snippet.end

// snippet.stroke
let upright = Matrix([[0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0]])
print(network.logits(upright))  // [[2.0, 0.0]]
// snippet.end
