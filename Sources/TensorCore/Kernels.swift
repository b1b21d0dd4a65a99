internal import CKernels

/// The kernels on spans of memory: the only place where pointers go to C.
///
/// Every function checks sizes here, before the call. Elementwise functions work in place. Their
/// error bounds are in units in the last place (ULP) of the exact result and hold for every float.
public enum Kernels {
    /// Outputs per panel of packed weights: the last panel is as large as the others.
    package static let panelWidth = Int(CK_PANEL)

    // MARK: - Dense layers

    /// Applies a dense layer to a batch of bytes, whose values 0...255 are the inputs.
    ///
    /// - Parameters:
    ///   - layer: The packed layer, K inputs and M outputs.
    ///   - x: Shape `[N, K]`, row-major.
    ///   - count: The batch size, N.
    ///   - y: Shape `[N, M]`, row-major; overwritten.
    ///   - scratch: Working memory; grows once to the size the layer needs.
    ///   - variant: The kernels to use; all give the same bits.
    /// - Precondition: `x.count == count * layer.inputs`, `y.count == count * layer.outputs`.
    public static func dense(
        _ layer: PackedDense, _ x: Span<UInt8>, count: Int, into y: inout MutableSpan<Float>,
        scratch: inout DenseScratch, variant: KernelVariant = .active
    ) {
        check(layer, inputs: x.count, outputs: y.count, count: count)
        scratch.reserve(words: ck_dense_scratch_words(layer.inputs))
        var words = scratch.words.mutableSpan
        // Safety: the spans keep their memory alive and apart during the call, `check` compared
        // their sizes with what the kernel touches, and scratch has been sized for the layer.
        unsafe withPacked(layer) { layer in
            unsafe x.withUnsafeBufferPointer { x in
                unsafe y.withUnsafeMutableBufferPointer { y in
                    unsafe words.withUnsafeMutableBufferPointer { words in
                        guard let x = x.baseAddress, let y = y.baseAddress else { return }
                        unsafe table(variant).pointee.u8_dense(
                            layer, count, x, y, words.baseAddress)
                    }
                }
            }
        }
    }

    /// Applies a dense layer to a batch of floats.
    ///
    /// - Parameters:
    ///   - layer: The packed layer, K inputs and M outputs.
    ///   - x: Shape `[N, K]`, row-major.
    ///   - count: The batch size, N.
    ///   - y: Shape `[N, M]`, row-major; overwritten.
    ///   - scratch: Working memory; grows once to the size the layer needs.
    ///   - variant: The kernels to use; all give the same bits.
    /// - Precondition: `x.count == count * layer.inputs`, `y.count == count * layer.outputs`.
    public static func dense(
        _ layer: PackedDense, _ x: Span<Float>, count: Int, into y: inout MutableSpan<Float>,
        scratch: inout DenseScratch, variant: KernelVariant = .active
    ) {
        check(layer, inputs: x.count, outputs: y.count, count: count)
        scratch.reserve(words: ck_dense_scratch_words(layer.inputs))
        var words = scratch.words.mutableSpan
        // Safety: as for bytes.
        unsafe withPacked(layer) { layer in
            unsafe x.withUnsafeBufferPointer { x in
                unsafe y.withUnsafeMutableBufferPointer { y in
                    unsafe words.withUnsafeMutableBufferPointer { words in
                        guard let y = y.baseAddress else { return }
                        unsafe table(variant).pointee.f32_dense(
                            layer, count, x.baseAddress, y, words.baseAddress)
                    }
                }
            }
        }
    }
}

// MARK: - Several dense layers

extension Kernels {
    /// Runs a batch of bytes, whose values 0...255 are the inputs, through a stack of layers.
    ///
    /// - Parameters:
    ///   - stack: Layers of K inputs in the first and M outputs in the last.
    ///   - x: Shape `[N, K]`, row-major.
    ///   - count: The batch size, N.
    ///   - y: Shape `[N, M]`, row-major; overwritten.
    ///   - scratch: Working memory; grows once to the size the stack needs.
    ///   - variant: The kernels to use; all give the same bits.
    /// - Precondition: `x.count == count * stack.inputs`, `y.count == count * stack.outputs`.
    public static func run(
        _ stack: DenseStack, _ x: Span<UInt8>, count: Int, into y: inout MutableSpan<Float>,
        scratch: inout DenseScratch, variant: KernelVariant = .active
    ) {
        check(stack, inputs: x.count, outputs: y.count, count: count)
        scratch.reserve(words: stack.scratchWords)
        var words = scratch.words.mutableSpan
        // Safety: the spans keep their memory alive and apart during the call, `check` compared
        // their sizes with what the kernel touches, scratch has been sized for the stack, and the
        // stack outlasts the call.
        withExtendedLifetime(stack) {
            unsafe x.withUnsafeBufferPointer { x in
                unsafe y.withUnsafeMutableBufferPointer { y in
                    unsafe words.withUnsafeMutableBufferPointer { words in
                        guard let x = x.baseAddress, let y = y.baseAddress else { return }
                        unsafe table(variant).pointee.u8_stack(
                            stack.stack, count, x, y, words.baseAddress)
                    }
                }
            }
        }
    }

