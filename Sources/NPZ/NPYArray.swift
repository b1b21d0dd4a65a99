/// One array of a NumPy file, as its header describes it.
public struct NPYArray: Hashable, Sendable {
    /// The name: that of the archive's member without `.npy`; any text at all, to be escaped before
    /// it meets a terminal.
    public let name: String
    /// The type of the elements.
    public let type: NPYElementType
    /// The extent of each axis; `[]` is a scalar, a zero anywhere means that there are no elements.
    public let shape: [Int]
    /// Whether the first axis varies fastest in the file, not the last.
    public let isFortranOrder: Bool
    /// The number of elements: the product of `shape`.
    public let elementCount: Int
    /// Whether the array is compressed in the file.
    public let isCompressed: Bool
    /// The size of the elements in bytes, decompressed.
    public var byteCount: Int { elementCount * type.byteCount }

    /// Whether elements in the order of the file are in row-major order.
    public var isRowMajor: Bool {
        // With one axis that has more than one element, both orders are the same.
        !isFortranOrder || shape.count { $0 > 1 } <= 1 || elementCount == 0
    }
}
