internal import FileIO

/// A tensor: a name, a type, a shape, and elements that are read when they are asked for.
public struct ONNXTensor: Sendable {
    /// The name; empty for the tensor of an attribute, mostly.
    public let name: String
    /// The type of the elements.
    public let type: ONNXElementType
    /// The extent of each axis; the last varies fastest.
    ///
    /// `[]` is a scalar.
    public let shape: [Int]
    /// The number of elements: the product of `shape`.
    public let elementCount: Int

    /// What errors call the file.
    let source: String
    let elements: Elements

    /// Where the elements are.
    enum Elements: Sendable {
        /// One after the other, little-endian, in bytes that the file shares.
        case raw([UInt8], Range<Int>)
        /// In one of the typed fields of the tensor's message.
        case typed([UInt8], message: Range<Int>, field: TypedField)
        /// One after the other, little-endian, in a file beside the model.
        case external(InputFile, Range<Int>)
    }

    init(
        name: String, type: ONNXElementType, shape: [Int], elementCount: Int, source: String,
        elements: Elements
    ) {
        self.name = name
        self.type = type
        self.shape = shape
        self.elementCount = elementCount
        self.source = source
        self.elements = elements
    }
}
