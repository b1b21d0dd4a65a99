/// Random numbers that are the same on every run and system.
///
/// G. L. Steele, D. Lea and C. H. Flood, "Fast Splittable Pseudorandom Number Generators" (2014).
package struct SplitMix64 {
    private var state: UInt64

    /// Begins with a seed.
    package init(seed: UInt64) { state = seed }

    /// The next number.
    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    /// A number below `count`; for counts of an image's values none is noticeably likelier.
    mutating func next(below count: Int) -> Int {
        Int(next().multipliedFullWidth(by: UInt64(count)).high)
    }
}

extension [Int] {
    /// The elements in random order (Fisher and Yates).
    ///
    /// The standard library's shuffle may change from one version to the next.
    func shuffled(by random: inout SplitMix64) -> [Int] {
        var order = self
        for last in indices.reversed().dropLast() {
            order.swapAt(last, random.next(below: last + 1))
        }
        return order
    }
}
