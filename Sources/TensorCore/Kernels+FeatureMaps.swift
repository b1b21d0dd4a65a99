internal import CKernels

// The kernels of feature maps. Each call takes one example, `[C, H, W]`, row-major.

extension Kernels {
    /// Applies a convolution, and what was packed with it, to one example.
    ///
    /// - Parameters:
    ///   - layer: The packed layer.
    ///   - x: Shape `[C, H, W]` of `layer.input`.
    ///   - y: The shape of `layer.output`; overwritten.
    ///   - scratch: Working memory; grows once to the size the layer needs.
    ///   - variant: The kernels to use; all give the same bits.
    /// - Precondition: `x` and `y` have as many values as their shapes.
    public static func conv2D(
        _ layer: PackedConv2D, _ x: Span<Float>, into y: inout MutableSpan<Float>,
        scratch: inout Conv2DScratch, variant: KernelVariant = .active
    ) {
        check(x.count, layer.input, y.count, layer.output)
        switch layer.form {
        case .groups(let groups):
            let inputs = x.count / groups.count
            let outputs = y.count / groups.count
            for (index, group) in groups.enumerated() {
                let x = x.extracting(index * inputs..<(index + 1) * inputs)
                y.withSlice(index * outputs..<(index + 1) * outputs) { y in
                    run(layer, group, x, &y, &scratch, variant)
                }
            }
        case .depthwise(let weights, let bias):
            // Safety: the arrays live during the call, and their sizes follow from the shapes,
            // which `PackedConv2D` compared.
            unsafe weights.withUnsafeBufferPointer { weights in
                unsafe bias.withUnsafeBufferPointer { bias in
                    var view = unsafe ck_f32_depthwise2d(
                        layer, weights: weights.baseAddress, bias: bias.baseAddress)
                    scratch.reserve(unsafe ck_f32_depthwise2d_scratch_words(&view))
                    unsafe withPointers(x, &y, &scratch) { x, y, words in
                        unsafe table(variant).pointee.f32_depthwise2d(&view, x, y, words)
                    }
                }
            }
        }
    }

    private static func run(
        _ layer: PackedConv2D, _ group: PackedConv2D.Group, _ x: Span<Float>,
        _ y: inout MutableSpan<Float>, _ scratch: inout Conv2DScratch, _ variant: KernelVariant
    ) {
        // Safety: the storage lives as long as `group`, which outlasts the call; its size and that
        // of the terms follow from the shapes, which `PackedConv2D` compared.
        unsafe group.terms.withUnsafeBufferPointer { terms in
            var view = unsafe ck_f32_conv2d(layer, group, terms: terms.baseAddress)
            scratch.reserve(unsafe ck_f32_conv2d_scratch_words(&view))
            unsafe withPointers(x, &y, &scratch) { x, y, words in
                unsafe table(variant).pointee.f32_conv2d(&view, x, y, words)
            }
        }
    }

    /// Calls a kernel that reads `x` and writes `y`, whose sizes were checked.
    private static func withPointers(
        _ x: Span<Float>, _ y: inout MutableSpan<Float>, _ scratch: inout Conv2DScratch,
        _ body: (UnsafePointer<Float>?, UnsafeMutablePointer<Float>?, UnsafeMutablePointer<UInt32>?)
            -> Void
    ) {
        var words = scratch.words.mutableSpan
        // Safety: the spans keep their memory alive and apart during the call.
        unsafe x.withUnsafeBufferPointer { x in
            unsafe y.withUnsafeMutableBufferPointer { y in
                unsafe words.withUnsafeMutableBufferPointer { words in
                    unsafe body(x.baseAddress, y.baseAddress, words.baseAddress)
                }
            }
        }
    }

    /// The largest value of each window: of equal ones the first, NaN if there is one.
    ///
    /// The padding is no value, and the window may be dilated.
    ///
    /// - Parameters:
    ///   - window: The window, whose padding is smaller than its size.
    ///   - input: The shape of `x`, `[C, H, W]`.
    ///   - x: One example.
    ///   - y: C feature maps of `window.outputSize(of:)`; overwritten.
    ///   - variant: The kernels to use; all give the same bits.
    /// - Precondition: the window fits and sees a value everywhere, and `x` and `y` have as many
    ///   values as their shapes.
    public static func maxPool2D(
        _ window: Window2D, of input: FeatureShape, _ x: Span<Float>,
        into y: inout MutableSpan<Float>, variant: KernelVariant = .active
    ) {
        var (maps, pooled) = pooling(window, input, x.count, y.count)
        var window = ck_window(window)
        // Safety: the spans keep their memory alive and apart during the call, and `pooling`
        // compared their sizes with what the kernel touches.
        unsafe x.withUnsafeBufferPointer { x in
            unsafe y.withUnsafeMutableBufferPointer { y in
                unsafe table(variant).pointee.f32_max_pool2d(
                    &maps, &pooled, &window, x.baseAddress, y.baseAddress)
            }
        }
    }

