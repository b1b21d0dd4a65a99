/// How much of a file's structure is read before it is refused.
public struct NPZLimits: Hashable, Sendable {
    /// The most members of an archive: each costs memory before a byte of its content is read.
    public var members = 16_384
    /// The longest header of an array in bytes; NumPy itself trusts 10,000.
    public var headerBytes = 65_536
    /// The most axes of an array; NumPy 2 has 64.
    public var axes = 64

    /// The limits that are usual.
    public init() {}
}
