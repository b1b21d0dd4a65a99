/// How the answers of two classifiers to the same items compare, with each other and with the
/// labels.
public struct ModelComparison: Hashable, Sendable {
    /// An item that the classifiers answer differently.
    public struct Disagreement: Hashable, Sendable {
        /// The item's position in the data set, from 0.
        public let index: Int
        /// The true class.
        public let label: Int
        /// What the first classifier answers.
        public let first: Int
        /// What the second classifier answers.
        public let second: Int
    }

    /// How many items both get right.
    public private(set) var bothCorrect = 0
    /// How many items only the first classifier gets right.
    public private(set) var onlyFirstCorrect = 0
    /// How many items only the second classifier gets right.
    public private(set) var onlySecondCorrect = 0
    /// How many items both get wrong with the same answer.
    public private(set) var bothWrongAlike = 0
    /// How many items both get wrong with different answers.
    public private(set) var bothWrongDifferently = 0
    /// The disagreements with the lowest indices, at most `disagreementLimit` of them.
    public private(set) var disagreements: [Disagreement] = []
    /// How many disagreements are kept.
    public let disagreementLimit: Int

    /// Creates a comparison of no items.
    ///
    /// - Parameter disagreementLimit: How many disagreements to keep; those with the lowest indices.
    public init(disagreementLimit: Int = 0) {
        self.disagreementLimit = disagreementLimit
    }

    /// Counts one item; items come in rising order of `index`.
    public mutating func record(first: Int, second: Int, index: Int, label: Int) {
        switch (first == label, second == label) {
        case (true, true): bothCorrect += 1
        case (true, false): onlyFirstCorrect += 1
        case (false, true): onlySecondCorrect += 1
        case (false, false) where first == second: bothWrongAlike += 1
        case (false, false): bothWrongDifferently += 1
        }
        if first != second, disagreements.count < disagreementLimit {
            disagreements.append(
                Disagreement(index: index, label: label, first: first, second: second))
        }
    }

    /// The number of items.
    public var total: Int { bothCorrect + onlyFirstCorrect + onlySecondCorrect + bothWrong }

    /// How many items both get wrong.
    public var bothWrong: Int { bothWrongAlike + bothWrongDifferently }

    /// How many items the first classifier gets right.
    public var firstCorrect: Int { bothCorrect + onlyFirstCorrect }

    /// How many items the second classifier gets right.
    public var secondCorrect: Int { bothCorrect + onlySecondCorrect }

    /// How many items are answered differently.
    public var disagreementCount: Int {
        onlyFirstCorrect + onlySecondCorrect + bothWrongDifferently
    }

    /// Whether one of them is right more often, beyond what chance would explain.
    public var mcNemarTest: McNemarTest {
        McNemarTest(onlyFirst: onlyFirstCorrect, onlySecond: onlySecondCorrect)
    }
}
