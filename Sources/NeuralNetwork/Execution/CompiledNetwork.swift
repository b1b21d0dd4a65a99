public import TensorCore

/// A network made ready for images of bytes.
///
/// The normalization of the pixels is folded into a first layer that is dense, which then takes the
/// bytes as they are: a pixel of 0 adds nothing and is passed over. The folding is done in `Double`
/// and rounded once, so results differ from ``Network/forward(_:variant:)`` of normalized pixels by
/// rounding only; among themselves they have the same bits whatever the batch size, the number of
/// tasks and the processor. A network of integers takes the code of each normalized pixel, which is
/// mostly the pixel itself. Before a convolution, whose padding is zero after normalization, each
/// pixel is normalized by itself instead.
public struct CompiledNetwork: Sendable {
    /// The number of pixels per image, K.
    public let inputCount: Int
    /// The number of classes, M.
    public let outputCount: Int
    /// How pixels become inputs.
    public let normalization: InputNormalization

    private let pass: ForwardPass
    /// What each byte is to a first layer that is not dense.
    private let table: [Float]
    /// The code of each byte in a network of integers; empty if bytes are codes as they are.
    private let codes: [UInt8]

    init(_ network: Network, _ normalization: InputNormalization) throws(NetworkError) {
        inputCount = network.inputCount
        outputCount = network.outputCount
        self.normalization = normalization
        if let integers = network.integers {
            pass = network.pass.take()
            table = []
            let codes = (UInt8.min...UInt8.max).map { integers.codes.code(normalization($0)) }
            self.codes = codes == Array(UInt8.min...UInt8.max) ? [] : codes
            return
        }
        codes = []
        if let first = network.plan.firstOfAll {
            pass = ForwardPass(network.plan, first: try first.packed(folding: normalization))
            network.forgetPlan()
            table = []
        } else {
            pass = network.pass.take()
            table = (UInt8.min...UInt8.max).map { normalization($0) }
        }
    }

    /// Runs a batch of images through all layers but a final softmax.
    ///
    /// Once the workspace has grown, nothing is allocated.
    ///
    /// - Parameters:
    ///   - pixels: Shape `[N, K]`, row-major, values 0...255.
    ///   - count: The number of images, N.
    ///   - logits: Shape `[N, M]`, row-major; overwritten.
    ///   - workspace: Working memory; one task at a time.
    ///   - variant: The kernels to use; all give the same bits.
    /// - Precondition: `pixels.count == count * inputCount` and
    ///   `logits.count == count * outputCount`.
    public func logits(
        ofPixels pixels: Span<UInt8>, count: Int, into logits: inout MutableSpan<Float>,
        workspace: inout Workspace, variant: KernelVariant = .active
    ) {
        pass.run(
            pixels, table: table, codes: codes, count: count, into: &logits, workspace: &workspace,
            variant: variant)
    }

    /// Makes a workspace large enough for batches of any size.
    func prepare(_ workspace: inout Workspace) {
        pass.reserve(&workspace)
        var logits = [Float](repeating: 0, count: outputCount)
        var span = logits.mutableSpan
        let image = [UInt8](repeating: 0, count: inputCount)
        self.logits(ofPixels: image.span, count: 1, into: &span, workspace: &workspace)
    }

    /// Runs a batch of images to probabilities: the softmax of each image's logits.
    ///
    /// Softmax is applied whether or not the network ends in it.
    ///
    /// - Parameters:
    ///   - pixels: Shape `[N, K]`, row-major, values 0...255.
    ///   - count: The number of images, N.
    ///   - probabilities: Shape `[N, M]`, row-major; overwritten. Each row sums to 1 within
    ///     rounding.
    ///   - workspace: Working memory; one task at a time.
    ///   - variant: The kernels to use; all give the same bits.
    /// - Precondition: as for ``logits(ofPixels:count:into:workspace:variant:)``.
    public func probabilities(
        ofPixels pixels: Span<UInt8>, count: Int, into probabilities: inout MutableSpan<Float>,
        workspace: inout Workspace, variant: KernelVariant = .active
    ) {
        logits(
            ofPixels: pixels, count: count, into: &probabilities, workspace: &workspace,
            variant: variant)
        Kernels.softmax(&probabilities, columns: outputCount, variant: variant)
    }

    /// Runs a batch of images to a matrix of logits, for when speed does not matter.
    ///
    /// - Parameters:
    ///   - pixels: Shape `[N, K]`, row-major, values 0...255.
    ///   - count: The number of images, N.
    ///   - variant: The kernels to use; all give the same bits.
    /// - Returns: Shape `[N, M]`.
    /// - Precondition: `pixels.count == count * inputCount`.
    public func logits(
        ofPixels pixels: [UInt8], count: Int, variant: KernelVariant = .active
    ) -> Matrix {
        var elements = [Float](repeating: 0, count: count * outputCount)
        var span = elements.mutableSpan
        var workspace = Workspace()
        logits(
            ofPixels: pixels.span, count: count, into: &span, workspace: &workspace,
            variant: variant)
        return Matrix(rows: count, columns: outputCount, elements: elements)
    }
}

extension Network {
    /// Makes the network ready for images of bytes, normalized as it was trained.
    ///
    /// - Throws: ``NetworkError/normalizationOverflows`` if a folded weight leaves the range of
    ///   `Float`.
    public func compiled(
        for normalization: InputNormalization
    ) throws(NetworkError) -> CompiledNetwork {
        try CompiledNetwork(self, normalization)
    }
}
