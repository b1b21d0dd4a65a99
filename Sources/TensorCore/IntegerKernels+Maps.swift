internal import CKernels

extension IntegerKernels {
    // MARK: - Feature maps

    /// Keeps the largest code of each window.
    ///
    /// - Parameters:
    ///   - window: Not dilated; its padding is smaller than its size.
    ///   - input: The feature maps it reads.
    ///   - x: `[H, W, C]` and the slack.
    ///   - y: `[H', W', C]` from the beginning; overwritten.
    ///   - variant: The kernels to use; all give the same bits.
    public static func maxPool(
        _ window: Window2D, of input: FeatureShape, _ x: Span<UInt8>,
        into y: inout MutableSpan<UInt8>, variant: KernelVariant
    ) {
        var pool = pool(window, of: input, x.count, y.count)
        // Safety: the spans keep their memory alive and apart, and the sizes were compared.
        unsafe x.withUnsafeBufferPointer { x in
            unsafe y.withUnsafeMutableBufferPointer { y in
                unsafe table(variant).max_pool(&pool, x.baseAddress, y.baseAddress)
            }
        }
    }

    /// The mean of each window: the code of `fma(Float(Σ (x - zero)), scale[n], offset)`, n the number
    /// of values of the window that lie in the feature map.
    ///
    /// - Parameters:
    ///   - window: Not dilated; its padding is smaller than its size.
    ///   - input: The feature maps it reads.
    ///   - zero: The zero point of the input.
    ///   - scale: One factor for each n, from 0.
    ///   - offset: The zero point of the output.
    ///   - x: `[H, W, C]` and the slack.
    ///   - y: `[H', W', C]` from the beginning; overwritten.
    ///   - variant: The kernels to use; all give the same bits.
    public static func averagePool(
        _ window: Window2D, of input: FeatureShape, zero: UInt8, scale: [Float], offset: UInt8,
        _ x: Span<UInt8>, into y: inout MutableSpan<UInt8>, variant: KernelVariant
    ) {
        var pool = pool(window, of: input, x.count, y.count)
        precondition(
            scale.count > window.size.area && window.size.area <= PackedIntegers.mostTerms,
            "\(scale.count) factors do not fit a window of \(window.size)")
        // Safety: as for the largest.
        unsafe x.withUnsafeBufferPointer { x in
            unsafe y.withUnsafeMutableBufferPointer { y in
                unsafe table(variant).average_pool(
                    &pool, Int32(zero), scale, Float(offset), x.baseAddress, y.baseAddress)
            }
        }
    }

    private static func pool(
        _ window: Window2D, of input: FeatureShape, _ x: Int, _ y: Int
    ) -> ck_u8_pool {
        guard let size = window.outputSize(of: input.size), window.dilation == Size2D(1) else {
            preconditionFailure("a window of \(window) does not fit into \(input)")
        }
        precondition(
            x >= input.count + slack && y >= size.area * input.channels,
            "a pooling of \(input) to \(size) cannot read \(x) bytes and write \(y)")
        return ck_u8_pool(
            channels: input.channels, input_height: input.height, input_width: input.width,
            height: size.height, width: size.width, window_height: window.size.height,
            window_width: window.size.width, stride_y: window.stride.height,
            stride_x: window.stride.width, pad_top: window.padding.top,
            pad_left: window.padding.left)
    }

    // MARK: - Codes one by one

    /// A number and how it enters a sum of two: `fma(Float(x - zero), scale, …)`.
    public struct Term: Sendable {
        /// The zero point of its codes.
        public var zero: UInt8
        /// The factor.
        public var scale: Float

        /// Creates a term.
        public init(zero: UInt8, scale: Float) {
            self.zero = zero
            self.scale = scale
        }
    }

    /// The code of `fma(Float(a - zero), scale, fma(Float(b - zero), scale, offset))`, clamped to
    /// `lowest...255` and rounded to the nearest integer, ties to even.
    ///
    /// - Parameters:
    ///   - count: The number of codes.
    ///   - a: The first codes and the slack.
    ///   - first: How they enter.
    ///   - b: The second codes and the slack.
    ///   - second: How they enter.
    ///   - offset: The zero point of the output.
    ///   - lowest: The lowest code.
    ///   - y: Overwritten from the beginning.
    ///   - variant: The kernels to use; all give the same bits.
    public static func add(
        count: Int, _ a: Span<UInt8>, _ first: Term, _ b: Span<UInt8>, _ second: Term,
        offset: UInt8, lowest: UInt8, into y: inout MutableSpan<UInt8>, variant: KernelVariant
    ) {
        precondition(
            min(a.count, b.count) >= count + slack && y.count >= count && count >= 0,
            "\(count) sums cannot read \(a.count) and \(b.count) bytes and write \(y.count)")
        // Safety: the spans keep their memory alive and apart, and the sizes were compared.
        unsafe a.withUnsafeBufferPointer { a in
            unsafe b.withUnsafeBufferPointer { b in
                unsafe y.withUnsafeMutableBufferPointer { y in
                    unsafe table(variant).add(
                        count, a.baseAddress, Int32(first.zero), first.scale, b.baseAddress,
                        Int32(second.zero), second.scale, Float(offset), Float(lowest),
                        y.baseAddress)
                }
            }
        }
    }

    /// The codes of numbers, as ``QuantizationParameters/code(_:)`` gives them; NaN gives 0.
    public static func quantize(
        _ x: Span<Float>, _ quantization: QuantizationParameters, into y: inout MutableSpan<UInt8>,
        variant: KernelVariant
    ) {
        precondition(y.count >= x.count, "\(x.count) codes do not fit into \(y.count) bytes")
        // Safety: as above.
        unsafe x.withUnsafeBufferPointer { x in
            unsafe y.withUnsafeMutableBufferPointer { y in
                unsafe table(variant).quantize(
                    x.count, x.baseAddress, 1 / quantization.scale,
                    Float(quantization.zeroPoint), y.baseAddress)
            }
        }
    }
}
