/// How much of a file is read before it is refused.
///
/// With the defaults no file takes more memory than its own size, twice its texts, and 300 MB.
public struct ONNXLimits: Hashable, Sendable {
    /// The largest file in bytes; Protocol Buffers allow no larger message.
    public var fileBytes: Int
    /// The number of nodes, inputs, outputs, attributes, tensors, axes, texts, and numbers in
    /// attributes, taken together.
    public var entries: Int
    /// The number of axes of a tensor.
    public var axes: Int
    /// The number of files beside the model that hold elements of its tensors.
    public var externalFiles: Int

    /// Limits that networks for images stay far below.
    public init(
        fileBytes: Int = 1 << 31 - 1, entries: Int = 1_000_000, axes: Int = 32,
        externalFiles: Int = 256
    ) {
        self.fileBytes = fileBytes
        self.entries = entries
        self.axes = axes
        self.externalFiles = externalFiles
    }
}
