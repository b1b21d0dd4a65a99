/// A sum of `Double` values that is exact until it is rounded, once, at the end.
///
/// The order in which values are added, and how they are grouped, cannot change the result, so
/// parts that are summed apart and then merged give the whole's number to the last bit.
///
/// The method is that of Shewchuk, "Adaptive Precision Floating-Point Arithmetic and Fast Robust
/// Geometric Predicates" (1997): the sum is held as a list of numbers whose bits do not overlap.
package struct ExactSum: Sendable {
    /// Non-overlapping parts in increasing magnitude; their exact sum is the sum of all values.
    private var parts: [Double] = []
    /// Set by the first infinite value; no later one can bring the sum back.
    private var isInfinite = false

    /// Creates the empty sum, which is zero.
    package init() {}

    /// Adds one value, which is finite or +∞; with one +∞ the sum is +∞.
    package mutating func add(_ value: Double) {
        precondition(value > -.infinity, "only finite values and +∞ have a sum here")
        guard value < .infinity else {
            isInfinite = true
            return
        }
        var carry = value
        var kept = 0
        for index in parts.indices {
            // Knuth's TwoSum, which has no branch to be guessed wrongly.
            let part = parts[index]
            let sum = carry + part
            let rounded = sum - carry
            let error = (carry - (sum - rounded)) + (part - rounded)
            if error != 0 {
                parts[kept] = error
                kept += 1
            }
            carry = sum
        }
        // Mostly as many are left as there were, and nothing moves.
        if kept < parts.count {
            parts[kept] = carry
            parts.removeLast(parts.count - kept - 1)
        } else {
            parts.append(carry)
        }
    }

    /// Adds everything that `other` holds.
    package mutating func merge(_ other: ExactSum) {
        for part in other.parts { add(part) }
        isInfinite = isInfinite || other.isInfinite
    }

    /// Numbers whose exact sum is this one: the rounded sum, what it lacks, rounded, and so on.
    ///
    /// They depend on the sum alone, not on how it was made. An infinite sum has +∞ alone, zero none.
    package var terms: [Double] {
        if isInfinite { return [.infinity] }
        var terms: [Double] = []
        var rest = self
        while true {
            let term = rest.value
            if term == 0 { return terms }
            terms.append(term)
            rest.add(-term)
        }
    }

    /// The sum of terms, which are finite or +∞.
    package init(terms: [Double]) { for term in terms { add(term) } }

    /// The sum, rounded once to the nearest `Double`, ties to even.
    package var value: Double {
        if isInfinite { return .infinity }
        var rest = parts
        guard var high = rest.popLast() else { return 0 }
        var low = 0.0
        while let part = rest.popLast() {
            let sum = high + part
            low = part - (sum - high)
            high = sum
            if low != 0 { break }
        }
        // Exactly half way: the parts below decide, and they share the sign of `low` or not.
        if let below = rest.last, low != 0, (low < 0) == (below < 0) {
            let doubled = low * 2
            let rounded = high + doubled
            if doubled == rounded - high { high = rounded }
        }
        return high
    }
}

extension ExactSum: Hashable {
    /// Two sums are equal when their rounded values are.
    package static func == (left: ExactSum, right: ExactSum) -> Bool { left.value == right.value }

    /// Hashes what decides equality.
    package func hash(into hasher: inout Hasher) { hasher.combine(value) }
}
