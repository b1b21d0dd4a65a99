/// What a file's header says about one tensor, checked against the file.
public struct GGUFTensor: Hashable, Sendable {
    /// The name as the file has it, to be escaped before it meets a terminal.
    public let name: String
    /// How the elements are stored.
    public let type: GGUFType
    /// The extent of each axis; the last varies fastest.
    ///
    /// The file has them the other way round, as ggml does: its first axis varies fastest.
    public let shape: [Int]
    /// The number of elements: the product of `shape`.
    public let elementCount: Int
    /// Where the elements are in the file.
    public let byteRange: Range<Int>
}
