internal import TensorCore

extension IntegerPass {
    /// A block of images through dense layers alone.
    func runRows<Input: KernelInput>(
        _ x: Span<Input>, table: [UInt8], count: Int, into y: inout MutableSpan<Float>,
        scratch: inout KernelScratch, variant: KernelVariant
    ) {
        if table.isEmpty,
            Input.lendCodes(
                x,
                {
                    runTail($0, isListed: true, count: count, into: &y, scratch: &scratch, variant)
                })
        {
            return
        }
        var rows = scratch.integers.takeRows(IntegerScratch.firstRows)
        var span = rows.mutableSpan
        Input.encode(x, codes, table: table, into: &span, variant: variant)
        runTail(rows.span, isListed: true, count: count, into: &y, scratch: &scratch, variant)
        scratch.integers.putRows(rows, IntegerScratch.firstRows)
    }

    /// A block of rows of codes through the dense layers at the end.
    ///
    /// - Parameter isListed: Whether many codes of the first layer are zero, or nothing may be read
    ///   after them.
    func runTail(
        _ x: Span<UInt8>, isListed: Bool, count: Int, into y: inout MutableSpan<Float>,
        scratch: inout KernelScratch, _ variant: KernelVariant
    ) {
        var previous: Int?
        for (index, layer) in tail.enumerated() {
            let isListed = index == 0 && isListed
            // Each layer writes the rows that the one before it does not.
            let target = index % 2
            var rows = scratch.integers.takeRows(target)
            if let previous {
                let codes = scratch.integers.takeRows(previous)
                run(
                    layer, codes.span, isListed, count, last: index == tail.count - 1, into: &y,
                    rows: &rows, scratch: &scratch, variant)
                scratch.integers.putRows(codes, previous)
            } else {
                run(
                    layer, x, isListed, count, last: index == tail.count - 1, into: &y,
                    rows: &rows, scratch: &scratch, variant)
            }
            scratch.integers.putRows(rows, target)
            previous = target
        }
    }

    /// One layer, to real numbers if it is the last one, else to codes.
    private func run(
        _ layer: PackedRows, _ x: Span<UInt8>, _ isListed: Bool, _ count: Int, last: Bool,
        into y: inout MutableSpan<Float>, rows: inout [UInt8], scratch: inout KernelScratch,
        _ variant: KernelVariant
    ) {
        let outputs = count * layer.packed.outputs
        if layer.packed.rounding.givesFloats, last, layer.codes == nil {
            layer.run(x, isListed, count, into: &y, scratch: &scratch.dense, variant)
            if layer.function != .identity {
                Kernels.apply(layer.function, to: &y, variant: variant)
            }
            return
        }
        var codes = rows.mutableSpan
        if layer.packed.rounding.givesFloats, let quantization = layer.codes {
            var floats = scratch.integers.takeFloats()
            var span = floats.mutableSpan
            span.withSlice(0..<outputs) { values in
                layer.run(x, isListed, count, into: &values, scratch: &scratch.dense, variant)
                Kernels.apply(layer.function, to: &values, variant: variant)
                IntegerKernels.quantize(
                    values.span, quantization, into: &codes, variant: variant)
            }
            scratch.integers.putFloats(floats)
        } else {
            layer.run(x, isListed, count, into: &codes, scratch: &scratch.dense, variant)
        }
        if last, let quantization = layer.codes {
            for index in 0..<outputs { y[index] = quantization(codes[index]) }
        }
    }
}

extension PackedRows {
    /// Whether rows are taken one by one, zeros passed over, if there are enough: where there are few
    /// rows, there is no tile of them, and where there are few inputs, it costs little to look.
    private func lists(_ isListed: Bool, _ count: Int) -> Bool {
        isListed || count < 4 || (inputs.isMultiple(of: 4) && inputs <= 1_024)
    }

    func run(
        _ x: Span<UInt8>, _ isListed: Bool, _ count: Int, into y: inout MutableSpan<Float>,
        scratch: inout DenseScratch, _ variant: KernelVariant
    ) {
        if lists(isListed, count) {
            IntegerKernels.rows(
                packed, count: count, inputs: inputs, x, into: &y, scratch: &scratch,
                variant: variant)
        } else {
            IntegerKernels.windows(packed, windows, first: count, x, into: &y, variant: variant)
        }
    }

    func run(
        _ x: Span<UInt8>, _ isListed: Bool, _ count: Int, into y: inout MutableSpan<UInt8>,
        scratch: inout DenseScratch, _ variant: KernelVariant
    ) {
        if lists(isListed, count) {
            IntegerKernels.rows(
                packed, count: count, inputs: inputs, x, into: &y, scratch: &scratch,
                variant: variant)
        } else {
            IntegerKernels.windows(packed, windows, first: count, x, into: &y, variant: variant)
        }
    }
}
