/// How large prediction sets are, and how often they hold the true class.
public struct PredictionSetCounts: Hashable, Sendable {
    /// What made the sets.
    public let predictor: ConformalPredictor
    /// How many sets there are of each size, 0 to M classes.
    public private(set) var sizes: [Int]
    /// How many sets hold the true class.
    public private(set) var covered = 0

    /// Begins to count sets of up to `classCount` classes.
    public init(_ predictor: ConformalPredictor, classCount: Int) {
        self.predictor = predictor
        sizes = Array(repeating: 0, count: classCount + 1)
    }

    /// Restores counts that were kept; `sizes` has one more than there are classes.
    package init(_ predictor: ConformalPredictor, sizes: [Int], covered: Int) {
        (self.predictor, self.sizes, self.covered) = (predictor, sizes, covered)
    }

    /// Adds the counts of other sets, which the same predictor made of as many classes.
    public mutating func merge(_ other: PredictionSetCounts) {
        precondition(
            predictor == other.predictor && sizes.count == other.sizes.count,
            "sets of one predictor and as many classes")
        for size in sizes.indices { sizes[size] += other.sizes[size] }
        covered += other.covered
    }

    /// Counts one set.
    public mutating func record(size: Int, isCovered: Bool) {
        sizes[size] += 1
        if isCovered { covered += 1 }
    }

    /// The number of sets.
    public var total: Int { sizes.reduce(0, +) }
    /// The share of sets that hold the true class, 0…1; 0 when there are none.
    public var coverage: Double { total == 0 ? 0 : Double(covered) / Double(total) }
    /// The mean number of classes in a set; 0 when there are none.
    public var meanSize: Double {
        // Their product with the classes may be more than an integer holds.
        let classes = sizes.enumerated().reduce(0.0) { $0 + Double($1.offset) * Double($1.element) }
        return total == 0 ? 0 : classes / Double(total)
    }
}
