// A network from weights, and its fast form.

// snippet.network
import NeuralNetwork

let network = try Network([
    Dense(
        weights: Matrix([[0.1, 0.3, 0.5], [0.2, 0.4, 0.6]]), bias: [0.1, 0.2, 0.3],
        activation: .sigmoid),
    Dense(
        weights: Matrix([[0.1, 0.4], [0.2, 0.5], [0.3, 0.6]]), bias: [0.1, 0.2],
        activation: .softmax),
])
print(network.forward(Matrix([[1.0, 0.5]])))  // [[0.33228528, 0.6677147]]
// snippet.end

do {
    // snippet.compiled
    let count = 3
    let pixels: [UInt8] = [255, 0, 0, 255, 128, 64]
    let compiled = try network.compiled(for: .unitInterval)
    var workspace = Workspace()
    var logits = [Float](repeating: 0, count: count * compiled.outputCount)
    var span = logits.mutableSpan
    compiled.logits(ofPixels: pixels.span, count: count, into: &span, workspace: &workspace)
    // snippet.end
}
