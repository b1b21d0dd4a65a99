internal import CKernels

/// Memory the dense kernels work in, reused from call to call.
///
/// It grows to what the widest layer needs and allocates nothing after that. One task uses it at a
/// time.
public struct DenseScratch: ~Copyable, Sendable {
    var words: [UInt32] = []

    /// Creates scratch that grows on first use.
    public init() {}

    /// Creates scratch that is large enough for a layer with a number of inputs.
    public init(inputs: Int) {
        reserve(words: ck_dense_scratch_words(inputs))
    }

    mutating func reserve(words needed: Int) {
        if words.count < needed {
            words = Array(repeating: 0, count: needed)
        }
    }
}
