internal import CKernels

/// The kernels of eight-bit networks on spans of memory.
///
/// A code q of 0...255 stands for the real number (q - zero point) · scale. Feature maps of codes are
/// `[H, W, C]`. Codes that kernels read are followed by ``slack`` bytes of which nothing is used,
/// unless a function says that it needs none.
///
/// Every function checks sizes here, before the call.
public enum IntegerKernels {
    /// The readable bytes after codes.
    public static let slack = Int(CK_U8_SLACK)

    /// Where windows begin in a map of codes.
    public struct Windows: Sendable {
        let starts: [UInt32]
        /// The codes that a map has, without the slack.
        let codes: Int
        /// How many windows, one after the other, give one result: that of their largest sums.
        let group: Int

        /// The windows of a pooling whose largest code can be had from the largest sum.
        public static let pooled = 4

        /// Takes windows.
        ///
        /// - Parameters:
        ///   - starts: Where each window begins.
        ///   - reach: The codes from the beginning of a window to the end of its last tap.
        ///   - codes: The codes of a map.
        ///   - group: 1, or ``pooled`` for a maximum over as many windows, one after the other.
        /// - Precondition: all windows lie within the map, and groups are whole.
        public init(starts: [Int], reach: Int, codes: Int, group: Int = 1) {
            precondition(
                starts.allSatisfy { $0 >= 0 && $0 + reach <= codes } && codes <= Int(UInt32.max),
                "windows of \(reach) codes reach beyond a map of \(codes)")
            precondition(
                [1, Self.pooled].contains(group) && starts.count.isMultiple(of: group),
                "\(starts.count) windows are no groups of \(group)")
            self.starts = starts.map { UInt32($0) }
            self.codes = codes
            self.group = group
        }

        /// The number of windows.
        public var count: Int { starts.count }
        /// The number of results.
        public var resultCount: Int { starts.count / group }
    }

    static func table(_ variant: KernelVariant) -> ck_integer_table {
        // Safety: both tables are constants.
        unsafe variant.table.pointee.integers.pointee
    }

    /// The form of weights that a variant reads, which is packed now if it was not.
    public static func prepare(_ layer: PackedIntegers, variant: KernelVariant = .active) {
        unsafe layer.withView(table(variant).form) { _ in }
    }

    // MARK: - Sums

    /// Windows of a map through a layer that gives codes.
    ///
    /// - Parameters:
    ///   - layer: M outputs.
    ///   - windows: N windows or more.
    ///   - count: How many of them are computed, N.
    ///   - x: The map and the slack.
    ///   - y: `[N / group, M]` codes from the beginning; overwritten.
    ///   - variant: The kernels to use; all give the same bits.
    /// - Precondition: the sizes fit, and where windows are pooled no scale is below 0.
    public static func windows(
        _ layer: PackedIntegers, _ windows: Windows, first count: Int, _ x: Span<UInt8>,
        into y: inout MutableSpan<UInt8>, variant: KernelVariant
    ) {
        check(layer.rounding, givesFloats: false, windows, count, layer.outputs, x.count, y.count)
        check(layer, isPooled: windows.group > 1)
        let (table, group) = (table(variant), windows.group)
        // Safety: the spans keep their memory alive and apart, and the sizes were compared.
        unsafe x.withUnsafeBufferPointer { x in
            unsafe y.withUnsafeMutableBufferPointer { y in
                unsafe windows.starts.withUnsafeBufferPointer { starts in
                    unsafe layer.withView(table.form, group: group) { view in
                        unsafe table.windows(
                            view, count, starts.baseAddress, x.baseAddress, y.baseAddress)
                    }
                }
            }
        }
    }

    /// Windows of a map through a layer that gives real numbers; otherwise the same.
    public static func windows(
        _ layer: PackedIntegers, _ windows: Windows, first count: Int, _ x: Span<UInt8>,
        into y: inout MutableSpan<Float>, variant: KernelVariant
    ) {
        check(layer.rounding, givesFloats: true, windows, count, layer.outputs, x.count, y.count)
        check(layer, isPooled: windows.group > 1)
        let (table, group) = (table(variant), windows.group)
        // Safety: as for codes.
        unsafe x.withUnsafeBufferPointer { x in
            unsafe y.withUnsafeMutableBufferPointer { y in
                unsafe windows.starts.withUnsafeBufferPointer { starts in
                    unsafe layer.withView(table.form, group: group) { view in
                        unsafe table.windows(
                            view, count, starts.baseAddress, x.baseAddress, y.baseAddress)
                    }
                }
            }
        }
    }

