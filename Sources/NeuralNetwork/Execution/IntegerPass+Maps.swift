internal import TensorCore

extension IntegerPass {
    /// A block of images through steps of feature maps, one at a time, then through the dense layers.
    func runMaps<Input: KernelInput>(
        _ x: Span<Input>, table: [UInt8], count: Int, into y: inout MutableSpan<Float>,
        scratch: inout KernelScratch, variant: KernelVariant
    ) {
        let last = steps.count
        var rows = scratch.integers.takeRows(IntegerScratch.firstRows)
        for image in 0..<count {
            load(
                x.extracting(image * input.count..<(image + 1) * input.count), table: table,
                scratch: &scratch.integers, variant: variant)
            for index in steps.indices {
                let ends = tail.isEmpty && index == last - 1
                y.withSlice(ends ? image * outputCount..<(image + 1) * outputCount : 0..<0) { y in
                    run(index, into: &y, scratch: &scratch, variant: variant)
                }
            }
            guard !tail.isEmpty else { continue }
            let features = steps[last - 1].output.count
            var span = rows.mutableSpan
            scratch.integers.read(last) { map in
                span.withSlice(image * features..<(image + 1) * features) {
                    $0.copy(map.extracting(0..<features))
                }
            }
        }
        if !tail.isEmpty {
            runTail(rows.span, isListed: false, count: count, into: &y, scratch: &scratch, variant)
        }
        scratch.integers.putRows(rows, IntegerScratch.firstRows)
    }

    /// Writes the codes of an image, `[H, W, C]`.
    private func load<Input: KernelInput>(
        _ x: Span<Input>, table: [UInt8], scratch: inout IntegerScratch, variant: KernelVariant
    ) {
        var map = scratch.take(0)
        var span = map.mutableSpan
        if input.channels == 1 || input.isVector {
            Input.encode(x, codes, table: table, into: &span, variant: variant)
        } else {
            let area = input.size.area
            var flat = scratch.takePadded()
            if flat.count < x.count { flat = Array(repeating: 0, count: x.count) }
            var values = flat.mutableSpan
            Input.encode(x, codes, table: table, into: &values, variant: variant)
            for channel in 0..<input.channels {
                for place in 0..<area {
                    span[place * input.channels + channel] = values[channel * area + place]
                }
            }
            scratch.putPadded(flat)
        }
        scratch.put(map, 0)
    }

    /// One step of one image.
    ///
    /// - Parameter y: Where real numbers go if it is the last step of all, else empty.
    private func run(
        _ index: Int, into y: inout MutableSpan<Float>, scratch: inout KernelScratch,
        variant: KernelVariant
    ) {
        let step = steps[index]
        var map = scratch.integers.take(index + 1)
        var codes = map.mutableSpan
        switch step.work {
        case .absorbed: break
        case .convolution(let windows):
            convolve(windows, step, into: &codes, &y, scratch: &scratch, variant: variant)
        case .maxPool(let window):
            scratch.integers.read(step.inputs[0]) {
                IntegerKernels.maxPool(window, of: step.input, $0, into: &codes, variant: variant)
            }
        case .averagePool(let window, let zero, let factors):
            scratch.integers.read(step.inputs[0]) {
                IntegerKernels.averagePool(
                    window, of: step.input, zero: zero, scale: factors,
                    offset: step.codes?.zeroPoint ?? 0, $0, into: &codes, variant: variant)
            }
        case .add(let layer):
            scratch.integers.read(step.inputs[0]) { a in
                scratch.integers.read(step.inputs[1]) { b in
                    IntegerKernels.add(
                        count: step.output.count, a, layer.term(layer.first), b,
                        layer.term(layer.second), offset: layer.output.zeroPoint,
                        lowest: layer.lowest, into: &codes, variant: variant)
                }
            }
        }
        if !y.isEmpty, let quantization = step.codes {
            step.unpack(into: &y) { quantization(codes[$0]) }
        }
        scratch.integers.put(map, index + 1)
    }

    private func convolve(
        _ windows: PackedWindows, _ step: Step, into codes: inout MutableSpan<UInt8>,
        _ y: inout MutableSpan<Float>, scratch: inout KernelScratch, variant: KernelVariant
    ) {
        var padded = scratch.integers.takePadded()
        var floats = scratch.integers.takeFloats()
        if !windows.readsInPlace {
            var span = padded.mutableSpan
            scratch.integers.read(step.inputs[0]) { windows.pad($0, into: &span) }
        }
        let givesFloats = windows.givesFloats
        var sums = floats.mutableSpan
        if windows.readsInPlace {
            scratch.integers.read(step.inputs[0]) {
                windows.run($0, into: &codes, &sums, variant)
            }
        } else {
            windows.run(padded.span, into: &codes, &sums, variant)
        }
        if givesFloats {
            sums.withSlice(0..<step.output.count) { values in
                if windows.function != .identity {
                    Kernels.apply(windows.function, to: &values, variant: variant)
                }
                if let quantization = step.codes {
                    IntegerKernels.quantize(
                        values.span, quantization, into: &codes, variant: variant)
                }
            }
            if step.codes == nil { step.unpack(into: &y) { sums[$0] } }
        }
        scratch.integers.putPadded(padded)
        scratch.integers.putFloats(floats)
    }
}

extension PackedWindows {
    var givesFloats: Bool {
        switch kernel {
        case .dense(let packed): packed.rounding.givesFloats
        case .depthwise(let packed): packed.rounding.givesFloats
        }
    }

    /// All windows of a padded map, to codes or to real numbers.
    func run(
        _ x: Span<UInt8>, into codes: inout MutableSpan<UInt8>, _ sums: inout MutableSpan<Float>,
        _ variant: KernelVariant
    ) {
        switch kernel {
        case .dense(let packed) where givesFloats:
            IntegerKernels.windows(
                packed, windows, first: windows.count, x, into: &sums, variant: variant)
        case .dense(let packed):
            IntegerKernels.windows(
                packed, windows, first: windows.count, x, into: &codes, variant: variant)
        case .depthwise(let packed) where givesFloats:
            IntegerKernels.depthwise(packed, windows, x, into: &sums, variant: variant)
        case .depthwise(let packed):
            IntegerKernels.depthwise(packed, windows, x, into: &codes, variant: variant)
        }
    }
}

extension IntegerPass.Step {
    /// Writes values, which stand as `[H, W, C]`, in the order `[C, H, W]`.
    func unpack(into y: inout MutableSpan<Float>, _ value: (Int) -> Float) {
        let (channels, area) = (output.channels, output.size.area)
        for channel in 0..<channels {
            for place in 0..<area {
                y[channel * area + place] = value(place * channels + channel)
            }
        }
    }
}
