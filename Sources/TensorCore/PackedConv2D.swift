internal import CKernels

/// The weights and bias of a convolution in the order in which the kernels read them, with what may
/// follow it in the same pass: ReLU, then max pooling.
///
/// The numbers (a contract): the sum at place (i, j) of output plane m is `bias[m]`, followed by
/// `fma(x[c, row, column], w[m, c, ky, kx], sum)` for (c, ky, kx) ascending. The padding adds
/// nothing, nor does any other input that is zero. A sum of -0 becomes +0. A term (c, ky, kx) whose
/// weights are zero for all m is left out, which changes nothing as long as its inputs are finite:
/// a pruned convolution takes less time.
public struct PackedConv2D: Sendable {
    /// What it reads.
    public let input: FeatureShape
    /// What it writes, after the pooling if there is one.
    public let output: FeatureShape
    /// The window of the convolution.
    public let window: Window2D
    /// Whether ReLU follows.
    public let appliesReLU: Bool
    /// The window of the max pooling that follows, if one does.
    public let pool: Window2D?

    /// What the convolution itself gives.
    let sums: FeatureShape
    /// A dense layer of as many inputs as there are terms has the same packed form.
    let dense: PackedDense
    /// Where the terms find their inputs; those whose weights are all zero are left out.
    private(set) var terms: [ck_conv_term] = []
    let isFinite: Bool

    /// Packs a convolution.
    ///
    /// - Parameters:
    ///   - weights: Shape `[M, C · kh · kw]`, row-major: `[M, C, kh, kw]` in PyTorch's order.
    ///   - bias: M values; `nil` means zeros.
    ///   - input: The planes it reads.
    ///   - window: Size kh × kw, stride and padding.
    ///   - appliesReLU: Whether ReLU follows.
    ///   - pool: The window of a max pooling after that.
    /// - Precondition: the shapes fit, and the windows fit into their planes.
    public init(
        weights: Matrix, bias: [Float]? = nil, input: FeatureShape, window: Window2D,
        appliesReLU: Bool = false, pool: Window2D? = nil
    ) {
        precondition(
            weights.columns == input.channels * window.size.area,
            "weights of shape \(weights.shapeDescription) do not fit \(input.channels) channels "
                + "and a window of \(window.size)")
        guard let size = window.outputSize(of: input.size),
            let outputSize = pool.map({ $0.outputSize(of: size) }) ?? size
        else { preconditionFailure("a window does not fit into planes of \(input.size)") }
        self.input = input
        self.window = window
        self.appliesReLU = appliesReLU
        self.pool = pool
        sums = FeatureShape(channels: weights.rows, size: size)
        output = FeatureShape(channels: weights.rows, size: outputSize)
        let windows = weights.transposed()
        let used = (0..<windows.rows).filter { term in
            (0..<windows.columns).contains { windows[term, $0] != 0 }
        }
        dense = PackedDense(
            weights: used.count < windows.rows
                ? Matrix(
                    rows: used.count, columns: windows.columns,
                    elements: used.flatMap { windows.row($0) }) : windows,
            bias: bias)
        isFinite = weights.elements.allFinite
        terms = Self.terms(of: self, numbered: used.map(UInt32.init))
    }

    private static func terms(of layer: PackedConv2D, numbered k: [UInt32]) -> [ck_conv_term] {
        var view = unsafe ck_f32_conv2d(layer, terms: nil)
        return unsafe Array(unsafeUninitializedCapacity: k.count) { terms, count in
            // Safety: as many terms as the layer counts are written, and there is room for them.
            unsafe ck_f32_conv2d_terms(&view, k, terms.baseAddress)
            count = k.count
        }
    }
}

/// Memory the convolution kernels work in, reused from call to call.
///
/// It grows to what the largest layer needs and allocates nothing after that. One task uses it at a
/// time.
public struct Conv2DScratch: ~Copyable, Sendable {
    var words: [UInt32] = []

    /// Creates scratch that grows on first use.
    public init() {}

    mutating func reserve(_ needed: Int) {
        if words.count < needed {
            words = Array(repeating: 0, count: needed)
        }
    }
}