    /// Runs a batch of floats through a stack of layers.
    ///
    /// - Parameters:
    ///   - stack: Layers of K inputs in the first and M outputs in the last.
    ///   - x: Shape `[N, K]`, row-major.
    ///   - count: The batch size, N.
    ///   - y: Shape `[N, M]`, row-major; overwritten.
    ///   - scratch: Working memory; grows once to the size the stack needs.
    ///   - variant: The kernels to use; all give the same bits.
    /// - Precondition: `x.count == count * stack.inputs`, `y.count == count * stack.outputs`.
    public static func run(
        _ stack: DenseStack, _ x: Span<Float>, count: Int, into y: inout MutableSpan<Float>,
        scratch: inout DenseScratch, variant: KernelVariant = .active
    ) {
        check(stack, inputs: x.count, outputs: y.count, count: count)
        scratch.reserve(words: stack.scratchWords)
        var words = scratch.words.mutableSpan
        // Safety: as for bytes.
        withExtendedLifetime(stack) {
            unsafe x.withUnsafeBufferPointer { x in
                unsafe y.withUnsafeMutableBufferPointer { y in
                    unsafe words.withUnsafeMutableBufferPointer { words in
                        guard let y = y.baseAddress else { return }
                        unsafe table(variant).pointee.f32_stack(
                            stack.stack, count, x.baseAddress, y, words.baseAddress)
                    }
                }
            }
        }
    }
}

// MARK: - Elementwise functions

extension Kernels {
    /// Replaces each x by f(x).
    public static func apply(
        _ f: ElementwiseFunction, to x: inout MutableSpan<Float>, variant: KernelVariant = .active
    ) {
        // Safety: the span keeps its memory alive during the call and gives its true size.
        unsafe x.withUnsafeMutableBufferPointer { x in
            unsafe table(variant).pointee.f32_activate(f.activation, x.count, x.baseAddress)
        }
    }

    /// Replaces each x by exp(x), within 0.88 ULP.
    ///
    /// Above 88.72284 the result is infinite; it underflows gradually and is 0 below -103.97208.
    /// exp(NaN) is NaN.
    public static func exp(_ x: inout MutableSpan<Float>, variant: KernelVariant = .active) {
        // Safety: as above.
        unsafe x.withUnsafeMutableBufferPointer { x in
            unsafe table(variant).pointee.f32_exp(x.count, x.baseAddress)
        }
    }
}

// MARK: - Functions of rows

extension Kernels {
    /// Turns each row into probabilities in place: exp(x - max) / Σ exp(x - max).
    ///
    /// Huge values do no harm, as the largest one is subtracted first. The values equal to +∞
    /// share the probability evenly and leave 0 to the others; -∞ gets 0; a row of nothing but -∞
    /// becomes uniform; a row that holds a NaN becomes NaN; an empty one stays empty.
    ///
    /// - Parameters:
    ///   - x: Shape `[N, columns]`, row-major.
    ///   - columns: The length of a row.
    ///   - variant: The kernels to use; all give the same bits.
    /// - Precondition: `x.count` is a multiple of `columns`.
    public static func softmax(
        _ x: inout MutableSpan<Float>, columns: Int, variant: KernelVariant = .active
    ) {
        let rows = rowCount(of: x.count, columns: columns)
        // Safety: the span keeps its memory alive; it holds `rows` times `columns` values.
        unsafe x.withUnsafeMutableBufferPointer { x in
            unsafe table(variant).pointee.f32_softmax(rows, columns, x.baseAddress)
        }
    }

    /// Writes the column of the largest value of each row, the lowest one on a tie.
    ///
    /// - Parameters:
    ///   - x: Shape `[N, columns]`, row-major.
    ///   - columns: The length of a row, at least 1 unless there are no rows.
    ///   - indices: N column indices; overwritten.
    ///   - variant: The kernels to use; all give the same result.
    /// - Throws: ``NumericError/nan(row:)`` for the first row that holds a NaN. The indices of the
    ///   rows from there on are not written.
    /// - Precondition: `x.count == indices.count * columns`.
    public static func argmax(
        _ x: Span<Float>, columns: Int, into indices: inout MutableSpan<Int32>,
        variant: KernelVariant = .active
    ) throws(NumericError) {
        let rows = indices.count
        precondition(
            holds(x.count, rows, columns),
            "\(x.count) values are not \(rows) rows of \(columns) columns")
        guard rows > 0 else { return }
        precondition(
            columns > 0 && columns <= Int(Int32.max),
            "a row of \(columns) columns has no largest value")
        // Safety: the spans keep their memory alive and apart; `x` holds `rows` times `columns`
        // values and `indices` holds `rows`.
        let done = unsafe x.withUnsafeBufferPointer { x in
            unsafe indices.withUnsafeMutableBufferPointer { indices in
                unsafe table(variant).pointee.f32_argmax(
                    rows, columns, x.baseAddress, indices.baseAddress)
            }
        }
        if done < rows {
            throw .nan(row: done)
        }
    }

