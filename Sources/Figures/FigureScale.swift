/// An axis: round numbers to be marked, and where each value lies.
package protocol FigureScale: Sendable {
    /// The numbers that are marked, rising.
    var ticks: [Double] { get }

    /// The position of a value: 0 at the first mark, 1 at the last.
    func position(_ value: Double) -> Double
}

/// An axis on which equal distances are equal differences.
package struct LinearScale: FigureScale {
    package let ticks: [Double]
    /// How many digits behind the point the marks need.
    package let digits: Int

    /// Quotients of numbers that a step divides may be off by so much.
    private static let error = 1e-9

    /// Covers all values by at most `count` + 1 steps of 1, 2 or 5 times a power of ten.
    ///
    /// - Parameter values: Finite, at least one.
    package init(covering values: [Double], steps count: Int = 5) {
        let (low, high) = (values.min() ?? 0, values.max() ?? 1)
        let steps: [(digit: Double, decade: Int)] = (-12...12).flatMap { decade in
            [1, 2, 5].map { (digit: Double($0), decade: decade) }
        }
        let least = (high - low) / Double(count)
        let (digit, decade) =
            steps.first { least <= Self.multiple(1, of: $0.digit, $0.decade) * (1 + Self.error) }
            ?? (1, 12)
        let step = Self.multiple(1, of: digit, decade)
        let first = (low / step + Self.error).rounded(.down)
        let last = max(first + 1, (high / step - Self.error).rounded(.up))
        ticks = stride(from: first, through: last, by: 1).map {
            Self.multiple($0, of: digit, decade)
        }
        digits = max(0, -decade)
    }

    /// Marks these numbers, two at least, rising.
    package init(ticks: [Double], digits: Int) { (self.ticks, self.digits) = (ticks, digits) }

    package func position(_ value: Double) -> Double {
        guard let first = ticks.first, let last = ticks.last, first < last else { return 0 }
        return (value - first) / (last - first)
    }

    /// A mark as text.
    package func text(_ tick: Double) -> String { fixed(tick, digits) }

    /// `count · digit · 10^decade`, rounded once.
    private static func multiple(_ count: Double, of digit: Double, _ decade: Int) -> Double {
        let power = powerOfTen(abs(decade))
        return decade < 0 ? count * digit / power : count * digit * power
    }
}

/// Exact up to 10²².
func powerOfTen(_ exponent: Int) -> Double {
    (0..<exponent).reduce(1.0) { value, _ in value * 10 }
}
