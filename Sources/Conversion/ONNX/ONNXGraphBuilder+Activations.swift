internal import NeuralNetwork
internal import ONNX
internal import TensorCore

/// What each activation is in ONNX, of operators that opset 13 has. A new activation needs a case
/// here.
extension ONNXGraphBuilder {
    /// Adds the nodes of an activation; the softmax at the end of a network is added with the output.
    mutating func activated(
        _ value: Value, _ activation: Activation, _ layer: String, file: String
    ) throws(ConversionError) -> Value {
        guard case .elementwise(let function) = activation, function != .identity else {
            return value
        }
        var result = value
        let name = "\(layer).\(function.name)"
        let x = value.name
        func parameter(_ name: String) -> Float {
            function.parameters.first { $0.name == name }?.value ?? 0
        }
        result.name =
            switch function.name {
            case "relu": node("Relu", [x], name: name)
            case "sigmoid": node("Sigmoid", [x], name: name)
            case "tanh": node("Tanh", [x], name: name)
            case "elu": node("Elu", [x], name: name, ["alpha": .float(parameter("alpha"))])
            case "leaky-relu":
                node("LeakyRelu", [x], name: name, ["alpha": .float(parameter("slope"))])
            case "hard-sigmoid":
                node(
                    "HardSigmoid", [x], name: name,
                    [
                        "alpha": .float(parameter("slope")), "beta": .float(parameter("offset")),
                    ])
            case "clipped-relu": clipped(x, maximum: parameter("maximum"), name)
            case "step": step(x, name)
            case "silu": gated(x, by: node("Sigmoid", [x], name: "\(name).gate"), name)
            case "hard-swish":
                gated(
                    x,
                    by: node(
                        "HardSigmoid", [x], name: "\(name).gate",
                        ["alpha": .float(1 / 6), "beta": .float(0.5)]), name)
            case "gelu": gelu(x, name)
            case "gelu-tanh": geluTanh(x, name)
            case "mish":
                gated(
                    x,
                    by: node(
                        "Tanh", [node("Softplus", [x], name: "\(name).softplus")],
                        name: "\(name).gate"), name)
            case "softplus": node("Softplus", [x], name: name)
            case "softsign": node("Softsign", [x], name: name)
            case "abs": node("Abs", [x], name: name)
            case "erf": node("Erf", [x], name: name)
            case "exp": node("Exp", [x], name: name)
            case "log": node("Log", [x], name: name)
            case "reciprocal": node("Reciprocal", [x], name: name)
            case "sqrt": node("Sqrt", [x], name: name)
            default:
                throw .noONNXForm(file: file, layer: "activation \(function) of layer \(layer)")
            }
        return result
    }

    private mutating func gated(_ x: String, by gate: String, _ name: String) -> String {
        node("Mul", [x, gate], name: name)
    }

    private mutating func clipped(_ x: String, maximum: Float, _ name: String) -> String {
        let bounds = [
            scalar(0, name: "number.0"), scalar(maximum, name: "number.\(maximum)"),
        ]
        return node("Clip", [x] + bounds, name: name)
    }

    /// 1 where x > 0, else 0.
    private mutating func step(_ x: String, _ name: String) -> String {
        let isPositive = node(
            "Greater", [x, scalar(0, name: "number.0")], name: "\(name).positive")
        return node(
            "Cast", [isPositive], name: name,
            ["to": .int(Int64(ONNXElementType.float.rawValue))])
    }

    /// x / 2 · (1 + erf(x / √2)).
    private mutating func gelu(_ x: String, _ name: String) -> String {
        let root = scalar(Float(2).squareRoot(), name: "number.root-2")
        let ratio = node("Div", [x, root], name: "\(name).ratio")
        return halved(x, times: node("Erf", [ratio], name: "\(name).erf"), name)
    }

    /// x / 2 · (1 + tanh(√(2/π) · (x + 0.044715 x³))).
    private mutating func geluTanh(_ x: String, _ name: String) -> String {
        let square = node("Mul", [x, x], name: "\(name).square")
        let cube = node("Mul", [square, x], name: "\(name).cube")
        let part = node(
            "Mul", [cube, scalar(0.044715, name: "number.0.044715")], name: "\(name).part")
        let sum = node("Add", [x, part], name: "\(name).sum")
        let root = scalar(Float((2 / Double.pi).squareRoot()), name: "number.root-2-pi")
        let argument = node("Mul", [sum, root], name: "\(name).argument")
        return halved(x, times: node("Tanh", [argument], name: "\(name).tanh"), name)
    }

    /// x / 2 · (1 + y).
    private mutating func halved(_ x: String, times y: String, _ name: String) -> String {
        let sum = node("Add", [y, scalar(1, name: "number.1")], name: "\(name).plus-1")
        let product = node("Mul", [x, sum], name: "\(name).product")
        return node("Mul", [product, scalar(0.5, name: "number.0.5")], name: name)
    }
}
