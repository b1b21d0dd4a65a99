public import Datasets
public import ImageClassification
public import ModelFiles
internal import StrictJSON

/// The report of classified images of a data set.
public struct AnswerReport {
    let images: [ClassifiedImage]
    let classNames: [String]
    let shape: ImageShape
    let topK: Int
    let showsPictures: Bool
    let options: DataOptions
    /// The model, if the report is to say where what it assumes came from.
    let model: Model?
    /// What makes prediction sets, if they were asked for.
    let sets: ConformalPredictor?

    /// Puts a report together.
    ///
    /// - Parameters:
    ///   - images: The images with their answers.
    ///   - classNames: What each class is called.
    ///   - shape: The size of an image.
    ///   - topK: How many classes are named for each image.
    ///   - showsPictures: Whether the text shows the images.
    ///   - options: What was said of the layout of the data.
    ///   - model: The model; of one without a manifest the report says what was assumed.
    ///   - sets: What makes prediction sets, if they were asked for.
    public init(
        images: [ClassifiedImage], classNames: [String], shape: ImageShape, topK: Int,
        showsPictures: Bool = false, options: DataOptions = DataOptions(), model: Model? = nil,
        sets: ConformalPredictor? = nil
    ) {
        self.images = images
        self.classNames = classNames
        self.shape = shape
        self.topK = topK
        self.showsPictures = showsPictures
        self.options = options
        self.model = model
        self.sets = sets
    }

    /// The report in a form.
    public func rendered(as format: OutputFormat) -> String {
        switch format {
        case .text:
            heading + (showsPictures ? pictures : table) + (sets.map { $0.guarantee + "\n" } ?? "")
                + (model?.originText ?? "")
        case .json: json.text(pretty: true) + "\n"
        case .csv: csv
        }
    }
}

/// The keys and columns are documented in `docs/command.md`; they stay as they are.
extension AnswerReport {
    private var json: JSONValue {
        .array(
            images.map { image in
                .object(
                    [
                        .init("index", .integer(image.index)),
                        .init("label", image.label.map { .integer($0) } ?? .null),
                    ] + image.answer.members(classNames: classNames, topK: topK, sets: sets)
                        + options.members + (model?.originMembers ?? []))
            })
    }

    /// How the data was read, if that was said.
    private var heading: String {
        options.words.isEmpty ? "" : "read as: \(options.words.joined(separator: ", "))\n"
    }

    private var csv: String {
        var text = csvLine(
            ["index", "label", "rank", "prediction", "name", "probability"]
                + (sets == nil ? [] : ["prediction_set"]))
        for image in images {
            for (rank, prediction) in image.answer.ranking.prefix(topK).enumerated() {
                text += csvLine(
                    [
                        "\(image.index)", image.label.map(String.init) ?? "", "\(rank + 1)",
                        "\(prediction)", classNames[prediction],
                        "\(image.answer.probabilities[prediction])",
                    ] + (sets.map { [$0.csv(of: image.answer)] } ?? []))
            }
        }
        return text
    }
}

extension Classification {
    /// What all reports tell of an answer.
    func members(
        classNames: [String], topK: Int, sets: ConformalPredictor?
    ) -> [JSONValue.Member] {
        [
            .init("prediction", .integer(prediction)),
            .init("name", .string(classNames[prediction])),
            .init("confidence", .float(confidence)),
            .init(
                "top",
                .array(
                    ranking.prefix(topK).map { label in
                        [
                            "label": .integer(label), "name": .string(classNames[label]),
                            "probability": .float(probabilities[label]),
                        ]
                    })),
            .init("logits", .array(logits.map { .float($0) })),
            .init("probabilities", .array(probabilities.map { .float($0) })),
        ] + rejectionMembers
            + (sets.map { [$0.json(of: self, classNames: classNames)] } ?? [])
    }

    /// Whether the image belongs to any class, if that was asked of a model that can tell.
    private var rejectionMembers: [JSONValue.Member] {
        guard let rejection else { return [] }
        return [
            .init("rejected", .bool(rejection.isRejected)),
            .init("rejection_score", .float(rejection.score)),
        ]
    }
}
