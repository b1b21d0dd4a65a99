import NeuralNetwork
import TensorCore
import Testing

@Suite("A part of a network")
struct NetworkPartTests {
    private static func dense(_ weights: [Float], _ activation: Activation = .identity) -> Dense {
        Dense(weights: Matrix(rows: 2, columns: 2, elements: weights), activation: activation)
    }

    @Test("gives what a layer gives, by hand")
    func chain() throws {
        let network = try Network([
            Self.dense([1, -1, 2, 0], .relu), Self.dense([1, 1, 0, 1]),
        ])
        let x = Matrix(rows: 1, columns: 2, elements: [3, 4])
        // 3 · 1 + 4 · 2 = 11, and 3 · -1 + 4 · 0 = -3, which ReLU makes 0.
        #expect(try network.part(through: 0).forward(x).elements == [11, 0])
        #expect(try network.part(through: 1).forward(x).elements == [11, 11])
    }

    @Test("leaves out what the layer does not read")
    func graph() throws {
        var graph = NetworkGraph(input: FeatureShape(channels: 2, height: 1, width: 1))
        let left = graph.append(Self.dense([1, 0, 0, 1]), to: .input, name: "left")
        let right = graph.append(Self.dense([0, 5, 5, 0]), to: .input, name: "right")
        graph.append(Add(), to: left, right)
        let network = try Network(graph)
        let part = try network.part(through: 1)
        #expect(part.layers.count == 1)
        let x = Matrix(rows: 1, columns: 2, elements: [3, 4])
        #expect(part.forward(x).elements == [20, 15])
        #expect(try network.part(through: 2).forward(x).elements == [23, 19])
    }
}
