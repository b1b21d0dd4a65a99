import TensorCore

/// The variants of the kernels against each other, with equal bits as the only accepted result.
///
/// The input is a shape, then bytes of which pixels, weights and values are made.
func fuzzKernels(_ input: [UInt8]) {
    guard input.count >= 4 else { return }
    let images = Int(input[0] & 15) + 1
    let inputs = Int(input[1]) + 1
    let outputs = Int(input[2] & 127) + 1
    // Half of the inputs have no weights but zeros.
    let pruned = input[0] & 128 != 0
    var bytes = Repeated(input[3...])

    let pixels = (0..<images * inputs).map { _ in bytes.next() }
    let floats = (0..<images * inputs).map { _ in bytes.nextFloat() }
    let layer = PackedDense(
        weights: Matrix(
            rows: inputs, columns: outputs,
            elements: (0..<inputs * outputs).map { index in
                pruned && index / outputs % 2 == 0 ? 0 : bytes.nextFloat()
            }),
        bias: (0..<outputs).map { _ in bytes.nextFloat() })
    let raw = (0..<images * outputs).map { _ in bytes.nextBits() }

    requireEqual("u8_dense") { dense(layer, pixels, images, $0) }
    requireEqual("f32_dense") { dense(layer, floats, images, $0) }
    requireEqual("exp") { variant in
        var values = raw
        var span = values.mutableSpan
        Kernels.exp(&span, variant: variant)
        return values
    }
    for function in ElementwiseFunction.all {
        requireEqual(function.name) { variant in
            var values = raw
            var span = values.mutableSpan
            Kernels.apply(function, to: &span, variant: variant)
            return values
        }
    }
    requireEqual("softmax") { variant in
        var values = raw
        var span = values.mutableSpan
        Kernels.softmax(&span, columns: outputs, variant: variant)
        return values
    }
    requireEqual("argmax") { variant in
        var indices = [Int32](repeating: -1, count: images)
        var span = indices.mutableSpan
        try? Kernels.argmax(raw.span, columns: outputs, into: &span, variant: variant)
        return indices.map { Float(bitPattern: UInt32(bitPattern: $0)) }
    }
}

func requireEqual(_ kernel: String, _ compute: (KernelVariant) -> [Float]) {
    let expected = compute(KernelVariant.supportedHere[0]).map(\.bitPattern)
    for variant in KernelVariant.supportedHere.dropFirst() {
        precondition(
            compute(variant).map(\.bitPattern) == expected, "\(kernel): \(variant) differs")
    }
}

private func dense(
    _ layer: PackedDense, _ x: [UInt8], _ count: Int, _ variant: KernelVariant
) -> [Float] {
    var y = [Float](repeating: 0, count: count * layer.outputs)
    var span = y.mutableSpan
    var scratch = DenseScratch()
    Kernels.dense(
        layer, x.span, count: count, into: &span, scratch: &scratch, variant: variant)
    return y
}

private func dense(
    _ layer: PackedDense, _ x: [Float], _ count: Int, _ variant: KernelVariant
) -> [Float] {
    var y = [Float](repeating: 0, count: count * layer.outputs)
    var span = y.mutableSpan
    var scratch = DenseScratch()
    Kernels.dense(
        layer, x.span, count: count, into: &span, scratch: &scratch, variant: variant)
    return y
}

/// The bytes of an input over and over, each round changed so that long arrays do not repeat.
struct Repeated {
    private let bytes: [UInt8]
    private var position = 0
    private var round: UInt8 = 0

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes.isEmpty ? [0] : Array(bytes)
    }

    mutating func next() -> UInt8 {
        if position == bytes.count {
            position = 0
            round &+= 29
        }
        position += 1
        return bytes[position - 1] ^ round
    }

    /// Any float at all, NaN and infinities among them.
    mutating func nextBits() -> Float {
        Float(bitPattern: (0..<4).reduce(0) { bits, _ in bits << 8 | UInt32(next()) })
    }

    /// A float that is zero or so small that no sum of products overflows, subnormals among them:
    /// which NaN a sum of infinities gives is up to the processor.
    mutating func nextFloat() -> Float {
        let value = nextBits()
        return value.isFinite && value.magnitude < 0x1p50 ? value : 0
    }
}
