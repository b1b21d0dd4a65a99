import TensorCore
import TestSupport
import Testing

@Suite("Kernels where branches meet")
struct MergeTests {
    private static let nonFinite: [Float] = [.nan, -.nan, .infinity, -.infinity, 0, -0.0, 1]

    /// All pairs of special values, then others.
    private func pairs() -> (a: [Float], b: [Float]) {
        var generator = SeededGenerator(seed: 1)
        let a = Self.nonFinite.flatMap { Array(repeating: $0, count: Self.nonFinite.count) }
        let b = Self.nonFinite.flatMap { _ in Self.nonFinite }
        return (a + generator.floats(40), b + generator.floats(40, in: -1e30...1e30))
    }

    /// The bits of results, every NaN the one that the kernels give.
    private func expectedBits(_ values: [Float]) -> [UInt32] {
        values.map { $0.isNaN ? 0x7fc0_0000 : $0.bitPattern }
    }

    @Test("sums and products are those of Float", arguments: KernelVariant.supportedHere)
    func elementwise(variant: KernelVariant) {
        let (a, b) = pairs()
        for count in [0, 1, 3, 8, 17, a.count] {
            let (a, b) = (Array(a[..<count]), Array(b[..<count]))
            var y = [Float](repeating: .nan, count: count)
            var span = y.mutableSpan
            let sums = expectedBits(zip(a, b).map { $0 + $1 })
            Kernels.add(a.span, b.span, into: &span, variant: variant)
            #expect(bits(y) == sums)
            y = b
            span = y.mutableSpan
            Kernels.add(a.span, to: &span, variant: variant)
            #expect(bits(y) == sums)

            let products = expectedBits(zip(a, b).map { $0 * $1 })
            span = y.mutableSpan
            Kernels.multiply(a.span, b.span, into: &span, variant: variant)
            #expect(bits(y) == products)
            y = b
            span = y.mutableSpan
            Kernels.multiply(&span, by: a.span, variant: variant)
            #expect(bits(y) == products)
        }
    }

    @Test(
        "a gate is a factor for each channel", arguments: KernelVariant.supportedHere,
        [1, 2, 9, 16, 49])
    func gate(variant: KernelVariant, area: Int) {
        let (x, _) = pairs()
        let channels = x.count / area
        let gate = (0..<channels).map { Self.nonFinite[$0 % 7] + Float($0) / 3 }
        var y = Array(x[..<(channels * area)])
        let expected = expectedBits(y.indices.map { y[$0] * gate[$0 / area] })
        var span = y.mutableSpan
        Kernels.gate(&span, by: gate.span, variant: variant)
        #expect(bits(y) == expected)
    }
}
