public import TensorCore

/// The sum of two values of one shape, of codes of two quantizations:
/// `fma(Float(a - zero), a.scale / output.scale, fma(Float(b - zero), b.scale / output.scale,
/// output.zeroPoint))`, clamped and rounded to a code.
public struct QuantizedAdd: Sendable, Hashable {
    /// The codes of the first input.
    public var first: QuantizationParameters
    /// The codes of the second input.
    public var second: QuantizationParameters
    /// The codes of what the layer gives.
    public var output: QuantizationParameters
    /// The identity, or ReLU, which clamps codes.
    public var activation: Activation

    /// Creates a layer.
    public init(
        first: QuantizationParameters, second: QuantizationParameters,
        output: QuantizationParameters,
        activation: Activation = .identity
    ) {
        self.first = first
        self.second = second
        self.output = output
        self.activation = activation
    }

    var lowest: UInt8 { output.lowestCode(after: activation.function) ?? 0 }

    func term(_ quantization: QuantizationParameters) -> IntegerKernels.Term {
        IntegerKernels.Term(
            zero: quantization.zeroPoint,
            scale: Float(Double(quantization.scale) / Double(output.scale)))
    }
}

extension QuantizedAdd: Layer {
    /// Two inputs.
    public var arity: ClosedRange<Int> { 2...2 }

    /// Checks scales and the activation.
    public func check(at position: LayerPosition, allowsNonFinite: Bool) throws(NetworkError) {
        try first.check(at: position, "first input")
        try second.check(at: position, "second input")
        try output.check(at: position, "output")
        guard activation != .softmax, output.lowestCode(after: activation.function) != nil else {
            throw .other(
                layer: position,
                reason:
                    "has a wrong activation of a sum of codes: expected identity or relu, found "
                    + "\(activation)")
        }
    }

    /// The shape of the inputs, which is the same for both.
    public func output(
        for inputs: [LayerInput], at position: LayerPosition
    ) throws(NetworkError) -> LayerOutput {
        try Add().output(for: inputs, at: position)
    }

    /// One operation.
    public func lower(_ inputs: [PlanValue], into plan: inout PlanBuilder) -> PlanValue {
        plan.append(
            IntegerSum(layer: self), inputs,
            LayerOutput(inputs[0].shape, isVector: inputs.contains(where: \.isVector)))
    }
}

/// A sum of real numbers by way of codes.
struct IntegerSum: Operation, Stage {
    let layer: QuantizedAdd

    func run(
        _ inputs: [BufferSlot], of buffers: borrowing FeatureBuffers,
        into y: inout MutableSpan<Float>, scratch: inout KernelScratch, variant: KernelVariant
    ) {
        let count = y.count
        let a = Self.codes(inputs[0], layer.first, buffers, variant)
        let b = Self.codes(inputs[1], layer.second, buffers, variant)
        var sums = [UInt8](repeating: 0, count: count)
        var span = sums.mutableSpan
        IntegerKernels.add(
            count: count, a.span, layer.term(layer.first), b.span, layer.term(layer.second),
            offset: layer.output.zeroPoint, lowest: layer.lowest, into: &span, variant: variant)
        for index in 0..<count { y[index] = layer.output(sums[index]) }
    }

    private static func codes(
        _ slot: BufferSlot, _ quantization: QuantizationParameters,
        _ buffers: borrowing FeatureBuffers,
        _ variant: KernelVariant
    ) -> [UInt8] {
        var codes = [UInt8](repeating: 0, count: slot.count + IntegerKernels.slack)
        var span = codes.mutableSpan
        buffers.read(slot) {
            IntegerKernels.quantize($0, quantization, into: &span, variant: variant)
        }
        return codes
    }
}
