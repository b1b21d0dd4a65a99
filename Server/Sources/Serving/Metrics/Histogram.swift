/// How often times fell below each of some bounds.
struct Histogram: Sendable {
    /// The bounds in nanoseconds, 10 µs to 10 s in steps of 1, 2.5, 5.
    static let bounds: [UInt64] =
        (0..<6).flatMap { decade in
            [10, 25, 50].map { $0 * 1000 * (0..<decade).reduce(1) { value, _ in value * 10 } }
        } + [10_000_000_000]

    private(set) var counts = [UInt64](repeating: 0, count: bounds.count + 1)
    private(set) var sum: UInt64 = 0

    mutating func add(_ nanoseconds: UInt64) {
        var index = 0
        while index < Self.bounds.count, nanoseconds > Self.bounds[index] { index += 1 }
        counts[index] += 1
        sum += nanoseconds
    }

    static func += (left: inout Histogram, right: Histogram) {
        for index in left.counts.indices { left.counts[index] += right.counts[index] }
        left.sum += right.sum
    }
}
