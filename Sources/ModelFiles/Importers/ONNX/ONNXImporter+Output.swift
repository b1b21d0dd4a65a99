internal import FileIO
internal import NeuralNetwork
internal import ONNX
internal import TensorCore

extension ONNXImporter {
    /// The network that gives the scores of the classes.
    mutating func network() throws -> NetworkGraph {
        let outputs = model.graph.outputs
        guard !outputs.isEmpty else {
            throw ONNXImportError.graph(
                file: model.source, reason: "the graph has no output; expected scores of classes")
        }
        var firstRefusal: (any Error)?
        for output in outputs {
            do {
                let scores = try scores(of: output)
                if outputs.count > 1 {
                    notes.append("of \(outputs.count) outputs, \(displayName(output.name)) is used")
                }
                return try graph(to: scores, named: output.name)
            } catch let error {
                firstRefusal = firstRefusal ?? error
                // A label beside the scores, or a map of them, need not be understood.
                guard Self.isLabel(output) else { throw error }
            }
        }
        throw firstRefusal
            ?? ONNXImportError.graph(file: model.source, reason: "the graph gives no scores")
    }

    /// Whether an output is of a type that scores are not of.
    private static func isLabel(_ output: ONNXValueInfo) -> Bool {
        switch output.type {
        case .float, .double, .float16, .bfloat16: false
        default: true
        }
    }

    /// The values that an output was made of.
    private mutating func scores(of output: ONNXValueInfo) throws -> ONNXFeatures {
        switch try value(output.name) {
        case .features(let features): return features
        case .answer(let features):
            notes.append(
                "output \(displayName(output.name)) is the likeliest class; its scores are used")
            return features
        case .refused(let error): throw error
        case .constant, .imageScale, .imageZeroPoint:
            throw ONNXImportError.graph(
                file: model.source,
                reason: "output \(displayName(output.name)) does not depend on the image; expected "
                    + "scores of classes")
        }
    }

    private mutating func graph(
        to scores: ONNXFeatures, named name: String
    ) throws -> NetworkGraph {
        let last = model.graph.nodes.last { $0.outputs.contains(name) } ?? model.graph.nodes.last
        guard let last else {
            throw ONNXImportError.graph(file: model.source, reason: "the graph has no nodes")
        }
        let call = ONNXCall(
            node: last, file: model.source, opset: model.opset, batch: batch, inputs: [])
        do {
            var features = try inOrder(try settled(scores, call))
            if features.quantization != nil { features = try dequantized(features, call) }
            if batch > 1 { try checkBatch(features, call) }
            guard features.layout.exampleCount > 1 else {
                throw ONNXImportError.graph(
                    file: model.source,
                    reason: "output \(displayName(name)) is one number per image; expected a score "
                        + "for each class")
            }
            var value = try sketch.vector(features.value)
            if features.tail != .none {
                value = try sketch.add(ActivationLayer(.softmax), [value])
            } else if sketch.source(value).map({ $0.layer.activation != .identity }) ?? true {
                // A classifier's last layer ends in softmax or nothing.
                value = try sketch.add(Flatten(), [value])
            }
            if features.tail == .logSoftmax {
                notes.append(
                    "the graph ends in log-softmax; probabilities are given instead of their "
                        + "logarithms")
            }
            return sketch.graph(to: value)
        } catch let error as NetworkError {
            throw ONNXImportError.graph(file: model.source, reason: error.description)
        }
    }
}
