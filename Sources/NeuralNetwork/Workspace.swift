internal import TensorCore

/// Memory for the values between the layers, reused from batch to batch.
///
/// Its size depends on the widest layer and not on the batch: a batch goes through the network a
/// few images at a time, through layers of planes image by image, so that the values stay in the
/// cache. It grows on first use and allocates nothing after that. One task uses it at a time.
public struct Workspace: ~Copyable, Sendable {
    var scratch = DenseScratch()

    /// The planes of one example that the next layer reads, and those it writes.
    var planes: [Float] = []
    var sparePlanes: [Float] = []
    var convolution = Conv2DScratch()
    /// What a block of examples gives to the dense layers.
    private var features: [Float] = []

    /// Creates a workspace that grows on first use.
    public init() {}

    mutating func reservePlanes(_ count: Int) {
        if planes.count < count {
            planes = Array(repeating: 0, count: count)
            sparePlanes = Array(repeating: 0, count: count)
        }
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
