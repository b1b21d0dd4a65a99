/// Precision, recall and F1 of every class, with averages, as scikit-learn's
/// `classification_report` defines them.
///
/// A quotient whose denominator is zero (a class never predicted, or absent) counts as 0.
public struct ClassificationReport: Hashable, Sendable {
    /// The scores of one class, or an average over classes.
    public struct Row: Hashable, Sendable {
        /// The share of items predicted as the class that belong to it, 0…1.
        public let precision: Double
        /// The share of items of the class that were predicted as it, 0…1.
        public let recall: Double
        /// The harmonic mean of precision and recall, 0…1.
        public let f1: Double
        /// How many items of the class there are; for an average, of all classes.
        public let support: Int
    }

    /// One row per class, in class order.
    public let classes: [Row]
    /// The plain mean over classes.
    ///
    /// As in scikit-learn, classes that occur neither as label nor as prediction do not count.
    public let macroAverage: Row
    /// The mean over classes, each weighted by its support.
    public let weightedAverage: Row

    /// Computes the report of a confusion matrix.
    public init(_ matrix: ConfusionMatrix) {
        let rows = (0..<matrix.classCount).map { index in
            Self.row(
                hits: matrix[label: index, prediction: index],
                predicted: matrix.predicted(index), support: matrix.support(index))
        }
        let seen = rows.indices.filter { rows[$0].support > 0 || matrix.predicted($0) > 0 }
        classes = rows
        macroAverage = Self.mean(of: seen.map { (rows[$0], 1) })
        weightedAverage = Self.mean(of: rows.map { ($0, $0.support) })
    }

    private static func row(hits: Int, predicted: Int, support: Int) -> Row {
        Row(
            precision: ratio(hits, predicted), recall: ratio(hits, support),
            f1: ratio(2 * hits, predicted + support), support: support)
    }

    private static func ratio(_ numerator: Int, _ denominator: Int) -> Double {
        denominator == 0 ? 0 : Double(numerator) / Double(denominator)
    }

    private static func mean(of rows: [(row: Row, weight: Int)]) -> Row {
        let weights = rows.reduce(0) { $0 + $1.weight }
        func mean(_ score: (Row) -> Double) -> Double {
            guard weights > 0 else { return 0 }
            return rows.reduce(0) { $0 + Double($1.weight) * score($1.row) } / Double(weights)
        }
        return Row(
            precision: mean(\.precision), recall: mean(\.recall), f1: mean(\.f1),
            support: rows.reduce(0) { $0 + $1.row.support })
    }
}
