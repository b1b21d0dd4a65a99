internal import TensorCore

/// The packed layers of a network, and the way of a batch through them.
struct ForwardPass: Sendable {
    private let layers: DenseStack

    /// - Precondition: there is a layer, and the layers fit together. A softmax is left out.
    init(_ layers: [DenseStack.Layer]) {
        self.layers = DenseStack(layers)
    }

    var inputCount: Int { layers.inputs }
    var outputCount: Int { layers.outputs }

    /// The same pass with another first layer, as compiling for a normalization makes it.
    func replacingFirst(by dense: PackedDense) -> ForwardPass {
        let first = DenseStack.Layer(dense, layers.layers[0].function)
        return ForwardPass([first] + layers.layers.dropFirst())
    }

    /// Runs a batch of shape `[N, K]` to its outputs `[N, M]`, both row-major.
    ///
    /// - Precondition: the sizes of both fit `count`.
    func run(
        _ pixels: Span<UInt8>, count: Int, into output: inout MutableSpan<Float>,
        workspace: inout Workspace, variant: KernelVariant
    ) {
        Kernels.run(
            layers, pixels, count: count, into: &output, scratch: &workspace.scratch,
            variant: variant)
    }

    /// Runs a batch of shape `[N, K]` to its outputs `[N, M]`, both row-major.
    ///
    /// - Precondition: the sizes of both fit `count`.
    func run(
        _ values: Span<Float>, count: Int, into output: inout MutableSpan<Float>,
        workspace: inout Workspace, variant: KernelVariant
    ) {
        Kernels.run(
            layers, values, count: count, into: &output, scratch: &workspace.scratch,
            variant: variant)
    }
}
