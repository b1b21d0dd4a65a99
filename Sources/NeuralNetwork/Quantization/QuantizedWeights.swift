internal import TensorCore

/// Weights of eight bits: row m holds integers that stand for `values[m, k] · scales[m]`.
public struct QuantizedWeights: Sendable, Hashable {
    /// Shape `[M, K]`, row-major, -127...127.
    public var values: [Int8]
    /// One scale for each row, M; finite and above 0.
    public var scales: [Float]

    /// Creates weights.
    public init(values: [Int8], scales: [Float]) {
        self.values = values
        self.scales = scales
    }

    /// The number of rows, M.
    public var rows: Int { scales.count }

    /// The number of weights in a row, K.
    public var columns: Int { scales.isEmpty ? 0 : values.count / scales.count }

    /// The integer of a weight.
    subscript(row: Int, column: Int) -> Int8 { values[row * columns + column] }

    /// The sum of a row's integers.
    func sum(ofRow row: Int) -> Int {
        values[row * columns..<(row + 1) * columns].reduce(0) { $0 + Int($1) }
    }
}

extension QuantizedWeights {
    /// Refuses scales that are none, and a bias that is not one number for each row.
    func check(
        bias: [Float], input: QuantizationParameters, output: QuantizationParameters?,
        at position: LayerPosition
    ) throws(NetworkError) {
        guard rows > 0, columns > 0, values.count == rows * columns else {
            throw .emptyLayer(layer: position, inputs: columns, outputs: rows)
        }
        guard bias.count == rows else {
            throw .biasCount(layer: position, expected: rows, found: bias.count)
        }
        if let index = bias.firstIndex(where: { !$0.isFinite }) {
            throw .nonFiniteBias(layer: position, index: index)
        }
        for index in scales.indices {
            let unit = Double(input.scale) * Double(scales[index])
            let factor = output.map { unit / Double($0.scale) } ?? unit
            let shift = output.map { Double(bias[index]) / Double($0.scale) } ?? 0
            guard scales[index] > 0, scales[index].isFinite, Float(factor).isFinite,
                Float(shift).isFinite
            else {
                throw .other(
                    layer: position,
                    reason: "has a wrong scale at [\(index)]: expected a number above 0 that gives "
                        + "factors within the range of Float, found \(scales[index])")
            }
        }
        try input.check(at: position, "input")
        try output?.check(at: position, "output")
    }

    /// Refuses sums of more terms than cannot overflow.
    static func check(terms: Int, at position: LayerPosition) throws(NetworkError) {
        guard terms <= PackedIntegers.mostTerms else {
            throw .other(
                layer: position,
                reason: "adds too many products of integers: expected at most "
                    + "\(PackedIntegers.mostTerms), found \(terms)")
        }
    }
}

extension QuantizationParameters {
    /// Refuses a scale that is none.
    func check(at position: LayerPosition, _ name: String) throws(NetworkError) {
        guard isValid else {
            throw .other(
                layer: position,
                reason: "has a wrong scale of its \(name): expected a number above 0 whose "
                    + "reciprocal is within the range of Float, found \(scale)")
        }
    }
}

/// How the sums of a quantized layer become what it gives.
struct QuantizedOutput {
    /// Factors and shifts of sums.
    var scale: [Float]
    var offset: [Float]
    /// What the kernel gives.
    var rounding: IntegerRounding
    /// What is left to be applied to real numbers, and after it their quantization.
    var function: ElementwiseFunction

    /// - Parameters:
    ///   - weights: Of the layer.
    ///   - bias: One real number for each output.
    ///   - input: Of what the layer reads.
    ///   - output: Of what it gives; `nil` for real numbers.
    ///   - activation: What it ends in.
    init(
        _ weights: QuantizedWeights, _ bias: [Float], _ input: QuantizationParameters,
        _ output: QuantizationParameters?, _ activation: ElementwiseFunction
    ) {
        let units = weights.scales.map { Double(input.scale) * Double($0) }
        if let output, let lowest = output.lowestCode(after: activation) {
            scale = units.map { Float($0 / Double(output.scale)) }
            offset = bias.map {
                Float(Double($0) / Double(output.scale) + Double(output.zeroPoint))
            }
            rounding = .code(lowest: lowest)
            function = .identity
        } else {
            scale = units.map { Float($0) }
            offset = bias
            rounding = .float
            function = activation
        }
    }
}

extension QuantizationParameters {
    /// The lowest code where clamping is all that a function does; `nil` for other functions.
    func lowestCode(after function: ElementwiseFunction) -> UInt8? {
        switch function {
        case .identity: return 0
        case .relu: return zeroPoint
        default:
            // A clipped ReLU, if the largest code is not beyond its maximum.
            guard let maximum = function.parameters.first?.value,
                function == .clippedReLU(maximum: maximum), self(255) <= maximum
            else { return nil }
            return zeroPoint
        }
    }
}