    /// The mean of each window: its sum, rows and columns ascending from 0, divided by their
    /// number.
    ///
    /// - Parameters:
    ///   - window: The window, whose padding is smaller than its size.
    ///   - countsPadding: Whether the padding counts as zeros, or not at all.
    ///   - input: The shape of `x`, `[C, H, W]`.
    ///   - x: One example.
    ///   - y: C feature maps of `window.outputSize(of:)`; overwritten.
    ///   - variant: The kernels to use; all give the same bits.
    /// - Precondition: the window fits and sees a value everywhere, and `x` and `y` have as many
    ///   values as their shapes.
    public static func averagePool2D(
        _ window: Window2D, countsPadding: Bool = false, of input: FeatureShape, _ x: Span<Float>,
        into y: inout MutableSpan<Float>, variant: KernelVariant = .active
    ) {
        var (maps, pooled) = pooling(window, input, x.count, y.count)
        var window = ck_window(window)
        // Safety: as for the maximum.
        unsafe x.withUnsafeBufferPointer { x in
            unsafe y.withUnsafeMutableBufferPointer { y in
                unsafe table(variant).pointee.f32_average_pool2d(
                    &maps, &pooled, &window, countsPadding ? 1 : 0, x.baseAddress, y.baseAddress)
            }
        }
    }

    /// Replaces each value of feature map c by `fma(x, scale[c], shift[c])`.
    ///
    /// - Precondition: `scale` and `shift` have as many values, and `x` a multiple of that.
    public static func affine(
        _ x: inout MutableSpan<Float>, scale: [Float], shift: [Float],
        variant: KernelVariant = .active
    ) {
        precondition(
            scale.count == shift.count && !scale.isEmpty && x.count.isMultiple(of: scale.count),
            "\(x.count) values are not feature maps of \(scale.count) scales and \(shift.count) shifts"
        )
        // Safety: the arrays and the span keep their memory alive and apart; the sizes were
        // compared above.
        unsafe scale.withUnsafeBufferPointer { scale in
            unsafe shift.withUnsafeBufferPointer { shift in
                unsafe x.withUnsafeMutableBufferPointer { x in
                    unsafe table(variant).pointee.f32_affine(
                        scale.count, x.count / scale.count, scale.baseAddress, shift.baseAddress,
                        x.baseAddress)
                }
            }
        }
    }

    private static func pooling(
        _ window: Window2D, _ input: FeatureShape, _ inputs: Int, _ outputs: Int
    ) -> (ck_feature_maps, ck_feature_maps) {
        guard let size = window.outputSize(of: input.size), window.touchesEverywhere(input.size)
        else {
            preconditionFailure(
                "a window of \(window.size) does not fit feature maps of \(input.size)")
        }
        let output = FeatureShape(channels: input.channels, size: size)
        check(inputs, input, outputs, output)
        return (ck_feature_maps(input), ck_feature_maps(output))
    }

    private static func check(
        _ inputs: Int, _ input: FeatureShape, _ outputs: Int, _ output: FeatureShape
    ) {
        precondition(
            input.checkedCount == inputs && output.checkedCount == outputs,
            "a layer from \(input) to \(output) cannot read \(inputs) values and write \(outputs)")
    }
}

extension ck_f32_conv2d {
    /// A view of a group of a layer, as long as both live.
    init(_ layer: PackedConv2D, _ group: PackedConv2D.Group, terms: UnsafePointer<ck_conv_term>?) {
        unsafe self.init(
            input: ck_feature_maps(layer.input, of: layer.groups),
            sums: ck_feature_maps(layer.sums, of: layer.groups),
            output: ck_feature_maps(layer.output, of: layer.groups),
            window: ck_window(layer.window),
            pool: ck_window(layer.pool ?? layer.window), activation: layer.function.activation,
            pooled: layer.pool == nil ? 0 : 1, finite: layer.isFinite ? 1 : 0,
            term_count: group.dense.inputs, terms: terms, packed: group.dense.storage)
    }
}

extension ck_f32_depthwise2d {
    /// A view of a layer, as long as it lives.
    fileprivate init(
        _ layer: PackedConv2D, weights: UnsafePointer<Float>?, bias: UnsafePointer<Float>?
    ) {
        unsafe self.init(
            input: ck_feature_maps(layer.input), sums: ck_feature_maps(layer.sums),
            output: ck_feature_maps(layer.output), window: ck_window(layer.window),
            pool: ck_window(layer.pool ?? layer.window), activation: layer.function.activation,
            pooled: layer.pool == nil ? 0 : 1, finite: layer.isFinite ? 1 : 0, weights: weights,
            bias: bias)
    }
}

extension ck_window {
    init(_ window: Window2D) {
        self.init(
            height: window.size.height, width: window.size.width, stride_y: window.stride.height,
            stride_x: window.stride.width, dilation_y: window.dilation.height,
            dilation_x: window.dilation.width, pad_top: window.padding.top,
            pad_left: window.padding.left)
    }
}

extension ck_feature_maps {
    /// A shape, or one of several equal groups of its channels.
    init(_ shape: FeatureShape, of groups: Int = 1) {
        self.init(channels: shape.channels / groups, height: shape.height, width: shape.width)
    }
}
