import Benchmarking
import ImageClassification
import Testing

@Suite("Comparing rates")
struct RateComparisonTests {
    private func compare(_ rates: [Double], with baseline: [Double]) -> RateComparison {
        RateComparison(Quantiles(rates), baseline: Quantiles(baseline))
    }

    @Test("far beyond both spreads, a rate is faster or slower")
    func different() {
        let slow = [98.0, 99, 100, 101, 102]
        let fast = slow.map { 2 * $0 }
        #expect(compare(fast, with: slow).verdict == .faster)
        #expect(compare(fast, with: slow).ratio == 2)
        #expect(compare(slow, with: fast).verdict == .slower)
        #expect(compare(slow, with: fast).ratio == 0.5)
        #expect(compare(slow, with: slow).verdict == .noDifference)
    }

    @Test("up to 2 % there is no difference, however small the spread")
    func tolerance() {
        let even = [Double](repeating: 1000, count: 10)
        #expect(compare(even.map { $0 * 1.019 }, with: even).verdict == .noDifference)
        #expect(compare(even.map { $0 * 0.981 }, with: even).verdict == .noDifference)
        #expect(compare(even.map { $0 * 1.021 }, with: even).verdict == .faster)
        #expect(compare(even.map { $0 * 0.979 }, with: even).verdict == .slower)
    }

    /// The quartiles of these five are 98 and 102: the interval is 100 ± 1.57 · 4 / √5 = 100 ± 2.81.
    ///
    /// A second sample of the same spread is apart when its median is more than 5.62 away.
    @Test("intervals that overlap make no difference", arguments: [(5.5, false), (5.8, true)])
    func intervals(distance: Double, differs: Bool) {
        let rates = [95.0, 98, 100, 102, 105]
        let moved = rates.map { $0 + distance }
        #expect(compare(moved, with: rates).verdict == (differs ? .faster : .noDifference))
        #expect(compare(rates, with: moved).verdict == (differs ? .slower : .noDifference))
    }

    @Test("the order of the rounds and a single bad one do not matter")
    func outlier() {
        let rates = [100.0, 101, 99, 1, 100, 102, 98, 100, 99, 101]
        #expect(compare(rates.reversed(), with: rates).verdict == .noDifference)
        #expect(compare(rates.map { $0 * 1.1 }, with: rates).verdict == .faster)
    }
}
