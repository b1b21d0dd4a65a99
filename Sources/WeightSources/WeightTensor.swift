/// One array of a weight source: its name, type and shape.
public struct WeightTensor: Hashable, Sendable {
    /// The name as the source has it: any string at all, to be escaped before it meets a terminal.
    public let name: String
    /// The type of the elements.
    public let type: WeightType
    /// The extent of each axis; the last varies fastest.
    ///
    /// `[]` is a scalar; a zero anywhere means that there are no elements.
    public let shape: [Int]
    /// The number of elements: the product of `shape`.
    public let elementCount: Int

    /// Describes an array.
    ///
    /// - Precondition: The extents are 0 or more, and their product fits in an `Int`.
    public init(name: String, type: WeightType, shape: [Int]) {
        precondition(shape.allSatisfy { $0 >= 0 }, "an extent of \(shape) is negative")
        self.name = name
        self.type = type
        self.shape = shape
        elementCount = shape.reduce(1, *)
    }

    /// The position along each axis of the element at `index` in row-major order.
    package func position(of index: Int) -> [Int] {
        var rest = index
        return Array(
            shape.reversed().map { extent in
                defer { rest /= extent }
                return rest % extent
            }.reversed())
    }
}
