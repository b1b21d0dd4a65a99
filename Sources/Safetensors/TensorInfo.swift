/// What a file's header says about one tensor, checked against the file.
public struct TensorInfo: Hashable, Sendable {
    /// The name as the file has it: any string at all, to be escaped before it meets a terminal.
    public let name: String
    /// The type of the elements.
    public let dtype: DType
    /// The extent of each axis; the last varies fastest.
    ///
    /// `[]` is a scalar; a zero anywhere means that there are no elements.
    public let shape: [Int]
    /// Where the elements are in the file's data, as its `data_offsets` have it.
    ///
    /// Byte 0 is the first after the header (``SafetensorsFile/dataStart``).
    public let byteRange: Range<Int>
    /// The number of elements: the product of `shape`.
    public let elementCount: Int
}
