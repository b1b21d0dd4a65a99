import TensorCore

/// The kernels of feature maps, as ``fuzzKernels`` those of matrices: the input is shapes and
/// windows, then bytes of which weights and values are made.
func fuzzFeatureMaps(_ input: [UInt8]) {
    guard input.count > 24 else { return }
    var shape = Repeated(input[..<24])
    func number(_ count: UInt8) -> Int { Int(shape.next() % count) }
    let maps = FeatureShape(
        channels: number(4) + 1, height: number(12) + 1, width: number(40) + 1)
    let groups = number(3) == 0 ? maps.channels : 1
    let outputs = groups * (number(groups > 1 ? 3 : 40) + 1)
    let window = Window2D(
        size: Size2D(height: number(4) + 1, width: number(4) + 1),
        stride: Size2D(height: number(3) + 1, width: number(3) + 1),
        padding: Padding2D(top: number(4), left: number(4), bottom: number(4), right: number(4)),
        dilation: Size2D(height: number(3) + 1, width: number(3) + 1))
    let poolSize = number(3) + 1
    let pool = Window2D(
        size: Size2D(poolSize), stride: Size2D(number(3) + 1),
        padding: Padding2D(number(UInt8(poolSize))))
    let isPooled = number(2) == 1
    let function = ElementwiseFunction.all[number(13)]
    let countsPadding = number(2) == 1
    let pruned = number(8)

    var bytes = Repeated(input[24...])
    let x = (0..<maps.count).map { _ in bytes.nextFloat() }
    let raw = (0..<maps.count).map { _ in bytes.nextBits() }
    if let size = window.outputSize(of: maps.size),
        !isPooled || pool.outputSize(of: size) != nil
    {
        let terms = maps.channels / groups * window.size.area
        var weights = Matrix(
            rows: outputs, columns: terms,
            elements: (0..<outputs * terms).map { _ in bytes.nextFloat() })
        for term in 0..<terms where (term &* 5) % 8 < pruned {
            for output in 0..<outputs { weights[output, term] = 0 }
        }
        let layer = PackedConv2D(
            weights: weights, bias: (0..<outputs).map { _ in bytes.nextFloat() }, input: maps,
            window: window, groups: groups, function: function, pool: isPooled ? pool : nil)
        requireEqual("conv2D") { variant in
            filled(layer.output.count) {
                var scratch = Conv2DScratch()
                Kernels.conv2D(layer, x.span, into: &$0, scratch: &scratch, variant: variant)
            }
        }
    }
    let other = (0..<maps.count).map { _ in bytes.nextBits() }
    requireEqual("add") { variant in
        filled(raw.count) { Kernels.add(raw.span, other.span, into: &$0, variant: variant) }
    }
    requireEqual("multiply") { variant in
        filled(raw.count) { Kernels.multiply(raw.span, other.span, into: &$0, variant: variant) }
    }
    if let size = pool.outputSize(of: maps.size) {
        let count = FeatureShape(channels: maps.channels, size: size).count
        requireEqual("maxPool2D") { variant in
            filled(count) {
                Kernels.maxPool2D(pool, of: maps, raw.span, into: &$0, variant: variant)
            }
        }
        requireEqual("averagePool2D") { variant in
            filled(count) {
                Kernels.averagePool2D(
                    pool, countsPadding: countsPadding, of: maps, x.span, into: &$0,
                    variant: variant)
            }
        }
    }
}

/// `count` values that `body` writes, all of them: what it leaves out would stay NaN.
private func filled(_ count: Int, _ body: (inout MutableSpan<Float>) -> Void) -> [Float] {
    var values = [Float](repeating: .nan, count: count)
    var span = values.mutableSpan
    body(&span)
    return values
}
