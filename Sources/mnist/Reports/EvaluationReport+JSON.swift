import ImageClassification
import StrictJSON

/// The keys are documented in `docs/command.md`; they stay as they are.
extension EvaluationReport {
    var json: JSONValue {
        let report = evaluation.report
        let interval = evaluation.accuracyInterval
        var members: [JSONValue.Member] = [
            .init("dataset", .optional((result.verified ?? dataset.preset)?.rawValue)),
            .init("verified", .bool(result.verified != nil)),
            .init("images_file", .string(dataset.images)),
            .init("labels_file", .string(dataset.labels)),
            .init("model", model.json),
            .init("images", .integer(evaluation.total)),
            .init("correct", .integer(evaluation.correct)),
            .init("accuracy", .double(evaluation.accuracy)),
            .init("accuracy_interval", [.double(interval.lower), .double(interval.upper)]),
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
        if showsConfusion { members.append(.init("confusion_matrix", confusionJSON)) }
        if showsMistakes { members.append(.init("misclassified", mistakesJSON)) }
        let timing = result.timing
        members += [
            .init(
                "seconds",
                [
                    "wall": .double(timing.wall.seconds),
                    "reading": .double(timing.reading.seconds),
                    "inference": .double(timing.inference.seconds),
                ]),
            .init("threads", .integer(timing.threads)),
            .init("batch_size", .integer(batchSize)),
            .init("kernel", .string(kernel)),
        ]
        return .object(members)
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
            evaluation.mistakes.map { mistake in
                [
                    "index": .integer(mistake.index), "label": .integer(mistake.label),
                    "prediction": .integer(mistake.prediction),
                    "confidence": .double(mistake.confidence),
                ]
            })
    }
}
