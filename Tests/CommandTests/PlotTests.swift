import Foundation
import Testing

@Suite("mnist plot")
struct PlotTests {
    @Test("the step function is 0 up to 0 and 1 after it")
    func step() throws {
        let lines = try run("plot", "step").standardOutput.components(separatedBy: "\n")
        #expect(lines[0] == "step(x)")
        #expect(lines[2] == "  1 " + String(repeating: " ", count: 30) + "│" + dots(30))
        #expect(lines[18] == "  0 " + dots(31) + String(repeating: "─", count: 30))
    }

    @Test(
        "every function has a picture that is well-formed XML",
        arguments: [
            "identity", "step", "sigmoid", "tanh", "relu", "leaky-relu", "clipped-relu", "elu",
            "gelu", "gelu-tanh", "silu", "hard-sigmoid", "hard-swish",
            "mish", "softplus", "softsign",
            "abs", "erf", "exp", "log", "reciprocal", "sqrt",
        ])
    func svg(name: String) throws {
        let result = try run("plot", name, "--svg")
        #expect(result.status == 0)
        #expect(result.standardOutput.hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\""))
        #expect(result.standardOutput.contains(">\(name)(x)</text>"))
        #expect(!result.standardOutput.contains("nan"))
        #expect(try run("plot", name).status == 0)
    }

    private func dots(_ count: Int) -> String { String(repeating: "•", count: count) }
}
