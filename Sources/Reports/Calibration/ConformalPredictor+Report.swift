internal import Figures
internal import FileIO
internal import ImageClassification
internal import StrictJSON

/// What reports say of the prediction set of one image. The keys are documented in
/// `docs/command.md`; they stay as they are.
extension ConformalPredictor {
    /// The names of the classes in braces; `{}` if there are none.
    func text(of answer: Classification, classNames: [String]) -> String {
        let names = classes(ofLogits: answer.logits.span).map { displayName(classNames[$0]) }
        return "{\(names.joined(separator: ", "))}"
    }

    func json(of answer: Classification, classNames: [String]) -> JSONValue.Member {
        let classes = classes(ofLogits: answer.logits.span)
        return .init(
            "prediction_set",
            [
                "coverage": .double(coverage),
                "classes": .array(classes.map { .integer($0) }),
                "names": .array(classes.map { .string(classNames[$0]) }),
            ])
    }

    /// The classes, separated by spaces.
    func csv(of answer: Classification) -> String {
        classes(ofLogits: answer.logits.span).map(String.init).joined(separator: " ")
    }

    /// What a set promises.
    var guarantee: String {
        "a set holds the true class of \(share) of images like the \(grouped(calibrationCount)) of "
            + "calibration, on average (split conformal prediction)"
    }

    /// The coverage in percent with as many digits as it needs, up to four.
    var share: String {
        var text = fixed(100 * coverage, 4)
        while text.last == "0" { text.removeLast() }
        return (text.last == "." ? String(text.dropLast()) : text) + " %"
    }
}

extension PredictionSetCounts {
    /// The coverage and the sizes in one line.
    var text: String {
        let found = sizes.enumerated().filter { $0.element > 0 }
        let shown = found.prefix(8).map { "\($0.offset): \(grouped($0.element))" }
            .joined(separator: ", ")
        return "\(percent(coverage)) hold the label, \(predictor.share) asked  (mean size "
            + "\(fixed(meanSize, 4)); of size \(shown)\(found.count > 8 ? ", …" : ""); "
            + "\(grouped(predictor.calibrationCount)) scores)"
    }

    var json: JSONValue {
        [
            "asked": .double(predictor.coverage), "coverage": .double(coverage),
            "covered": .integer(covered), "mean_size": .double(meanSize),
            "sizes": .array(sizes.map { .integer($0) }),
            "scores": .integer(predictor.calibrationCount), "rank": .integer(predictor.rank),
            "limit": .double(predictor.limit),
        ]
    }
}

extension RejectionCounts {
    /// How many, and how the others are answered, in one line.
    var text: String {
        "\(percent(rejectedShare))  (\(grouped(rejected)); of the others "
            + "\(percent(acceptedAccuracy)) are right)"
    }

    var json: JSONValue {
        [
            "rejected": .integer(rejected), "rejected_share": .double(rejectedShare),
            "accepted": .integer(accepted), "accepted_correct": .integer(acceptedCorrect),
            "accepted_accuracy": .double(acceptedAccuracy),
        ]
    }
}
