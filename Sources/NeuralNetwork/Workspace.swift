internal import TensorCore

/// Memory for the values between the layers, reused from batch to batch.
///
/// Its size depends on the widest layer and not on the batch: a batch goes through the network in
/// blocks of images, whose values stay in the cache. It grows on first use and allocates nothing
/// after that. One task uses it at a time.
public struct Workspace: ~Copyable, Sendable {
    /// The values the next layer reads, and those it writes: `[block, width]` each.
    var front: [Float] = []
    var back: [Float] = []
    var scratch = DenseScratch()

    /// Creates a workspace that grows on first use.
    public init() {}

    mutating func reserve(_ count: Int) {
        if front.count < count {
            front = Array(repeating: 0, count: count)
            back = Array(repeating: 0, count: count)
        }
    }

    /// Hands out both buffers, so that writing to them copies nothing.
    mutating func takeBuffers() -> ([Float], [Float]) {
        defer { (front, back) = ([], []) }
        return (front, back)
    }

    mutating func returnBuffers(_ front: consuming [Float], _ back: consuming [Float]) {
        (self.front, self.back) = (front, back)
    }
}
