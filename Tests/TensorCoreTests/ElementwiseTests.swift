import Foundation
import TensorCore
import TestSupport
import Testing

@Suite("Elementwise functions")
struct ElementwiseTests {
    /// A function, its bound in ULP, and its exact values.
    struct Row: Sendable, CustomTestStringConvertible {
        let function: ElementwiseFunction
        let bound: Double
        let exact: @Sendable (Double) -> Double

        init(
            _ function: ElementwiseFunction, within bound: Double,
            _ exact: @escaping @Sendable (Double) -> Double
        ) {
            self.function = function
            self.bound = bound
            self.exact = exact
        }

        var testDescription: String { "\(function)" }
    }

    /// A sixth, as the functions have it.
    private static let sixth = Double(Float(1) / 6)

    private static func logistic(_ x: Double) -> Double {
        x < 0 ? Foundation.exp(x) / (1 + Foundation.exp(x)) : 1 / (1 + Foundation.exp(-x))
    }

    private static func clip(_ x: Double, to maximum: Double = 1) -> Double {
        min(max(x, 0), maximum)
    }

    static let rows = [
        Row(.identity, within: 0) { $0 },
        Row(.step, within: 0) { $0 > 0 ? 1 : 0 },
        Row(.sigmoid, within: 2.41, logistic),
        Row(.tanh, within: 1.43) { Foundation.tanh($0) },
        Row(.relu, within: 0) { max($0, 0) },
        Row(.leakyReLU(), within: 0.5) { $0 < 0 ? Double(Float(0.01)) * $0 : $0 },
        Row(.leakyReLU(slope: 0.3), within: 0.5) { $0 < 0 ? Double(Float(0.3)) * $0 : $0 },
        Row(.clippedReLU(), within: 0) { clip($0, to: 6) },
        Row(.clippedReLU(maximum: 0.25), within: 0) { clip($0, to: 0.25) },
        Row(.elu(), within: 0.91) { $0 < 0 ? expm1($0) : $0 },
        // Multiplied by alpha the error may be 0.91 units in an interval twice as high, and another
        // half for rounding.
        Row(.elu(alpha: 0.7), within: 2.32) { $0 < 0 ? Double(Float(0.7)) * expm1($0) : $0 },
        Row(.gelu, within: 6.1) { $0 / 2 * erfc(-$0 * 0.5.squareRoot()) },
        Row(.geluTanh, within: 3.3) {
            $0 * logistic((8 / Double.pi).squareRoot() * ($0 + 0.044715 * $0 * $0 * $0))
        },
        Row(.silu, within: 3.3) { $0 * logistic($0) },
        Row(.hardSigmoid(), within: 0.5) { clip(sixth * $0 + 0.5) },
        Row(.hardSigmoid(slope: 0.25, offset: -1), within: 0.5) { clip(0.25 * $0 - 1) },
        Row(.hardSwish, within: 1.5) { $0 * clip(sixth * $0 + 0.5) },
        Row(.mish, within: 4.66) { x in
            let e = Foundation.exp(min(x, 40))
            return x * (e * (e + 2) / (e * (e + 2) + 2))
        },
        Row(.softplus, within: 1.65) { max($0, 0) + log1p(Foundation.exp(-Swift.abs($0))) },
        Row(.softsign, within: 1.5) { $0 / (1 + Swift.abs($0)) },
        Row(.abs, within: 0) { Swift.abs($0) },
        Row(.erf, within: 1.26) { Foundation.erf($0) },
        Row(.exp, within: 0.88) { Foundation.exp($0) },
        Row(.log, within: 0.81) { Foundation.log($0) },
        Row(.reciprocal, within: 0.5) { 1 / $0 },
        Row(.squareRoot, within: 0.5) { $0.squareRoot() },
    ]

    private func apply(
        _ function: ElementwiseFunction, _ x: [Float], _ variant: KernelVariant = .active
    ) -> [Float] {
        var y = x
        var span = y.mutableSpan
        Kernels.apply(function, to: &span, variant: variant)
        return y
    }

    private func exp(_ x: [Float], _ variant: KernelVariant = .active) -> [Float] {
        var y = x
        var span = y.mutableSpan
        Kernels.exp(&span, variant: variant)
        return y
    }

    /// Floats of all sizes, and more of them where the functions bend.
    static let samples: [Float] =
        allFloats(strideBy: 100_003)
        + stride(from: Float(-110), through: 110, by: 0.0173)
        + stride(from: Float(-1), through: 1, by: 0.000_317)

    private func worst(
        _ results: [Float], _ exact: (Double) -> Double
    ) -> (error: Double, x: Float) {
        var worst = (error: 0.0, x: Float(0))
        for (x, y) in zip(Self.samples, results) {
            let value = exact(Double(x))
            // Below 0 there is no logarithm.
            let error = value.isNaN ? (y.isNaN ? 0 : .infinity) : ulpDistance(y, from: value)
            if error > worst.error { worst = (error, x) }
        }
        return worst
    }

    @Test("every function has a row here")
    func complete() {
        for function in ElementwiseFunction.all {
            #expect(Self.rows.contains { $0.function == function }, "\(function)")
        }
    }

    @Test("the error stays within the stated bound", arguments: rows)
    func errorBound(row: Row) {
        let worst = worst(apply(row.function, Self.samples), row.exact)
        #expect(worst.error <= row.bound, "at \(worst.x)")
    }

