internal import Figures
internal import ImageClassification
internal import StrictJSON

/// What reports say of a number of right answers.
struct AccuracyReport {
    let correct: Int
    let total: Int

    private var accuracy: Double { total == 0 ? 0 : Double(correct) / Double(total) }
    private var interval: WilsonInterval { WilsonInterval(successes: correct, trials: total) }

    /// The accuracy with two digits.
    var percentage: String { percent(accuracy) }

    /// The ends of the interval with two digits.
    var intervalText: String {
        "\(fixed(100 * interval.lower, 2)) to \(percent(interval.upper))"
    }

    var json: [JSONValue.Member] {
        [
            .init("correct", .integer(correct)),
            .init("accuracy", .double(accuracy)),
            .init("accuracy_interval", [.double(interval.lower), .double(interval.upper)]),
        ]
    }

    /// The columns `correct`, `accuracy`, `accuracy_lower` and `accuracy_upper`.
    var csv: [String] {
        ["\(correct)"] + [accuracy, interval.lower, interval.upper].map { "\($0)" }
    }
}

extension Corrected {
    /// How many labels were corrected, and where that is said.
    var text: String {
        let labels = changedLabels == 1 ? "1 label" : "\(grouped(changedLabels)) labels"
        return "\(labels) changed by \(terminalSafe(corrections.source))"
    }

    var json: [JSONValue.Member] {
        [
            .init("file", .string(corrections.source)),
            .init("corrections", .integer(corrections.count)),
            .init("changed_labels", .integer(changedLabels)),
        ]
    }
}
