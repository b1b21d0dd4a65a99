internal import Datasets
internal import FileIO
internal import NeuralNetwork
internal import ONNX
internal import TensorCore

/// Makes a network of an ONNX graph.
///
/// The nodes are gone through in the order of the file. What the file alone decides, such as
/// shapes, is computed at once; of what depends on the image a sketch of layers is made. A node that
/// is not computed here matters only if the answer needs it.
struct ONNXImporter {
    let model: ONNXModel
    var sketch: NetworkSketch
    /// The examples of a batch, as the shapes of the graph have it; 1 if it is open.
    let batch: Int
    /// What the user is to be told.
    var notes: [String] = []
    /// What the classes are called, if the graph says it.
    var classNames: [String]?
    /// Feature maps that only pad others with zeros: the others, and by how much.
    var padded: [Int: (value: Int, padding: Padding2D)] = [:]

    private var values: [String: ONNXValue] = [:]
    /// What inputs beside the images are taken for.
    private var assumed: [String: ONNXConstant] = [:]
    /// Elements that may still be read or moved.
    private var budget: Int

    /// Small files may read and move this many elements in all.
    private static let freeElements = 1 << 24

    init(_ model: ONNXModel, input: ONNXInput) throws {
        self.model = model
        batch = input.batch
        sketch = NetworkSketch(input: input.shape.features)
        var stored = 0
        for tensor in model.graph.initializers.values {
            stored = min(stored + min(tensor.elementCount, 1 << 50), 1 << 50)
        }
        budget = 4 * stored + Self.freeElements
        values[input.name] = .features(ONNXFeatures(-1, input.layout))
        for other in model.graph.inputs where other.name != input.name {
            if let usual = Self.usual(other) {
                assumed[other.name] = usual
                continue
            }
            values[other.name] = .refused(
                .graph(
                    file: model.source,
                    reason: "the graph has a second input, \(displayName(other.name)); expected "
                        + "images only"))
        }
        for node in model.graph.nodes { try run(node) }
    }

    /// What an input beside the images is outside of training, if it is one number: the share of
    /// values that dropout keeps is 1, and whether the network is in training is false.
    private static func usual(_ input: ONNXValueInfo) -> ONNXConstant? {
        let shape = input.shape ?? []
        guard shape.isEmpty || shape == [.known(1)] else { return nil }
        let extents = shape.isEmpty ? [] : [1]
        switch input.type {
        case .float: return ONNXConstant(floats: [1], shape: extents)
        case .bool: return ONNXConstant(type: .bool, shape: extents, .integers([0]))
        default: return nil
        }
    }

    /// Counts elements that are read or moved, and refuses to go on without bounds.
    mutating func spend(_ count: Int) throws {
        let (left, overflow) = budget.subtractingReportingOverflow(count)
        guard !overflow, left >= 0 else {
            throw ONNXImportError.graph(
                file: model.source,
                reason: "the graph reads or moves values too often: expected at most four times "
                    + "those in the file and \(Self.freeElements)")
        }
        budget = left
    }

    private mutating func run(_ node: ONNXNode) throws {
        let outputs: [ONNXValue]
        let inputs: [ONNXValue?]
        do {
            inputs = try node.inputs.map { $0.isEmpty ? nil : try value($0) }
        } catch let error as ONNXImportError {
            return refuse(node, error)
        }
        let call = ONNXCall(
            node: node, file: model.source, opset: model.opset, batch: batch, inputs: inputs)
        do {
            let row = try ONNXOperators.row(for: call)
            outputs = try row.run(&self, call)
        } catch let error as ONNXImportError {
            return refuse(node, error)
        } catch let error as NetworkError {
            return refuse(node, call.unsupported(error.withoutPosition))
        }
        for (index, name) in node.outputs.enumerated() where !name.isEmpty {
            values[name] =
                index < outputs.count
                ? outputs[index]
                : .refused(call.unsupported("output \(index + 1) is not computed here"))
        }
    }

    private mutating func refuse(_ node: ONNXNode, _ error: ONNXImportError) {
        for name in node.outputs where !name.isEmpty { values[name] = .refused(error) }
    }

    /// A value that was computed, or a tensor of the file.
    mutating func value(_ name: String) throws -> ONNXValue {
        if let value = values[name] { return value }
        if let usual = assumed[name] {
            notes.append(
                "input \(displayName(name)) is taken as \(usual.type == .bool ? "false" : "1"), as "
                    + "outside of training")
            values[name] = .constant(usual)
            return .constant(usual)
        }
        guard let tensor = model.graph.initializers[name] else {
            throw ONNXImportError.graph(
                file: model.source, reason: "no node gives the value \(displayName(name))")
        }
        return .constant(try constant(tensor))
    }

    /// The elements of a tensor of the file.
    mutating func constant(_ tensor: ONNXTensor) throws -> ONNXConstant {
        guard tensor.type.isNumber else {
            throw ONNXImportError.graph(
                file: model.source,
                reason: "tensor \(displayName(tensor.name)) is of type \(tensor.type); expected "
                    + "numbers")
        }
        try spend(tensor.elementCount)
        return try ONNXConstant(tensor)
    }
}

extension NetworkError {
    /// The sentence without the number of the layer, which the file does not know.
    fileprivate var withoutPosition: String {
        let words = description.split(separator: " ", maxSplits: 2)
        return words.count == 3 && words[0] == "layer" ? "it " + words[2] : description
    }
}
