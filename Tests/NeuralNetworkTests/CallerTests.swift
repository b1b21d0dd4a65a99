import NeuralNetwork
import Testing

@Suite("Networks and their callers")
struct CallerTests {
    private let network: Network

    init() throws {
        network = try Network([
            Dense(weights: Matrix([[1, 2, 3], [4, 5, 6]]), bias: [0, 0, 0], activation: .relu),
            Dense(weights: Matrix([[1], [1], [1]]), activation: .identity),
        ])
    }

    @Test("rows of another length are an error, others are computed")
    func outputs() throws {
        #expect(throws: ShapeError.columnCount(expected: 2, found: 3)) {
            try network.outputs(of: Matrix([[1, 2, 3]]))
        }
        // 1 + 2 + 3, by hand.
        #expect(try network.outputs(of: Matrix([[1, 0]])) == Matrix([[6]]))
        #expect(try network.outputs(of: Matrix(rows: 0, columns: 2)).rows == 0)
    }

    @Test("a network prints one line")
    func description() {
        // 2 · 3 weights, 3 biases, 3 · 1 weights, one bias, which is zero.
        #expect("\(network)" == "2-3-1, 13 parameters")
    }
}