    @Test("exp stays within its bound, with the same bits from all variants")
    func expErrorBound() {
        let results = exp(Self.samples)
        let worst = worst(results) { Foundation.exp($0) }
        #expect(worst.error <= 0.88, "at \(worst.x)")
        for variant in KernelVariant.supportedHere {
            #expect(bits(exp(Self.samples, variant)) == bits(results), "\(variant)")
            for count in 0...20 {
                let some = Array(Self.samples[..<count])
                #expect(bits(exp(some, variant)) == Array(bits(results)[..<count]))
            }
        }
    }

    @Test("all variants give the same bits", arguments: rows)
    func variantsAgree(row: Row) {
        let samples = Self.samples + [.nan, -.nan, .infinity, -.infinity, .signalingNaN]
        let portable = bits(apply(row.function, samples, KernelVariant.supportedHere[0]))
        for variant in KernelVariant.supportedHere.dropFirst() {
            #expect(bits(apply(row.function, samples, variant)) == portable, "\(variant)")
        }
    }

    @Test("a value gets the same bits wherever it stands in an array", arguments: rows)
    func positions(row: Row) {
        let values: [Float] = (0..<40).map { Float($0) / 7 - 3 }
        let whole = bits(apply(row.function, values))
        for variant in KernelVariant.supportedHere {
            for count in 0...values.count {
                let some = Array(values[..<count])
                #expect(bits(apply(row.function, some, variant)) == Array(whole[..<count]))
            }
        }
    }

    @Test("NaN stays NaN", arguments: rows)
    func nan(row: Row) {
        #expect(apply(row.function, [.nan, -.nan]).allSatisfy { $0.isNaN })
        #expect(exp([.nan, -.nan]).allSatisfy { $0.isNaN })
    }

    @Test(
        "infinities and zeros give what is stated",
        arguments: [
            // -∞, -0, +0, +∞
            (.identity, [-.infinity, -0.0, 0, .infinity]), (.step, [0, 0, 0, 1]),
            (.sigmoid, [0, 0.5, 0.5, 1]), (.tanh, [-1, -0.0, 0, 1]), (.relu, [0, 0, 0, .infinity]),
            (.leakyReLU(), [-.infinity, -0.0, 0, .infinity]), (.clippedReLU(), [0, 0, 0, 6]),
            (.elu(alpha: 2), [-2, -0.0, 0, .infinity]), (.gelu, [-0.0, -0.0, 0, .infinity]),
            (.geluTanh, [-0.0, -0.0, 0, .infinity]), (.silu, [-0.0, -0.0, 0, .infinity]),
            (.hardSigmoid(), [0, 0.5, 0.5, 1]), (.hardSwish, [0, -0.0, 0, .infinity]),
            (.mish, [-0.0, -0.0, 0, .infinity]), (.softplus, [0, log(2), log(2), .infinity]),
            (.softsign, [-1, -0.0, 0, 1]), (.abs, [.infinity, 0, 0, .infinity]),
            (.erf, [-1, -0.0, 0, 1]), (.exp, [0, 1, 1, .infinity]),
            (.reciprocal, [-0.0, -.infinity, .infinity, 0]),
        ] as [(ElementwiseFunction, [Float])])
    func specialValues(function: ElementwiseFunction, expected: [Float]) {
        for variant in KernelVariant.supportedHere {
            #expect(
                bits(apply(function, [-.infinity, -0.0, 0, .infinity], variant)) == bits(expected))
        }
    }

    @Test("logarithm and square root are NaN below 0")
    func belowZero() {
        for variant in KernelVariant.supportedHere {
            let logarithms = apply(.log, [-.infinity, -1, -0.0, 0, .infinity], variant)
            #expect(logarithms[..<2].allSatisfy { $0.isNaN })
            #expect(logarithms[2...] == [-.infinity, -.infinity, .infinity])
            let roots = apply(.squareRoot, [-.infinity, -1, -0.0, 0, .infinity], variant)
            #expect(roots[..<2].allSatisfy { $0.isNaN })
            #expect(bits(Array(roots[2...])) == bits([-0.0, 0, .infinity]))
        }
    }

    @Test("exp overflows to infinity and underflows gradually to 0")
    func expLimits() {
        #expect(exp([.infinity, 1e30, 88.722_84]) == [.infinity, .infinity, .infinity])
        #expect(exp([88.722_83])[0].isFinite)
        #expect(exp([-.infinity, -1e30, -104, -103.972_09]) == [0, 0, 0, 0])
        #expect(exp([-103.972_07])[0] == .leastNonzeroMagnitude)
        #expect(exp([-100])[0].isSubnormal)
        #expect(exp([0, -0.0]) == [1, 1])
    }

    @Test("tanh is odd and keeps the digits of small values")
    func tanhIsOdd() {
        let tiny: [Float] = [1e-20, -.leastNonzeroMagnitude]
        #expect(apply(.tanh, tiny) == tiny)
        let values: [Float] = [0.1, 0.54, 0.56, 3]
        #expect(apply(.tanh, values.map { -$0 }) == apply(.tanh, values).map { -$0 })
    }

    @Test("the tails of GELU, SiLU and mish underflow gradually")
    func tails() {
        for (function, normal, subnormal) in [
            (.gelu, -12.5, -13.5), (.geluTanh, -9.5, -10.4), (.silu, -90, -100),
            (.mish, -90, -100),
        ] as [(ElementwiseFunction, Float, Float)] {
            #expect(apply(function, [normal])[0].isNormal, "\(function)")
            #expect(apply(function, [subnormal])[0].isSubnormal, "\(function)")
        }
    }
}
