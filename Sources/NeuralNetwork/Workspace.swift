internal import TensorCore

/// Memory for the values between the layers, reused from batch to batch.
///
/// Its size depends on the widest layer and not on the batch: a batch goes through the network a
/// few images at a time, whose values stay in the cache. It grows on first use and allocates
/// nothing after that. One task uses it at a time.
public struct Workspace: ~Copyable, Sendable {
    var scratch = DenseScratch()

    /// Creates a workspace that grows on first use.
    public init() {}
}