    private static func rowCount(of count: Int, columns: Int) -> Int {
        guard count > 0 else { return 0 }
        precondition(
            columns > 0 && count.isMultiple(of: columns),
            "\(count) values are not rows of \(columns) columns")
        return count / columns
    }
}

// MARK: - The C interface

extension Kernels {
    /// Writes the packed form of a layer to memory with room for `ck_f32_dense_packed_count`
    /// values, and which inputs count to memory with room for K.
    static func pack(
        _ weights: Matrix, _ bias: [Float]?, into storage: UnsafeMutablePointer<Float>,
        active: UnsafeMutablePointer<UInt8>
    ) {
        // Safety: the caller checked that weights are `[K, M]`, that a bias has M values and that
        // there is room enough; spans keep the sources alive.
        unsafe weights.elements.withUnsafeBufferPointer { elements in
            unsafe ck_f32_dense_active_inputs(
                weights.rows, weights.columns, elements.baseAddress, active)
            if let bias {
                unsafe bias.withUnsafeBufferPointer { bias in
                    unsafe ck_f32_dense_pack(
                        weights.rows, weights.columns, elements.baseAddress, bias.baseAddress,
                        storage)
                }
            } else {
                unsafe ck_f32_dense_pack(
                    weights.rows, weights.columns, elements.baseAddress, nil, storage)
            }
        }
    }

    /// Changes a dense layer to the one that gives for x what it gave for `x[k] · scale[k] +
    /// shift[k]`.
    ///
    /// `w'[k, m] = w[k, m] · scale[k]` and `b'[m] = b[m] + Σ shift[k] · w[k, m]`, in `Double` with
    /// k ascending, rounded once to `Float`.
    ///
    /// - Parameters:
    ///   - scale: K factors.
    ///   - shift: K shifts.
    ///   - weights: Shape `[K, M]`; replaced.
    ///   - bias: M values; replaced.
    package static func fold(
        scale: [Double], shift: [Double], into weights: inout Matrix, bias: inout [Float]
    ) {
        let (inputs, outputs) = (weights.rows, weights.columns)
        precondition(
            scale.count == inputs && shift.count == inputs && bias.count == outputs,
            "\(scale.count) factors, \(shift.count) shifts and a bias of \(bias.count) values do not "
                + "fit weights of shape \(weights.shapeDescription)")
        // Safety: the arrays live during the call, and their sizes were compared.
        unsafe weights.elements.withUnsafeMutableBufferPointer { weights in
            unsafe bias.withUnsafeMutableBufferPointer { bias in
                unsafe ck_f32_dense_fold(
                    inputs, outputs, scale, shift, weights.baseAddress, bias.baseAddress)
            }
        }
    }

    static func table(_ variant: KernelVariant) -> UnsafePointer<ck_table> {
        unsafe variant.table
    }

    private static func withPacked(
        _ layer: PackedDense, _ body: (UnsafePointer<ck_f32_dense>) -> Void
    ) {
        // Safety: what it points to lives as long as `layer`, which outlasts the call; the sizes
        // follow from the two counts.
        withExtendedLifetime(layer) {
            var view = unsafe layer.view
            unsafe body(&view)
        }
    }

    private static func check(_ stack: DenseStack, inputs: Int, outputs: Int, count: Int) {
        precondition(
            holds(inputs, count, stack.inputs) && holds(outputs, count, stack.outputs),
            "a batch of \(count) in a [\(stack.inputs), \(stack.outputs)] stack cannot read "
                + "\(inputs) values and write \(outputs)")
    }

    private static func check(_ layer: PackedDense, inputs: Int, outputs: Int, count: Int) {
        precondition(
            holds(inputs, count, layer.inputs) && holds(outputs, count, layer.outputs),
            "a batch of \(count) in a [\(layer.inputs), \(layer.outputs)] layer cannot read "
                + "\(inputs) values and write \(outputs)")
    }

    /// Whether `count` is `rows` times `columns`, which may be too large to compute.
    private static func holds(_ count: Int, _ rows: Int, _ columns: Int) -> Bool {
        let (product, overflow) = rows.multipliedReportingOverflow(by: columns)
        return rows >= 0 && columns >= 0 && !overflow && product == count
    }
}
