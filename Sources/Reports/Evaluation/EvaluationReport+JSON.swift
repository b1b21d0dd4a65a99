internal import ImageClassification
internal import PartialResults
internal import StrictJSON

/// The keys are documented in `docs/command.md`; they stay as they are.
extension EvaluationReport {
    var json: JSONValue {
        let report = evaluation.report
        var members = data.json
        members += [
            .init("model", .object(model.members)),
            .init("images", .integer(evaluation.total)),
        ]
        members += accuracy.json
        members += [
            .init("mean_cross_entropy", .double(evaluation.meanCrossEntropy)),
            .init(
                "top_k",
                [
                    "k": .integer(evaluation.topK), "correct": .integer(evaluation.topKCorrect),
                    "accuracy": .double(evaluation.topKAccuracy),
                ]),
            .init("classes", .array(report.classes.enumerated().map { json($0, $1) })),
            .init("macro_average", .object(scores(report.macroAverage))),
            .init("weighted_average", .object(scores(report.weightedAverage))),
        ]
        members.append(.init("calibration", .object(calibration)))
        if let sets = predictionSets { members.append(.init("prediction_sets", sets.json)) }
        if let rejection = rejection { members.append(.init("rejection", rejection.json)) }
        if showsConfusion { members.append(.init("confusion_matrix", confusionJSON)) }
        if showsMistakes { members.append(.init("misclassified", mistakesJSON)) }
        if let corrected = corrected, let accuracy = correctedAccuracy {
            members.append(.init("corrected", .object(corrected.json + accuracy.json)))
        }
        return .object(members + run.json + fileMembers)
    }

    /// The files, where there are several.
    private var fileMembers: [JSONValue.Member] {
        guard !files.isEmpty else { return [] }
        return [
            .init(
                "files",
                .array(
                    files.map { file in
                        [
                            "images_file": .string(file.facts.images),
                            "labels_file": .string(file.facts.labels),
                            "images": .integer(file.identity.imageCount),
                        ]
                    }))
        ]
    }

    private var calibration: [JSONValue.Member] {
        [
            .init("negative_log_likelihood", .double(evaluation.meanCrossEntropy)),
            .init("brier_score", .double(evaluation.brierScore)),
        ] + evaluation.calibration.json(listsBins: showsReliability)
    }

    private func json(_ label: Int, _ row: ClassificationReport.Row) -> JSONValue {
        .object(
            [.init("label", .integer(label)), .init("name", .string(classNames[label]))]
                + scores(row))
    }

    private func scores(_ row: ClassificationReport.Row) -> [JSONValue.Member] {
        [
            .init("precision", .double(row.precision)), .init("recall", .double(row.recall)),
            .init("f1", .double(row.f1)), .init("support", .integer(row.support)),
        ]
    }

    private var confusionJSON: JSONValue {
        let matrix = evaluation.confusion
        return .array(
            (0..<matrix.classCount).map { label in
                .array(
                    (0..<matrix.classCount).map {
                        .integer(matrix[label: label, prediction: $0])
                    })
            })
    }

    private var mistakesJSON: JSONValue {
        .array(
            listedMistakes.map { mistake in
                var members: [JSONValue.Member] = [
                    .init("index", .integer(mistake.index)),
                    .init("label", .integer(mistake.label)),
                    .init("prediction", .integer(mistake.prediction)),
                    .init("confidence", .double(mistake.confidence)),
                ]
                if corrected != nil {
                    let label = correctedLabel(of: mistake)
                    members.append(.init("corrected_label", label.map { .integer($0) } ?? .null))
                }
                return .object(members)
            })
    }
}
