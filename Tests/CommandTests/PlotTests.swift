import Foundation
import TestSupport
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

    @Test("several functions share a picture, told apart by marks, dashes and names")
    func several() throws {
        let text = try run("plot", "step", "sigmoid", "relu").standardOutput
        #expect(text.hasPrefix("• step(x)   ○ sigmoid(x)   × relu(x)\n"))
        // ReLU is 6 at the right end, and lies over the others where it is 0.
        #expect(text.components(separatedBy: "\n")[2].hasSuffix("×"))
        let svg = try run("plot", "step", "sigmoid", "relu", "--svg").standardOutput
        #expect(svg.components(separatedBy: "<polyline").count == 4)
        #expect(svg.contains("stroke-dasharray"))
        #expect(try run("plot", "abs", "relu", "step", "erf", "exp").status == 64)
    }

    @Test(
        "weights are drawn as they are in the file: W1 of a network of four pixels and three units")
    func weights() throws {
        let temporary = try TemporaryFolder()
        let file = try temporary.write(
            safetensors([
                ("W1", [4, 3], [1, 0, 0, -1, 0, 0, 0.5, 0, 0, 0, 0, 0]), ("b1", [3], [0, 0, 0]),
                ("W2", [3, 2], [1, 0, 0, 1, 0, 0]), ("b2", [2], [0, 0]),
            ]), to: "model.safetensors")
        let options = ["--scale", "1/255", "--hidden-activation", "relu"]
        let text = try run(["plot", file, "--weights", "--units", "0-0"] + options).standardOutput
        #expect(text.contains("layer 1: largest magnitude 1.0000"))
        // Left 1 at the top and 0.5 below it, on the whole three quarters; right -1 at the top.
        #expect(text.contains("│▓ │ │ ▀│"))
        let svg = try run(["plot", file, "--weights", "--units", "0-0", "--svg"] + options)
            .standardOutput
        #expect(svg.contains("<path class=\"above\" fill-opacity=\"1.000\" d=\"M0 0h1v1h-1z\"/>"))
        #expect(svg.contains("<path class=\"above\" fill-opacity=\"0.500\" d=\"M0 1h1v1h-1z\"/>"))
        #expect(svg.contains("<path class=\"below\" fill-opacity=\"1.000\" d=\"M1 0h1v1h-1z\"/>"))
    }

    @Test("activations are drawn layer by layer")
    func activations() throws {
        let text = try run("plot", "mnist-mlp", "--activations", "--index", "5").standardOutput
        let headings = text.split(separator: "\n").filter { $0.contains("largest magnitude") }
        #expect(headings.count == 4)
        #expect(headings[0].hasPrefix("pixels: largest magnitude 25"))
        #expect(headings[3].hasPrefix("layer 3, Dense: largest magnitude "))
    }

    @Test(
        "what cannot be drawn is refused with what can",
        arguments: [
            (["sigmoyd"], "did you mean sigmoid?"),
            (
                ["mnist-mlp"],
                "mnist-mlp is a network: expected --weights or --activations beside it"
            ),
            (["mnist-mlp", "--weights", "--layer", "9"], "expected a layer from 1 to 3, found 9"),
            (["mnist-mlp", "--weights", "--units", "0-64"], "expected at most 64 units, found 65"),
            (["mnist-mlp", "--weights", "--units", "9999"], "expected one from 0 to "),
            (["mnist-cnn", "--weights", "--layer", "2"], "has no weights; expected a dense layer"),
            (["mnist-mlp", "--weights", "--activations"], "exclude each other"),
            (["relu", "--index", "3"], "--index needs --activations"),
        ])
    func refused(arguments: [String], words: String) throws {
        let result = try run(["plot"] + arguments)
        #expect(result.status == 64)
        #expect(result.standardOutput == "")
        #expect(result.standardError.contains(words), "\(result.standardError)")
    }

    private func dots(_ count: Int) -> String { String(repeating: "•", count: count) }
}
