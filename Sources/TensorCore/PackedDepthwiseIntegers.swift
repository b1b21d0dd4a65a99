internal import CKernels

/// Weights of eight bits of a convolution of each channel by itself, and how its sums become codes or
/// real numbers, by the formula of ``PackedIntegers``.
public struct PackedDepthwiseIntegers: Sendable {
    /// The number of channels, C.
    public let channels: Int
    /// What the sums become.
    public let rounding: IntegerRounding

    let places: [UInt32]
    /// Shape `[taps, C]`, rows padded to whole panels.
    let weights: [Int8]
    let start: [Int32]
    let scale: [Float]
    let offset: [Float]

    /// Takes weights.
    ///
    /// - Parameters:
    ///   - weights: Shape `[C, taps]`, row-major.
    ///   - places: Where each tap lies in a window of codes.
    ///   - start: C integers that sums start from.
    ///   - scale: C factors.
    ///   - offset: C shifts.
    ///   - rounding: What the sums become.
    /// - Precondition: there are channels, and the counts fit.
    public init(
        weights: [Int8], places: [UInt32], start: [Int32], scale: [Float], offset: [Float],
        rounding: IntegerRounding
    ) {
        let (count, taps) = (start.count, places.count)
        precondition(
            count > 0 && count == scale.count && count == offset.count
                && weights.count == count * taps && taps <= PackedIntegers.mostTerms,
            "\(weights.count) weights, \(scale.count) factors and \(offset.count) shifts do not fit "
                + "\(count) channels of \(taps) taps")
        channels = count
        self.rounding = rounding
        self.places = places
        self.weights = (0..<taps).flatMap { tap in
            (0..<count).map { weights[$0 * taps + tap] }.padded(to: Kernels.panelWidth)
        }
        self.start = start.padded(to: Kernels.panelWidth)
        self.scale = scale.padded(to: Kernels.panelWidth)
        self.offset = offset.padded(to: Kernels.panelWidth)
    }

    /// Lends what C reads.
    func withView(_ body: (UnsafePointer<ck_u8_depthwise>) -> Void) {
        // Safety: the arrays outlive the closure, since this value does.
        unsafe places.withUnsafeBufferPointer { places in
            unsafe weights.withUnsafeBufferPointer { weights in
                unsafe start.withUnsafeBufferPointer { start in
                    unsafe scale.withUnsafeBufferPointer { scale in
                        unsafe offset.withUnsafeBufferPointer { offset in
                            var view = unsafe ck_u8_depthwise(
                                channels: channels, taps: places.count,
                                places: places.baseAddress, weights: weights.baseAddress,
                                start: start.baseAddress, scale: scale.baseAddress,
                                offset: offset.baseAddress, lowest: rounding.lowest,
                                gives_floats: rounding.givesFloats ? 1 : 0)
                            unsafe body(&view)
                        }
                    }
                }
            }
        }
    }
}
