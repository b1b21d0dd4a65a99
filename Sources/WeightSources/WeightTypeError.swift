public import FileIO

/// An array whose elements cannot be converted to numbers was read as numbers.
public struct WeightTypeError: FileFault, Hashable {
    /// What the source is called.
    public let file: String
    /// The name of the array.
    public let tensor: String
    /// The type of its elements.
    public let type: WeightType

    /// Describes what happened, for a source that converts numbers itself.
    public init(file: String, tensor: String, type: WeightType) {
        (self.file, self.tensor, self.type) = (file, tensor, type)
    }

    /// One sentence: the source, the array, what was expected and what was found.
    public var description: String {
        "\(file): unsupported type \(type) for tensor \(displayName(tensor)): "
            + "expected \(alternatives(WeightType.floats.map(\.description))), whose elements are numbers"
    }
}
