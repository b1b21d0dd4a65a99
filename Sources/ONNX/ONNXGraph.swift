/// Nodes, and the constants and values that they are connected by.
public struct ONNXGraph: Sendable {
    /// The name, which need not be unique.
    public let name: String
    /// The nodes in the order of the file: each comes after those whose outputs it reads.
    public let nodes: [ONNXNode]
    /// The constants, by name; mostly weights.
    public let initializers: [String: ONNXTensor]
    /// The values that come from outside; inputs that only name an initializer are left out.
    public let inputs: [ONNXValueInfo]
    /// The values that are the result.
    public let outputs: [ONNXValueInfo]

    /// Puts a graph together that is to be written.
    public init(
        name: String, nodes: [ONNXNode], initializers: [String: ONNXTensor],
        inputs: [ONNXValueInfo], outputs: [ONNXValueInfo]
    ) {
        self.name = name
        self.nodes = nodes
        self.initializers = initializers
        self.inputs = inputs
        self.outputs = outputs
    }
}

/// One application of an operator.
public struct ONNXNode: Sendable {
    /// The name; often empty, and not always unique.
    public let name: String
    /// The operator, such as `Conv`.
    public let operatorType: String
    /// The domain of the operator; `""` is the default domain.
    public let domain: String
    /// The names of the values that are read; `""` stands for one that is left out.
    public let inputs: [String]
    /// The names of the values that are made; `""` stands for one that is left out.
    public let outputs: [String]
    /// The settings, by name.
    public let attributes: [String: ONNXAttribute]
    /// The place among the nodes of the graph, from 0.
    public let index: Int

    /// Puts a node together that is to be written.
    public init(
        name: String, operatorType: String, domain: String = "", inputs: [String],
        outputs: [String], attributes: [String: ONNXAttribute] = [:], index: Int
    ) {
        self.name = name
        self.operatorType = operatorType
        self.domain = domain
        self.inputs = inputs
        self.outputs = outputs
        self.attributes = attributes
        self.index = index
    }
}

/// The value of a node's attribute.
public enum ONNXAttribute: Sendable {
    /// A whole number.
    case int(Int64)
    /// A number.
    case float(Float)
    /// A text.
    case string(String)
    /// A tensor.
    case tensor(ONNXTensor)
    /// Whole numbers.
    case ints([Int64])
    /// Numbers.
    case floats([Float])
    /// Texts.
    case strings([String])
}

/// The name, type and shape of an input or output of a graph.
public struct ONNXValueInfo: Hashable, Sendable {
    /// The name.
    public let name: String
    /// The type of the elements; `nil` where the value is no tensor, or the file does not say.
    public let type: ONNXElementType?
    /// The extent of each axis; `nil` where the file does not say.
    public let shape: [ONNXDimension]?

    /// Describes a value.
    public init(name: String, type: ONNXElementType?, shape: [ONNXDimension]?) {
        self.name = name
        self.type = type
        self.shape = shape
    }
}

/// The extent of an axis of an input or output.
public enum ONNXDimension: Hashable, Sendable {
    /// A number, 1 or more.
    case known(Int)
    /// A name, such as `batch`: any number, the same wherever the name stands.
    case named(String)
    /// Any number; what the file gives as 0 or less counts as this.
    case unknown
}
