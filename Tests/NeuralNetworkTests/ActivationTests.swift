import NeuralNetwork
import TensorCore
import TestSupport
import Testing

@Suite("Activations")
struct ActivationTests {
    @Test("step is 0 up to 0 and 1 above")
    func step() {
        #expect(Activation.step([-1, 1, 2]) == [0, 1, 1])
        #expect(Activation.step(0) == 0)
    }

    @Test("sigmoid of the known examples")
    func sigmoid() {
        #expect(
            agree(Activation.sigmoid([-1, 1, 2]), [0.268_941_42, 0.731_058_58, 0.880_797_08]))
        #expect(Activation.sigmoid(0) == 0.5)
    }

    @Test("relu, tanh and identity of simple values")
    func others() {
        #expect(Activation.relu([-2, 0, 3]) == [0, 0, 3])
        #expect(Activation.tanh(0) == 0)
        #expect(agree(Activation.tanh([0.5, 1]), [0.462_117_16, 0.761_594_16]))
        #expect(Activation.identity([-2, 0, 3]) == [-2, 0, 3])
    }

    @Test("softmax of the known examples")
    func softmax() {
        #expect(
            agree(Activation.softmax([0.3, 2.9, 4.0]), [0.018_211_27, 0.245_191_81, 0.736_596_91]))
        #expect(
            agree(
                Activation.softmax([1010, 1000, 990]),
                [9.999_546_0e-1, 4.539_786_8e-5, 2.061_060_0e-9]))
    }

    @Test("softmax of a single number is 1")
    func softmaxOfOne() {
        #expect(Activation.softmax(-3) == 1)
    }

    @Test("softmax works row by row, the others element by element")
    func rows() {
        let x = Matrix([[0, 0], [5, 5]])
        #expect(Activation.softmax(x) == Matrix([[0.5, 0.5], [0.5, 0.5]]))
        #expect(Activation.step(x) == Matrix([[0, 0], [1, 1]]))
    }

    @Test("empty input stays empty", arguments: Activation.allCases)
    func empty(activation: Activation) {
        #expect(activation([Float]()) == [])
        #expect(activation(Matrix(rows: 0, columns: 4)) == Matrix(rows: 0, columns: 4))
    }

    @Test("NaN is passed on", arguments: Activation.allCases)
    func nan(activation: Activation) {
        #expect(activation(Float.nan).isNaN)
    }

    @Test("a batch is treated as its rows are", arguments: Activation.allCases)
    func batch(activation: Activation) {
        let x = Matrix([[-1, 0.5, 2], [3, -0.25, 0]])
        let rows = Matrix([activation(x.row(0)), activation(x.row(1))])
        // NaN, as the logarithm has it below 0, is not equal to itself.
        #expect(activation(x).elements.map(\.bitPattern) == rows.elements.map(\.bitPattern))
    }

    @Test("names are those of model files, and tell the function with its defaults")
    func names() {
        #expect(
            Activation.allCases.map(\.name)
                == [
                    "identity", "step", "sigmoid", "tanh", "relu", "leaky-relu", "clipped-relu",
                    "elu", "gelu", "gelu-tanh", "silu", "hard-sigmoid", "hard-swish",
                    "mish", "softplus", "softsign",
                    "abs", "erf", "exp", "log", "reciprocal", "sqrt", "softmax",
                ])
        for activation in Activation.allCases {
            #expect(Activation(name: activation.name) == activation)
        }
        #expect(Activation.leakyReLU() == Activation(name: "leaky-relu"))
        #expect(Activation.leakyReLU(slope: 0.5) != Activation(name: "leaky-relu"))
        #expect("\(Activation.leakyReLU(slope: 0.5))" == "leaky-relu(slope: 0.5)")
    }
}
