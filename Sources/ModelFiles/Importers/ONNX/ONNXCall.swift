internal import FileIO
internal import ONNX

/// A node with the values of its inputs, as the function of its operator takes it.
struct ONNXCall {
    let node: ONNXNode
    let file: String
    let opset: Int
    /// The examples of a batch, as the shapes of the graph have it.
    let batch: Int
    /// `nil` where the node leaves an input out.
    let inputs: [ONNXValue?]

    var operation: ONNXOperation {
        ONNXOperation(
            name: node.name.isEmpty ? "\(node.index + 1)" : node.name, type: node.operatorType)
    }

    /// Why the node is not computed here.
    func unsupported(_ reason: String) -> ONNXImportError {
        ONNXImportError(file: file, operation, reason)
    }

    // MARK: - Inputs

    func has(_ index: Int) -> Bool { inputs.indices.contains(index) && inputs[index] != nil }

    /// An input that has to be there.
    func input(_ index: Int) throws -> ONNXValue {
        guard inputs.indices.contains(index), let value = inputs[index] else {
            throw unsupported("input \(index + 1) is missing")
        }
        if case .refused(let error) = value { throw error }
        return value
    }

    /// An input that the file alone has to decide.
    func constant(_ index: Int) throws -> ONNXConstant {
        guard case .constant(let constant) = try input(index) else {
            throw unsupported(
                "input \(index + 1) depends on the image; expected a constant")
        }
        return constant
    }

    func optionalConstant(_ index: Int) throws -> ONNXConstant? {
        has(index) ? try constant(index) : nil
    }

    /// An input of integers, such as a shape or axes.
    func integers(_ index: Int) throws -> [Int] {
        guard let integers = try constant(index).integers else {
            throw unsupported("input \(index + 1) holds fractions; expected whole numbers")
        }
        return integers
    }

    /// All inputs, if the file alone decides them.
    var constants: [ONNXConstant]? {
        var constants: [ONNXConstant] = []
        for case .some(let value) in inputs {
            guard case .constant(let constant) = value else { return nil }
            constants.append(constant)
        }
        return constants
    }

    // MARK: - Attributes

    func int(_ name: String, default value: Int) throws -> Int { try int(name) ?? value }

    func int(_ name: String) throws -> Int? {
        switch node.attributes[name] {
        case nil: nil
        case .int(let value): Int(value)
        default: throw wrongType(name, "an integer")
        }
    }

    func ints(_ name: String) throws -> [Int]? {
        switch node.attributes[name] {
        case nil: nil
        case .ints(let values): values.map { Int($0) }
        default: throw wrongType(name, "integers")
        }
    }

    func float(_ name: String, default value: Float) throws -> Float {
        switch node.attributes[name] {
        case nil: value
        case .float(let value): value
        default: throw wrongType(name, "a number")
        }
    }

    func string(_ name: String, default value: String) throws -> String {
        switch node.attributes[name] {
        case nil: value
        case .string(let value): value
        default: throw wrongType(name, "a text")
        }
    }

    private func wrongType(_ name: String, _ expected: String) -> ONNXImportError {
        unsupported("attribute \(name) has another type; expected \(expected)")
    }

    /// Integers that older operator sets have as an attribute and newer ones as an input.
    func integers(_ name: String, orInput index: Int) throws -> [Int]? {
        if let values = try ints(name) { return values }
        return has(index) ? try integers(index) : nil
    }

    /// An axis counted from 0.
    func axis(_ axis: Int, rank: Int) throws -> Int {
        guard (-rank..<rank).contains(axis) else {
            throw unsupported("axis \(axis) is not one of the \(rank) that the input has")
        }
        return axis < 0 ? axis + rank : axis
    }
}

extension ONNXImportError {
    init(file: String, _ operation: ONNXOperation, _ reason: String) {
        self = .unsupported(
            file: file, node: displayName(operation.name),
            operatorType: displayName(operation.type), reason: reason)
    }
}
