// A network with branches.

// snippet.graph
import NeuralNetwork

var graph = NetworkGraph(input: FeatureShape(channels: 1, height: 4, width: 4))
let upright = Conv2D(windows: [Matrix([[0, 1, 0], [0, 1, 0], [0, 1, 0]])], padding: 1)

let lines = graph.append(upright, to: .input, name: "lines")
let sums = graph.append(Add(activation: .relu), to: lines, .input)
let mean = graph.append(GlobalAveragePool(), to: sums)
let peak = graph.append(MaxPool2D(4), to: sums)
graph.append(Concatenate(), to: mean, peak)

let network = try Network(graph)
print(network.shapes)  // [[1, 4, 4], [1, 4, 4], [1, 4, 4], [1], [1], [2]]

let stroke = Matrix([[0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0]])
print(network.forward(stroke))  // [[0.875, 4.0]]
// snippet.end

do {
    // snippet.gate
    var graph = NetworkGraph(input: FeatureShape(channels: 2, height: 2, width: 2))
    let means = graph.append(GlobalAveragePool(), to: .input)
    let gate = graph.append(
        Dense(weights: Matrix([[1, 0], [0, 1]]), activation: .hardSigmoid()), to: means)
    graph.append(Multiply(), to: .input, gate)
    // snippet.end
    let values = try Network(graph).forward(Matrix([[3, 3, 3, 3, -3, -3, -3, -3]]))
    precondition(values.row(0).prefix(4).allSatisfy { $0 == 3 })
}
