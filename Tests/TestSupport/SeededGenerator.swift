/// Random numbers that are the same in every run (SplitMix64, Steele, Lea and Flood 2014).
public struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    /// Creates a generator; equal seeds give equal numbers.
    public init(seed: UInt64) {
        state = seed
    }

    /// The next 64 random bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    /// Floats spread evenly over a range.
    public mutating func floats(_ count: Int, in range: ClosedRange<Float> = -1...1) -> [Float] {
        (0..<count).map { _ in Float.random(in: range, using: &self) }
    }

    /// Floats of which about the given share is exactly 0.
    public mutating func sparseFloats(
        _ count: Int, in range: ClosedRange<Float> = -1...1, zeroShare: Double = 0.8
    ) -> [Float] {
        (0..<count).map { _ in
            Double.random(in: 0..<1, using: &self) < zeroShare
                ? 0 : Float.random(in: range, using: &self)
        }
    }

    /// Bytes of which about the given share is 0, as in images of digits.
    public mutating func pixels(_ count: Int, zeroShare: Double = 0.8) -> [UInt8] {
        (0..<count).map { _ in
            Double.random(in: 0..<1, using: &self) < zeroShare
                ? 0 : UInt8.random(in: 1...255, using: &self)
        }
    }

    /// Floats of which about half are at the edges of what a `Float` is: both zeros, the smallest
    /// subnormal numbers and those next to the normal ones.
    public mutating func edgeFloats(
        _ count: Int, in range: ClosedRange<Float> = -1...1
    ) -> [Float] {
        let edges: [Float] = [
            0, -0.0, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, 0x1p-140, -0x1.8p-130,
            .leastNormalMagnitude, -.leastNormalMagnitude,
        ]
        return (0..<count).map { _ in
            let float = Float.random(in: range, using: &self)
            return Bool.random(using: &self) ? float : edges[Int.random(in: 0...7, using: &self)]
        }
    }
}