    /// Rows of codes through a layer that gives codes; quads of zeros are passed over.
    ///
    /// - Parameters:
    ///   - layer: M outputs.
    ///   - count: The number of rows, N.
    ///   - inputs: The codes of a row, K; the layer has as many quads as they need.
    ///   - x: `[N, K]`; no slack is needed.
    ///   - y: `[N, M]` codes from the beginning; overwritten.
    ///   - scratch: Working memory; grows once.
    ///   - variant: The kernels to use; all give the same bits.
    public static func rows(
        _ layer: PackedIntegers, count: Int, inputs: Int, _ x: Span<UInt8>,
        into y: inout MutableSpan<UInt8>, scratch: inout DenseScratch, variant: KernelVariant
    ) {
        check(layer, givesFloats: false, count, inputs, x.count, y.count, &scratch)
        let table = table(variant)
        var words = scratch.words.mutableSpan
        // Safety: as for windows, and scratch has been sized for the layer.
        unsafe x.withUnsafeBufferPointer { x in
            unsafe y.withUnsafeMutableBufferPointer { y in
                unsafe words.withUnsafeMutableBufferPointer { words in
                    unsafe layer.withView(table.form) { view in
                        unsafe table.rows(
                            view, count, inputs, x.baseAddress, y.baseAddress, words.baseAddress)
                    }
                }
            }
        }
    }

    /// Rows of codes through a layer that gives real numbers; otherwise the same.
    public static func rows(
        _ layer: PackedIntegers, count: Int, inputs: Int, _ x: Span<UInt8>,
        into y: inout MutableSpan<Float>, scratch: inout DenseScratch, variant: KernelVariant
    ) {
        check(layer, givesFloats: true, count, inputs, x.count, y.count, &scratch)
        let table = table(variant)
        var words = scratch.words.mutableSpan
        // Safety: as for codes.
        unsafe x.withUnsafeBufferPointer { x in
            unsafe y.withUnsafeMutableBufferPointer { y in
                unsafe words.withUnsafeMutableBufferPointer { words in
                    unsafe layer.withView(table.form) { view in
                        unsafe table.rows(
                            view, count, inputs, x.baseAddress, y.baseAddress, words.baseAddress)
                    }
                }
            }
        }
    }

    /// Windows of each channel through a layer that gives codes.
    public static func depthwise(
        _ layer: PackedDepthwiseIntegers, _ windows: Windows, _ x: Span<UInt8>,
        into y: inout MutableSpan<UInt8>, variant: KernelVariant
    ) {
        precondition(windows.group == 1, "windows of channels by themselves are not pooled")
        check(
            layer.rounding, givesFloats: false, windows, windows.count, layer.channels, x.count,
            y.count)
        // Safety: as for windows of all channels.
        unsafe x.withUnsafeBufferPointer { x in
            unsafe y.withUnsafeMutableBufferPointer { y in
                unsafe windows.starts.withUnsafeBufferPointer { starts in
                    unsafe layer.withView { view in
                        unsafe table(variant).depthwise(
                            view, starts.count, starts.baseAddress, x.baseAddress, y.baseAddress)
                    }
                }
            }
        }
    }

    /// Windows of each channel through a layer that gives real numbers.
    public static func depthwise(
        _ layer: PackedDepthwiseIntegers, _ windows: Windows, _ x: Span<UInt8>,
        into y: inout MutableSpan<Float>, variant: KernelVariant
    ) {
        precondition(windows.group == 1, "windows of channels by themselves are not pooled")
        check(
            layer.rounding, givesFloats: true, windows, windows.count, layer.channels, x.count,
            y.count)
        // Safety: as for windows of all channels.
        unsafe x.withUnsafeBufferPointer { x in
            unsafe y.withUnsafeMutableBufferPointer { y in
                unsafe windows.starts.withUnsafeBufferPointer { starts in
                    unsafe layer.withView { view in
                        unsafe table(variant).depthwise(
                            view, starts.count, starts.baseAddress, x.baseAddress, y.baseAddress)
                    }
                }
            }
        }
    }

    private static func check(_ layer: PackedIntegers, isPooled: Bool) {
        precondition(
            !isPooled || layer.risesWithSums, "what falls with its sum has no largest code there")
    }

    private static func check(
        _ rounding: IntegerRounding, givesFloats: Bool, _ windows: Windows, _ count: Int,
        _ outputs: Int, _ x: Int, _ y: Int
    ) {
        precondition(
            rounding.givesFloats == givesFloats && (0...windows.count).contains(count)
                && count.isMultiple(of: windows.group) && x >= windows.codes + slack
                && y >= count / windows.group * outputs,
            "\(count) of \(windows.count) windows of \(outputs) outputs over \(windows.codes) codes cannot read "
                + "\(x) bytes and write \(y) values of this kind")
    }

    private static func check(
        _ layer: PackedIntegers, givesFloats: Bool, _ count: Int, _ inputs: Int, _ x: Int, _ y: Int,
        _ scratch: inout DenseScratch
    ) {
        precondition(
            layer.rounding.givesFloats == givesFloats && count >= 0
                && (inputs + 3) / 4 == layer.places.count
                && x >= count * inputs && y >= count * layer.outputs,
            "\(count) rows of \(inputs) inputs and \(layer.outputs) outputs cannot read \(x) codes "
                + "and write \(y) values of this kind")
        scratch.reserve(words: min(count, Int(CK_U8_ROWS)) * ck_u8_row_words(layer.places.count))
    }
}
