internal import TensorCore

/// Memory for the values between the layers, reused from batch to batch.
///
/// Its size depends on the network and not on the batch: a batch goes through the network a few
/// images at a time, through convolutions and other layers of feature maps image by image, so that
/// the values stay in the cache. It grows on first use and allocates nothing after that. One task
/// uses it at a time.
public struct Workspace: ~Copyable, Sendable {
    var scratch = KernelScratch()
    /// The values of one example.
    var buffers = FeatureBuffers()
    /// What a block of examples gives to the dense layers.
    private var features: [Float] = []

    /// Creates a workspace that grows on first use.
    public init() {}

    /// Creates a workspace in which a network allocates nothing, from the first call on.
    ///
    /// It runs one image of zeros, so that the memory has been touched too.
    public init(for network: CompiledNetwork) {
        network.prepare(&self)
    }

    /// Hands out the features, so that writing to them copies nothing.
    mutating func takeFeatures(_ count: Int) -> [Float] {
        defer { features = [] }
        return features.count < count ? Array(repeating: 0, count: count) : features
    }

    mutating func returnFeatures(_ features: consuming [Float]) {
        self.features = features
    }
}
