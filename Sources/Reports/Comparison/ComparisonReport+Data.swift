internal import ImageClassification
internal import StrictJSON

/// The keys and columns are documented in `docs/command.md`; they stay as they are.
extension ComparisonReport {
    var json: JSONValue {
        var members = data.json
        members.append(.init("images", .integer(comparison.total)))
        let models = zip([first, second], comparison.accuracies)
        members.append(
            .init(
                "models",
                .array(models.map { model, accuracy in .object(model.members + accuracy.json) })))
        members += counts(comparison)
        if let corrected = result.corrected {
            let accuracies = JSONValue.array(
                corrected.result.accuracies.map { .object($0.json) })
            members.append(
                .init(
                    "corrected",
                    .object(
                        corrected.json + [.init("models", accuracies)]
                            + counts(corrected.result))))
        }
        if showsDisagreements { members.append(.init("disagreements", disagreementsJSON)) }
        return .object(members + EvaluationRun(result.timing, batchSize: batchSize).json)
    }

    private func counts(_ comparison: ModelComparison) -> [JSONValue.Member] {
        let test = comparison.mcNemarTest
        return [
            .init("both_correct", .integer(comparison.bothCorrect)),
            .init("only_first_correct", .integer(comparison.onlyFirstCorrect)),
            .init("only_second_correct", .integer(comparison.onlySecondCorrect)),
            .init("both_wrong", .integer(comparison.bothWrong)),
            .init("both_wrong_differently", .integer(comparison.bothWrongDifferently)),
            .init("disagreement_count", .integer(comparison.disagreementCount)),
            .init(
                "mcnemar",
                ["discordant": .integer(test.discordant), "p_value": .double(test.pValue)]),
        ]
    }

    private var disagreementsJSON: JSONValue {
        .array(
            listed.map { item in
                var members: [JSONValue.Member] = [
                    .init("index", .integer(item.index)), .init("label", .integer(item.label)),
                    .init("first", .integer(item.first)), .init("second", .integer(item.second)),
                ]
                if result.corrected != nil {
                    let label = correctedLabel(of: item)
                    members.append(.init("corrected_label", label.map { .integer($0) } ?? .null))
                }
                return .object(members)
            })
    }

    /// A line for each model; with corrections, another against corrected labels.
    var modelsCSV: String {
        csvLine([
            "labels", "model", "path", "images", "correct", "accuracy", "accuracy_lower",
            "accuracy_upper", "only_correct", "p_value",
        ]) + lines(comparison, labels: "published")
            + (result.corrected.map { lines($0.result, labels: "corrected") } ?? "")
    }

    private func lines(_ comparison: ModelComparison, labels: String) -> String {
        let test = comparison.mcNemarTest
        let only = [test.onlyFirst, test.onlySecond]
        return zip([first, second], zip(comparison.accuracies, only)).map { model, figures in
            csvLine(
                [labels, model.manifest.name, model.source, "\(comparison.total)"]
                    + figures.0.csv + ["\(figures.1)", "\(test.pValue)"])
        }.joined()
    }

    var disagreementsCSV: String {
        let isCorrected = result.corrected != nil
        return csvLine(
            ["index", "label", "first", "second"] + (isCorrected ? ["corrected_label"] : []))
            + listed.map { item in
                csvLine(
                    [item.index, item.label, item.first, item.second].map(String.init)
                        + (isCorrected ? [correctedLabel(of: item).map(String.init) ?? ""] : []))
            }.joined()
    }
}
