internal import Figures
internal import FileIO
internal import ImageClassification

extension ComparisonReport {
    var text: String {
        var text = summary + "\n" + Self.figures(comparison)
        if let corrected = result.corrected {
            text += "\nWith \(corrected.text):\n\n" + Self.figures(corrected.result)
        }
        if showsDisagreements { text += "\n" + disagreementTable }
        return text + "\n"
            + EvaluationRun(result.timing, batchSize: batchSize)
            .text(images: comparison.total)
    }

    private var summary: String {
        var table = TextTable([.left, .left])
        table.append(["data", data.text])
        for remark in remarks { table.append(["note", terminalSafe(remark)]) }
        for (letter, model) in [("A", first), ("B", second)] {
            table.append([letter, model.summary])
            for row in model.originRows { table.append([row.key, row.text]) }
        }
        table.append(["images", grouped(comparison.total)])
        return table.text
    }

    private static func figures(_ comparison: ModelComparison) -> String {
        var accuracies = TextTable([.left, .right, .right, .right])
        accuracies.append(["", "correct", "accuracy", "95 % Wilson interval"])
        for (name, accuracy) in zip(["A", "B"], comparison.accuracies) {
            accuracies.append([
                name, grouped(accuracy.correct), accuracy.percentage, accuracy.intervalText,
            ])
        }
        var table = TextTable([.left, .right, .right])
        table.append(["", "B right", "B wrong"])
        for row in Self.table(comparison) { table.append(row) }
        var verdict = TextTable([.left, .left])
        for row in Self.verdict(comparison) { verdict.append([row.name, row.value]) }
        return accuracies.text + "\n" + table.text + "\n" + verdict.text
    }

    /// The rows of right and wrong answers of A, each with the counts of B.
    static func table(_ comparison: ModelComparison) -> [[String]] {
        [
            ["A right", grouped(comparison.bothCorrect), grouped(comparison.onlyFirstCorrect)],
            ["A wrong", grouped(comparison.onlySecondCorrect), grouped(comparison.bothWrong)],
        ]
    }

    /// How many answers differ, and McNemar's test.
    static func verdict(_ comparison: ModelComparison) -> [(name: String, value: String)] {
        let test = comparison.mcNemarTest
        let p = test.pValue < 1e-4 ? "p < 0.0001" : "p = \(fixed(test.pValue, 4))"
        return [
            (
                "answers",
                "\(grouped(comparison.disagreementCount)) differ, of which "
                    + "\(grouped(comparison.bothWrongDifferently)) are both wrong"
            ),
            (
                "McNemar",
                "\(p)  (exact, two-sided; only A right \(grouped(test.onlyFirst)), "
                    + "only B right \(grouped(test.onlySecond)))"
            ),
        ]
    }

    private var disagreementTable: String {
        let names = first.manifest.classes
        var table = TextTable([.right, .left, .left, .left, .left])
        table.append(["image", "true", "A", "B", result.corrected == nil ? "" : "corrected"])
        for item in listed {
            table.append([
                "\(item.index)", displayName(names[item.label]), displayName(names[item.first]),
                displayName(second.manifest.classes[item.second]),
                correctedLabel(of: item).map { displayName(names[$0]) } ?? "",
            ])
        }
        return table.text
    }
}
