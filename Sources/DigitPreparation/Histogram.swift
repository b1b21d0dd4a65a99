/// How often each value of a byte occurs.
package struct Histogram {
    private(set) var counts = [Int](repeating: 0, count: 256)
    private(set) var total = 0

    package init(_ values: some Sequence<UInt8>) {
        var found = counts.mutableSpan
        for value in values { found[Int(value)] += 1 }
        total = counts.reduce(0, +)
    }

    init() {}

    /// The values whose opacity is at least `least`.
    ///
    /// There is no branch for each, which noise would make slow.
    init(_ values: [UInt8], opacities: [UInt8], atLeast least: UInt8) {
        var found = counts.mutableSpan
        for place in values.indices {
            found[Int(values[place])] += opacities[place] >= least ? 1 : 0
        }
        total = counts.reduce(0, +)
    }

    mutating func add(_ value: UInt8) {
        counts[Int(value)] += 1
        total += 1
    }

    mutating func removeAll() {
        for value in counts.indices { counts[value] = 0 }
        total = 0
    }

    /// The least value that this share of all values does not exceed.
    package func quantile(_ share: Double) -> Int {
        let wanted = share * Double(total)
        var seen = 0
        for (value, count) in counts.enumerated() {
            seen += count
            if seen > 0, Double(seen) >= wanted { return value }
        }
        return 255
    }

    /// How often values above `value` occur.
    func count(above value: Int) -> Int { counts.dropFirst(value + 1).reduce(0, +) }

    /// The mean of the values above `value`.
    package func mean(above value: Int) -> Double {
        var (sum, count) = (0, 0)
        for candidate in min(value + 1, 256)..<256 {
            sum += candidate * counts[candidate]
            count += counts[candidate]
        }
        return count == 0 ? 0 : Double(sum) / Double(count)
    }

    /// The mean of the values up to `value`, and their standard deviation.
    func statistics(upTo value: Int) -> (mean: Double, deviation: Double) {
        var (sum, squares, count) = (0, 0, 0)
        for candidate in 0...max(0, min(value, 255)) {
            sum += candidate * counts[candidate]
            squares += candidate * candidate * counts[candidate]
            count += counts[candidate]
        }
        guard count > 0 else { return (0, 0) }
        let mean = Double(sum) / Double(count)
        return (mean, max(0, Double(squares) / Double(count) - mean * mean).squareRoot())
    }

    /// Otsu's threshold, which splits the values above `floor` so that the two classes differ most.
    ///
    /// It maximizes the variance between the classes; the upper one lies above it.
    package func otsuThreshold(above floor: Int) -> Int {
        let values = min(floor + 1, 256)..<256
        let total = values.reduce(0.0) { $0 + Double(counts[$1]) }
        let sum = values.reduce(0.0) { $0 + Double($1 * counts[$1]) }
        var (lowerCount, lowerSum, best, threshold) = (0.0, 0.0, 0.0, floor)
        for value in values {
            lowerCount += Double(counts[value])
            lowerSum += Double(value * counts[value])
            let upperCount = total - lowerCount
            guard lowerCount > 0, upperCount > 0 else { continue }
            let difference = lowerSum / lowerCount - (sum - lowerSum) / upperCount
            let variance = lowerCount * upperCount * difference * difference
            if variance > best { (best, threshold) = (variance, value) }
        }
        return threshold
    }
}
