internal import CKernels

/// The weights and bias of a dense layer in the order in which the kernels read them.
///
/// Packing copies the weights once; afterwards the layer is immutable, 64-byte aligned and shared
/// freely. All variants of the kernels read the same form.
///
/// The numbers (a contract): output m of a row x is `bias[m]`, followed by
/// `fma(x[k], weights[k, m], sum)` for k ascending. Terms whose `x[k]` is zero are left out, which
/// changes nothing as long as the weights are finite. So are, of bytes, terms whose weights are
/// zero for all m: a layer that does not look at some of the pixels takes less time.
///
/// Safety of `@unchecked Sendable`: the storage is written in `init` only, belongs to this object
/// alone, and lives exactly as long.
@safe public final class PackedDense: @unchecked Sendable {
    /// The number of inputs, K.
    public let inputs: Int
    /// The number of outputs, M.
    public let outputs: Int

    /// Read by `Kernels` while it holds a reference to this object.
    let storage: UnsafeMutablePointer<Float>
    /// For each input 255, or 0 if all of its weights are zero.
    private let active: UnsafeMutablePointer<UInt8>

    /// Packs a layer.
    ///
    /// - Parameters:
    ///   - weights: Shape `[K, M]`, row-major, finite.
    ///   - bias: M values, finite; `nil` means zeros.
    /// - Precondition: `bias.count == weights.columns`, and the packed form fits in memory.
    public init(weights: Matrix, bias: [Float]? = nil) {
        precondition(
            (bias?.count ?? weights.columns) == weights.columns,
            "a bias of \(bias?.count ?? 0) values does not fit weights "
                + "of shape \(weights.shapeDescription)")
        inputs = weights.rows
        outputs = weights.columns
        let count = ck_f32_dense_packed_count(inputs, outputs)
        precondition(
            (count > 0 || outputs == 0) && UInt(inputs) <= UInt(UInt32.max),
            "weights of shape \(weights.shapeDescription) are too large to pack")
        // Safety: both are freshly allocated, for `count` values and for one per input, owned by
        // this object and freed in `deinit`.
        unsafe storage = UnsafeMutableRawPointer.allocate(
            byteCount: count * MemoryLayout<Float>.stride, alignment: 64
        ).bindMemory(to: Float.self, capacity: count)
        unsafe active = .allocate(capacity: inputs)
        unsafe Kernels.pack(weights, bias, into: storage, active: active)
    }

    deinit {
        // Safety: allocated in `init` and freed nowhere else. Numbers need no deinitialization.
        unsafe UnsafeMutableRawPointer(storage).deallocate()
        unsafe active.deallocate()
    }

    /// What C reads; it points into this object.
    var view: ck_f32_dense {
        unsafe ck_f32_dense(inputs: inputs, outputs: outputs, packed: storage, active: active)
    }

    /// Applies the layer to a batch.
    ///
    /// - Parameters:
    ///   - x: Shape `[N, K]`.
    ///   - variant: The kernels to use; all give the same bits.
    /// - Returns: Shape `[N, M]`.
    /// - Precondition: `x.columns == inputs`.
    public func callAsFunction(_ x: Matrix, variant: KernelVariant = .active) -> Matrix {
        precondition(
            x.columns == inputs,
            "a layer of \(inputs) inputs cannot take a batch of shape \(x.shapeDescription)")
        var y = Matrix(rows: x.rows, columns: outputs)
        var scratch = DenseScratch()
        var span = y.elements.mutableSpan
        Kernels.dense(
            self, x.elements.span, count: x.rows, into: &span, scratch: &scratch, variant: variant)
        return y
    }
}
