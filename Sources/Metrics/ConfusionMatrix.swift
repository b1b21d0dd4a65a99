/// How often each class was predicted for each true class.
public struct ConfusionMatrix: Hashable, Sendable {
    /// The number of classes, M.
    public let classCount: Int
    /// Counts of shape `[M, M]`, row-major: row is the true class, column the predicted one.
    public private(set) var counts: [Int]

    /// Creates a matrix of zeros.
    public init(classCount: Int) {
        precondition(classCount > 0, "a classifier has at least one class")
        self.classCount = classCount
        counts = Array(repeating: 0, count: classCount * classCount)
    }

    /// Restores counts that were kept, [M, M].
    package init(classCount: Int, counts: [Int]) {
        precondition(classCount > 0 && counts.count == classCount * classCount)
        (self.classCount, self.counts) = (classCount, counts)
    }

    /// How many items of class `label` were predicted as `prediction`.
    public subscript(label label: Int, prediction prediction: Int) -> Int {
        counts[label * classCount + prediction]
    }

    /// Counts one item.
    public mutating func record(label: Int, prediction: Int) {
        precondition((0..<classCount).contains(label) && (0..<classCount).contains(prediction))
        counts[label * classCount + prediction] += 1
    }

    /// Adds the counts of `other`, which must have as many classes.
    public mutating func merge(_ other: ConfusionMatrix) {
        precondition(
            classCount == other.classCount, "\(classCount) and \(other.classCount) classes")
        for index in counts.indices { counts[index] += other.counts[index] }
    }

    /// The number of items counted.
    public var total: Int { counts.reduce(0, +) }

    /// The number of items on the diagonal.
    public var correct: Int { (0..<classCount).reduce(0) { $0 + self[label: $1, prediction: $1] } }

    /// The share of items on the diagonal, 0…1; 0 when there are no items.
    public var accuracy: Double { total == 0 ? 0 : Double(correct) / Double(total) }

    /// The 95 % interval of the accuracy.
    public var accuracyInterval: WilsonInterval {
        WilsonInterval(successes: correct, trials: total)
    }

    /// How many items have the true class `label`.
    public func support(_ label: Int) -> Int {
        (0..<classCount).reduce(0) { $0 + self[label: label, prediction: $1] }
    }

    /// How many items were predicted as `prediction`.
    public func predicted(_ prediction: Int) -> Int {
        (0..<classCount).reduce(0) { $0 + self[label: $1, prediction: prediction] }
    }
}
