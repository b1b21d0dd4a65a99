import ImageClassification
import NeuralNetwork
import ONNX

/// A whole ONNX file: an error, or a graph whose tensors can be read, and that is the same when it
/// is written and read again.
func fuzzONNX(_ input: [UInt8]) {
    do throws(ONNXError) {
        let model = try ONNXModel(bytes: input, source: "f")
        var known = Set(model.graph.initializers.keys).union(model.graph.inputs.map(\.name))
        for node in model.graph.nodes {
            for name in node.inputs where !name.isEmpty {
                precondition(known.contains(name), "a value is read before it is made")
            }
            for name in node.outputs where !name.isEmpty {
                precondition(known.insert(name).inserted, "a value has two origins")
            }
            for case .tensor(let tensor) in node.attributes.values { check(tensor) }
        }
        for tensor in model.graph.initializers.values { check(tensor) }
        guard let bytes = try? model.serialized() else { return }
        guard let copy = try? ONNXModel(bytes: bytes, source: "f") else {
            preconditionFailure("what was written is refused")
        }
        precondition((try? copy.serialized()) == bytes, "what was written is read otherwise")
    } catch {
        check(error)
    }
}

private func check(_ tensor: ONNXTensor) {
    precondition(tensor.shape.reduce(1, *) == tensor.elementCount)
    do throws(ONNXError) {
        if tensor.type.isNumber {
            let count = try tensor.floats().count
            precondition(count == tensor.elementCount)
        }
        if tensor.type.isInteger {
            let count = try tensor.integers().count
            precondition(count == tensor.elementCount)
        }
        if tensor.type == .string {
            let count = try tensor.strings().count
            precondition(count == tensor.elementCount)
        }
    } catch {
        check(error)
    }
}

private func check(_ error: ONNXError) {
    precondition(!error.description.isEmpty && !error.description.contains("\n"))
    precondition(error.description.utf8.count < 2000, "a sentence as long as the file")
}

/// A whole ONNX file as a network: an error of one sentence, or one that answers an image.
func fuzzONNXNetwork(_ input: [UInt8]) {
    guard let model = try? ONNXModel(bytes: input, source: "f") else { return }
    do {
        let classifier = try Classifier(Model(onnx: model))
        // Larger ones may be sound, and slow.
        guard classifier.model.network.multiplyAddsPerInput < 1 << 24 else { return }
        _ = try? classifier.classify([UInt8](repeating: 7, count: classifier.inputCount))
    } catch {
        let sentence = "\(error)"
        precondition(!sentence.isEmpty && !sentence.contains("\n"), sentence)
    }
}
