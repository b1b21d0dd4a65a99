#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A logarithmic axis that covers some values above 0 and ends at round numbers.
package struct LogScale: FigureScale {
    /// Where the marks are: numbers that begin with one of the digits asked for.
    package let ticks: [Double]

    /// Covers all values with marks at `digits` of each power of ten, such as 1, 2 and 5.
    ///
    /// - Parameter values: Finite, above 0, at least one.
    package init(covering values: [Double], digits: [Double]) {
        let decades = -20...20
        let marks = decades.flatMap { decade in
            digits.map {
                decade < 0 ? $0 / powerOfTen(-decade) : $0 * powerOfTen(decade)
            }
        }
        let (low, high) = (values.min() ?? 1, values.max() ?? 1)
        let first = marks.last { $0 <= low } ?? low
        let last = marks.first { $0 >= high && $0 > first } ?? high
        ticks = marks.filter { first <= $0 && $0 <= last }
    }

    /// The position of a value: 0 at the first mark, 1 at the last.
    package func position(_ value: Double) -> Double {
        guard let first = ticks.first, let last = ticks.last, first < last else { return 0 }
        return log10(value / first) / log10(last / first)
    }
}
