import TensorCore
import Testing

@Suite("The list of elementwise functions")
struct ElementwiseFunctionTests {
    @Test("names are those of model files")
    func names() {
        #expect(
            ElementwiseFunction.all.map(\.name) == [
                "identity", "step", "sigmoid", "tanh", "relu", "leaky-relu", "clipped-relu", "elu",
                "gelu", "gelu-tanh", "silu", "hard-sigmoid", "hard-swish",
                "mish", "softplus", "softsign",
                "abs", "erf", "exp", "log", "reciprocal", "sqrt",
            ])
        for function in ElementwiseFunction.all {
            #expect(ElementwiseFunction(name: function.name) == function)
        }
        #expect(ElementwiseFunction(name: "ReLU") == nil)
    }

    @Test("the defaults of Swift's functions are those of the list")
    func defaults() {
        #expect(ElementwiseFunction(name: "leaky-relu") == .leakyReLU())
        #expect(ElementwiseFunction(name: "clipped-relu") == .clippedReLU())
        #expect(ElementwiseFunction(name: "elu") == .elu())
        #expect(ElementwiseFunction(name: "hard-sigmoid") == .hardSigmoid())
    }

    @Test("parameters have names and values, which can be changed")
    func parameters() throws {
        #expect(ElementwiseFunction.relu.parameters.isEmpty)
        let sigmoid = ElementwiseFunction.hardSigmoid(slope: 0.2)
        #expect(sigmoid.parameters.map(\.name) == ["slope", "offset"])
        #expect(sigmoid.parameters.map(\.value) == [0.2, 0.5])
        let changed = try #require(sigmoid.with(parameter: "offset", 0.25))
        #expect(changed == .hardSigmoid(slope: 0.2, offset: 0.25))
        #expect(sigmoid.with(parameter: "slope", 3) == .hardSigmoid(slope: 3))
        #expect(sigmoid.with(parameter: "alpha", 1) == nil)
        #expect(ElementwiseFunction.relu.with(parameter: "slope", 1) == nil)
    }

    @Test("descriptions show the parameters")
    func descriptions() {
        #expect("\(ElementwiseFunction.gelu)" == "gelu")
        #expect(
            "\(ElementwiseFunction.hardSigmoid(slope: 0.25))"
                == "hard-sigmoid(slope: 0.25, offset: 0.5)")
    }
}
