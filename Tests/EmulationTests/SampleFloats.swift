import TestSupport

/// Floats on which processors could differ.
enum SampleFloats {
    static let special: [Float] = [
        0, -0.0, 1, -1, .infinity, -.infinity, .nan, -.nan, .signalingNaN,
        Float(bitPattern: 0x7fc1_2345), .leastNonzeroMagnitude, -.leastNonzeroMagnitude,
        .leastNormalMagnitude.nextDown, .leastNormalMagnitude, .greatestFiniteMagnitude,
        -.greatestFiniteMagnitude,
    ]

    /// Special values, the subnormals among a sweep over all bit patterns, and more where exp and
    /// what is built on it bend.
    static let all: [Float] =
        special + allFloats(strideBy: isDebugBuild ? 100_003 : 4_099)
        + stride(from: Float(-110), through: 110, by: isDebugBuild ? 0.1 : 0.001_3)
        + stride(from: Float(-1), through: 1, by: isDebugBuild ? 0.01 : 0.000_037)

    /// Floats whose exponents are spread so that sums of products are subnormal as well as huge,
    /// and none overflows.
    static func ofAllSizes(_ count: Int, _ generator: inout SeededGenerator) -> [Float] {
        (0..<count).map { _ in
            let sign: FloatingPointSign = Bool.random(using: &generator) ? .plus : .minus
            return Float(
                sign: sign, exponent: Int.random(in: -140...50, using: &generator),
                significand: Float.random(in: 1..<2, using: &generator))
        }
    }

    static let rowWidths = [1, 2, 3, 10, 17]

    /// Rows of logits, some with ties, infinities and NaN.
    static func rows(width: Int) -> [[Float]] {
        var generator = SeededGenerator(seed: UInt64(width))
        let ordinary = (0..<100).map { _ in generator.floats(width, in: -30...30) }
        let mixed = (0..<100).map { _ in
            (0..<width).map { _ in special.randomElement(using: &generator) ?? 0 }
        }
        let equal = special.map { [Float](repeating: $0, count: width) }
        return ordinary + mixed + equal
    }
}
