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
        var refusal: (any Error)?
        var found: [(name: String, scores: ONNXFeatures, rank: [Int])] = []
        for output in outputs {
            do {
                let scores = try scores(of: output)
                found.append((output.name, scores, try rank(of: scores, output)))
            } catch let error {
                // A label beside the scores, or a map of them, need not be understood.
                if !Self.isLabel(output) { refusal = refusal ?? error }
            }
        }
        // Of equal ones the first.
        var best = found.first
        for other in found.dropFirst() {
            if let one = best, one.rank.lexicographicallyPrecedes(other.rank) { best = other }
        }
        guard let best, refusal == nil || best.rank[0] == 1 else {
            throw refusal
                ?? ONNXImportError.graph(file: model.source, reason: "the graph gives no scores")
        }
        if outputs.count > 1 {
            notes.append("of \(outputs.count) outputs, \(displayName(best.name)) is used")
        }
        if let output = outputs.first(where: { $0.name == best.name }),
            case .answer = try value(output.name)
        {
            notes.append(
                "output \(displayName(output.name)) is the likeliest class; its scores are used")
        }
        return try graph(to: best.scores, named: best.name)
    }

    /// How much an output looks like scores of classes: it ends in softmax or is called so, is of a
    /// number of values that classes have, is made with weights, and late.
    private mutating func rank(
        of scores: ONNXFeatures, _ output: ONNXValueInfo
    ) throws -> [Int] {
        let name = output.name.lowercased()
        let isNamed = ["score", "prob", "logit", "class", "predict"].contains(where: name.contains)
        let count = scores.layout.exampleCount
        var isLabel = Self.isLabel(output)
        if case .answer = try value(output.name) { isLabel = true }
        return [
            sketch.hasWeights(scores.value) && 2...1000 ~= count && !isLabel
                && (scores.tail != .none || isNamed) ? 1 : 0,
            sketch.hasWeights(scores.value) && count > 1 ? 1 : 0,
            isLabel ? 0 : 1,
            2...1000 ~= count ? 1 : 0,
            scores.value,
        ]
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
        case .answer(let features): return features
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
            var features = try inOrder(scores)
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
