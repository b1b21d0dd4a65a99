/// How much of a header is read before a file is refused.
///
/// With the defaults no header, however it is made, takes more than 300 MB of memory while it is
/// read: its own text takes up to 100 MB, its strings as much again, and each entry half a kilobyte.
public struct SafetensorsLimits: Hashable, Sendable {
    /// The longest header in bytes; the reference implementation has the same limit.
    public var headerBytes: Int
    /// The number of tensors and metadata keys taken together.
    public var entries: Int
    /// The number of axes of a tensor.
    public var axes: Int

    /// Limits that the files of today's largest models stay below.
    public init(headerBytes: Int = 100_000_000, entries: Int = 100_000, axes: Int = 32) {
        self.headerBytes = headerBytes
        self.entries = entries
        self.axes = axes
    }
}
