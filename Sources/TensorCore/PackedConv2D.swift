internal import CKernels

/// The weights and bias of a convolution in the order in which the kernels read them, with what may
/// follow it in the same pass: an elementwise function, then max pooling.
///
/// The numbers (a contract): the sum at place (i, j) of output m is `bias[m]`, followed by
/// `fma(x[c, row, column], w[m, c, ky, kx], sum)` for (c, ky, kx) ascending, where c runs over the
/// channels of m's group. The padding adds nothing, nor does any other input that is zero. A sum of
/// -0 becomes +0. A term (c, ky, kx) whose weights are zero for all m of a group may be left out,
/// which changes nothing as long as its inputs are finite: a pruned convolution takes less time.
public struct PackedConv2D: Sendable {
    /// What it reads.
    public let input: FeatureShape
    /// What it writes, after the pooling if there is one.
    public let output: FeatureShape
    /// The window of the convolution.
    public let window: Window2D
    /// The number of groups, G: group g reads the g-th part of the channels and writes the g-th
    /// part of the outputs.
    public let groups: Int
    /// The function that is applied to the sums.
    public let function: ElementwiseFunction
    /// The window of the max pooling that follows, if one does.
    public let pool: Window2D?

    /// What the convolution itself gives.
    let sums: FeatureShape
    let form: Form
    let isFinite: Bool

    /// How the weights are packed.
    enum Form: Sendable {
        /// Each group is a convolution of its own.
        case groups([Group])
        /// One channel per group: the weights `[M, kh · kw]` and the bias as they are.
        case depthwise(weights: [Float], bias: [Float])
    }

    /// The weights of a group.
    struct Group: Sendable {
        /// A dense layer of as many inputs as there are terms has the same packed form.
        let dense: PackedDense
        /// Where the terms find their inputs; those whose weights are all zero are left out.
        fileprivate(set) var terms: [ck_conv_term] = []
    }

    /// Packs a convolution.
    ///
    /// - Parameters:
    ///   - weights: Shape `[M, C/G · kh · kw]`, row-major: `[M, C/G, kh, kw]` in PyTorch's order.
    ///   - bias: M values; `nil` means zeros.
    ///   - input: The feature maps it reads, C in number.
    ///   - window: Size kh × kw, stride, padding and dilation.
    ///   - groups: G, a divisor of C and M. With as many groups as channels it is a depthwise
    ///     convolution.
    ///   - function: What is applied to the sums.
    ///   - pool: The window of a max pooling after that; not dilated.
    /// - Precondition: the shapes fit, and the windows fit into their feature maps.
    public init(
        weights: Matrix, bias: [Float]? = nil, input: FeatureShape, window: Window2D,
        groups: Int = 1, function: ElementwiseFunction = .identity, pool: Window2D? = nil
    ) {
        precondition(
            groups > 0 && input.channels.isMultiple(of: groups)
                && weights.rows.isMultiple(of: groups),
            "\(input.channels) channels and \(weights.rows) outputs are not \(groups) groups")
        precondition(
            weights.columns == input.channels / groups * window.size.area,
            "weights of shape \(weights.shapeDescription) do not fit \(input.channels) channels in "
                + "\(groups) groups and a window of \(window.size)")
        precondition(
            (bias?.count ?? weights.rows) == weights.rows,
            "a bias of \(bias?.count ?? 0) values does not fit \(weights.rows) outputs")
        precondition(pool?.dilation ?? Size2D(1) == Size2D(1), "a pooling here is not dilated")
        guard let size = window.outputSize(of: input.size),
            let outputSize = pool.map({ $0.outputSize(of: size) }) ?? size
        else { preconditionFailure("a window does not fit into feature maps of \(input.size)") }
        self.input = input
        self.window = window
        self.groups = groups
        self.function = function
        self.pool = pool
        sums = FeatureShape(channels: weights.rows, size: size)
        output = FeatureShape(channels: weights.rows, size: outputSize)
        isFinite = weights.elements.allFinite
        let bias = bias ?? Array(repeating: 0, count: weights.rows)
        if groups > 1 && groups == input.channels {
            form = .depthwise(weights: weights.elements, bias: bias)
            return
        }
        let outputs = weights.rows / groups
        let sources = ck_feature_maps(input, of: groups)
        let targets = ck_feature_maps(sums, of: groups)
        form = .groups(
            (0..<groups).map { group in
                let rows = group * outputs..<(group + 1) * outputs
                let elements = rows.lowerBound * weights.columns..<rows.upperBound * weights.columns
                return Group(
                    Matrix(
                        rows: outputs, columns: weights.columns,
                        elements: Array(weights.elements[elements])),
                    Array(bias[rows]), sources, targets, ck_window(window))
            })
    }
}

extension PackedConv2D.Group {
    fileprivate init(
        _ weights: Matrix, _ bias: [Float], _ input: ck_feature_maps, _ sums: ck_feature_maps,
        _ window: ck_window
    ) {
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
        var view = unsafe ck_f32_conv2d()
        unsafe view.input = input
        unsafe view.sums = sums
        unsafe view.window = window
        unsafe view.term_count = used.count
        terms = unsafe Array(unsafeUninitializedCapacity: used.count) { terms, count in
            // Safety: as many terms as the layer counts are written, and there is room for them.
            unsafe ck_f32_conv2d_terms(&view, used.map(UInt32.init), terms.baseAddress)
            count = used.count
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
