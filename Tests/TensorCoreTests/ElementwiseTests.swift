import Foundation
import TensorCore
import TestSupport
import Testing

@Suite("Elementwise kernels")
struct ElementwiseTests {
    /// A function under test, its name for messages, and its exact values.
    struct Function: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let bound: Double
        let apply: @Sendable (inout [Float], KernelVariant) -> Void
        let exact: @Sendable (Double) -> Double

        func callAsFunction(_ x: [Float], _ variant: KernelVariant = .active) -> [Float] {
            var y = x
            apply(&y, variant)
            return y
        }
    }

    static let exp = Function(
        testDescription: "exp", bound: 0.88,
        apply: { x, variant in
            var span = x.mutableSpan
            Kernels.exp(&span, variant: variant)
        }, exact: { Foundation.exp($0) })
    static let sigmoid = Function(
        testDescription: "sigmoid", bound: 2.41,
        apply: { x, variant in
            var span = x.mutableSpan
            Kernels.sigmoid(&span, variant: variant)
        }, exact: { 1 / (1 + Foundation.exp(-$0)) })
    static let tanh = Function(
        testDescription: "tanh", bound: 1.43,
        apply: { x, variant in
            var span = x.mutableSpan
            Kernels.tanh(&span, variant: variant)
        }, exact: { Foundation.tanh($0) })
    static let relu = Function(
        testDescription: "relu", bound: 0,
        apply: { x, variant in
            var span = x.mutableSpan
            Kernels.relu(&span, variant: variant)
        }, exact: { max($0, 0) })
    static let step = Function(
        testDescription: "step", bound: 0,
        apply: { x, variant in
            var span = x.mutableSpan
            Kernels.step(&span, variant: variant)
        }, exact: { $0 > 0 ? 1 : 0 })
    static let all = [exp, sigmoid, tanh, relu, step]

    /// Floats of all sizes, and more of them where the functions bend.
    static let samples: [Float] =
        allFloats(strideBy: 100_003)
        + stride(from: Float(-110), through: 110, by: 0.0173)
        + stride(from: Float(-1), through: 1, by: 0.000_317)

    @Test("the error stays within the stated bound", arguments: all)
    func errorBound(function: Function) {
        let results = function(Self.samples)
        var worst = (error: 0.0, x: Float(0))
        for (x, y) in zip(Self.samples, results) {
            let error = ulpDistance(y, from: function.exact(Double(x)))
            if error > worst.error { worst = (error, x) }
        }
        #expect(worst.error <= function.bound, "at \(worst.x)")
    }

    @Test("all variants give the same bits", arguments: all)
    func variantsAgree(function: Function) {
        let samples = Self.samples + [.nan, -.nan, .infinity, -.infinity, .signalingNaN]
        let portable = bits(function(samples, KernelVariant.supportedHere[0]))
        for variant in KernelVariant.supportedHere.dropFirst() {
            #expect(bits(function(samples, variant)) == portable, "\(variant)")
        }
    }

    @Test("a value gets the same bits wherever it stands in an array", arguments: all)
    func positions(function: Function) {
        let values: [Float] = (0..<40).map { Float($0) / 7 - 3 }
        let whole = bits(function(values))
        for variant in KernelVariant.supportedHere {
            for count in 0...values.count {
                #expect(bits(function(Array(values[..<count]), variant)) == Array(whole[..<count]))
            }
        }
    }

    @Test("NaN stays NaN", arguments: all)
    func nan(function: Function) {
        #expect(function([.nan, -.nan]).allSatisfy { $0.isNaN })
    }

    @Test("exp overflows to infinity and underflows gradually to 0")
    func expLimits() {
        #expect(Self.exp([.infinity, 1e30, 88.722_84]) == [.infinity, .infinity, .infinity])
        #expect(Self.exp([88.722_83])[0].isFinite)
        #expect(Self.exp([-.infinity, -1e30, -104, -103.972_09]) == [0, 0, 0, 0])
        #expect(Self.exp([-103.972_07])[0] == .leastNonzeroMagnitude)
        #expect(Self.exp([-100])[0].isSubnormal)
        #expect(Self.exp([0, -0.0]) == [1, 1])
    }

    @Test("sigmoid goes from 0 through a half to 1")
    func sigmoidLimits() {
        #expect(Self.sigmoid([-.infinity, 0, -0.0, .infinity]) == [0, 0.5, 0.5, 1])
        #expect(Self.sigmoid([-1e30, 1e30]) == [0, 1])
    }

    @Test("tanh is odd, exact at 0 and keeps the digits of small values")
    func tanhLimits() {
        #expect(Self.tanh([-.infinity, .infinity, -1e30, 1e30]) == [-1, 1, -1, 1])
        #expect(bits(Self.tanh([0, -0.0])) == bits([0, -0.0]))
        let tiny: [Float] = [1e-20, -.leastNonzeroMagnitude]
        #expect(Self.tanh(tiny) == tiny)
        let values: [Float] = [0.1, 0.54, 0.56, 3]
        #expect(Self.tanh(values.map { -$0 }) == Self.tanh(values).map { -$0 })
    }

    @Test("relu and step are 0 at 0 and below")
    func atZero() {
        #expect(bits(Self.relu([0, -0.0, -1, -.infinity])) == [0, 0, 0, 0])
        let positive: [Float] = [.leastNonzeroMagnitude, 1, .infinity]
        #expect(Self.relu(positive) == positive)
        #expect(Self.step([0, -0.0, -1, -.infinity]) == [0, 0, 0, 0])
        #expect(Self.step(positive) == [1, 1, 1])
    }
}
