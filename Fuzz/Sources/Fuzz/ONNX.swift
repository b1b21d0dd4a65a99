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
            precondition(try tensor.floats().count == tensor.elementCount)
        }
        if tensor.type.isInteger {
            precondition(try tensor.integers().count == tensor.elementCount)
        }
        if tensor.type == .string {
            precondition(try tensor.strings().count == tensor.elementCount)
        }
    } catch {
        check(error)
    }
}

private func check(_ error: ONNXError) {
    precondition(!error.description.isEmpty && !error.description.contains("\n"))
    precondition(error.description.utf8.count < 2000, "a sentence as long as the file")
}
