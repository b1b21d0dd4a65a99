internal import CKernels

// Where two branches of a network meet. A NaN that comes out is always the same quiet one.

extension Kernels {
    /// `y[i] = a[i] + b[i]`.
    ///
    /// - Precondition: all three have one length.
    public static func add(
        _ a: Span<Float>, _ b: Span<Float>, into y: inout MutableSpan<Float>,
        variant: KernelVariant = .active
    ) {
        unsafe merge(a, b, into: &y, with: table(variant).pointee.f32_add)
    }

    /// `y[i] = y[i] + x[i]`, in place.
    ///
    /// - Precondition: both have one length.
    public static func add(
        _ x: Span<Float>, to y: inout MutableSpan<Float>, variant: KernelVariant = .active
    ) {
        unsafe merge(x, into: &y, with: table(variant).pointee.f32_add)
    }

    /// `y[i] = a[i] · b[i]`.
    ///
    /// - Precondition: all three have one length.
    public static func multiply(
        _ a: Span<Float>, _ b: Span<Float>, into y: inout MutableSpan<Float>,
        variant: KernelVariant = .active
    ) {
        unsafe merge(a, b, into: &y, with: table(variant).pointee.f32_multiply)
    }

    /// `y[i] = y[i] · x[i]`, in place.
    ///
    /// - Precondition: both have one length.
    public static func multiply(
        _ y: inout MutableSpan<Float>, by x: Span<Float>, variant: KernelVariant = .active
    ) {
        unsafe merge(x, into: &y, with: table(variant).pointee.f32_multiply)
    }

    /// `x[c, i] = x[c, i] · gate[c]`, in place: a factor for each feature map, as squeeze and excite
    /// has it.
    ///
    /// - Parameters:
    ///   - x: Shape `[C, H, W]`, row-major.
    ///   - gate: C factors.
    ///   - variant: The kernels to use; all give the same bits.
    /// - Precondition: `x.count` is a multiple of `gate.count`, which is not 0.
    public static func gate(
        _ x: inout MutableSpan<Float>, by gate: Span<Float>, variant: KernelVariant = .active
    ) {
        precondition(
            gate.count > 0 && x.count.isMultiple(of: gate.count),
            "\(x.count) values are not feature maps for a gate of \(gate.count)")
        // Safety: the spans keep their memory alive and apart; the sizes were compared above.
        unsafe gate.withUnsafeBufferPointer { gate in
            unsafe x.withUnsafeMutableBufferPointer { x in
                unsafe table(variant).pointee.f32_gate(
                    gate.count, x.count / gate.count, gate.baseAddress, x.baseAddress)
            }
        }
    }

    private typealias Merge =
        @convention(c) (
            Int, UnsafePointer<Float>?, UnsafePointer<Float>?, UnsafeMutablePointer<Float>?
        ) -> Void

    private static func merge(
        _ a: Span<Float>, _ b: Span<Float>, into y: inout MutableSpan<Float>, with kernel: Merge?
    ) {
        precondition(
            a.count == y.count && b.count == y.count,
            "\(a.count) and \(b.count) values do not make \(y.count)")
        // Safety: the spans keep their memory alive during the call and have one length. Every
        // table has every kernel.
        unsafe a.withUnsafeBufferPointer { a in
            unsafe b.withUnsafeBufferPointer { b in
                unsafe y.withUnsafeMutableBufferPointer { y in
                    unsafe kernel?(y.count, a.baseAddress, b.baseAddress, y.baseAddress)
                }
            }
        }
    }

    private static func merge(
        _ x: Span<Float>, into y: inout MutableSpan<Float>, with kernel: Merge?
    ) {
        precondition(x.count == y.count, "\(x.count) values do not fit \(y.count)")
        // Safety: as above; the kernels may write over what they read.
        unsafe x.withUnsafeBufferPointer { x in
            unsafe y.withUnsafeMutableBufferPointer { y in
                unsafe kernel?(y.count, y.baseAddress, x.baseAddress, y.baseAddress)
            }
        }
    }
}
