public import Datasets
internal import DigitPreparation
internal import FileIO
public import ImageClassification
public import ModelFiles
internal import StrictJSON

/// The report of classified pictures.
public struct PictureReport {
    let pictures: [ClassifiedPicture]
    let classNames: [String]
    let shape: ImageShape
    let topK: Int
    let showsPictures: Bool
    /// The model, if the report is to say where what it assumes came from.
    let model: Model?
    /// Whether each of several digits was classified.
    let listsDigits: Bool
    /// What makes prediction sets, if they were asked for.
    let sets: ConformalPredictor?

    /// Puts a report together.
    ///
    /// - Parameters:
    ///   - pictures: The pictures with their answers.
    ///   - classNames: What each class is called.
    ///   - shape: The size of an image.
    ///   - topK: How many classes are named for each image.
    ///   - showsPictures: Whether the text shows the images.
    ///   - model: The model; of one without a manifest the report says what was assumed.
    ///   - listsDigits: Whether each of several digits was classified.
    ///   - sets: What makes prediction sets, if they were asked for.
    public init(
        pictures: [ClassifiedPicture], classNames: [String], shape: ImageShape, topK: Int,
        showsPictures: Bool = false, listsDigits: Bool = false, model: Model? = nil,
        sets: ConformalPredictor? = nil
    ) {
        self.pictures = pictures
        self.classNames = classNames
        self.shape = shape
        self.topK = topK
        self.showsPictures = showsPictures
        self.model = model
        self.listsDigits = listsDigits
        self.sets = sets
    }

    /// Whether no picture could be classified.
    public var isEmpty: Bool { pictures.isEmpty }

    /// The report in a form.
    public func rendered(as format: OutputFormat) -> String {
        switch format {
        case .text:
            (showsPictures ? charts : table) + leftOutText
                + (sets.map { $0.guarantee + "\n" } ?? "")
                + originText
        case .json: pictures.map { json(of: $0).text() + "\n" }.joined()
        case .csv: csv
        }
    }

    /// What was assumed of the model, and how pictures were prepared for it, which no file without a
    /// manifest says.
    private var originText: String {
        guard let model, model.origins != nil else { return "" }
        let preparation = model.manifest.effectivePreparation
        return model.originText
            + "pictures are prepared "
            + (preparation == .digit ? "as digits\n" : "not at all\n")
    }

    /// What a picture, or a part of it, was taken for.
    private func name(of answer: Classification) -> String {
        let name = displayName(classNames[answer.prediction])
        guard answer.isRejected else { return name }
        return "\(model?.manifest.rejectedName ?? "none of the classes") (else \(name))"
    }

    /// Whether the model was asked which pictures show none of its classes.
    private var tellsRejected: Bool {
        pictures.contains { $0.digits.contains { $0.answer.rejection != nil } }
    }

    /// The answers to the digits of each line of writing, `?` for what is none, one after the other:
    /// a row of digits is a number.
    private func lines(of picture: ClassifiedPicture) -> [String] {
        picture.lines.map { line in
            let names = line.map { $0.answer.isRejected ? "?" : classNames[$0.answer.prediction] }
            return names.joined(separator: names.allSatisfy { $0.count == 1 } ? "" : " ")
        }
    }

    private func reading(of picture: ClassifiedPicture) -> String {
        lines(of: picture).joined(separator: " ")
    }

    /// What was left out of pictures, a line for each that has some.
    private var leftOutText: String {
        pictures.filter { !$0.leftOut.isEmpty }.map { picture in
            let marks = picture.leftOut.map { "\($0.kind.rawValue) at \($0.box.geometry)" }
            return "\(displayName(picture.file, maximumLength: .max)): left out: "
                + marks.joined(separator: ", ") + "\n"
        }.joined()
    }
}

// MARK: Text

extension PictureReport {
    /// A line for each digit; with several in a picture, a line before them with all.
    private var table: String {
        var table = TextTable(
            [.left, .left] + (0..<topK).flatMap { _ in [TextTable.Alignment.left, .right] }
                + [.left])
        table.append(
            ["picture", listsDigits ? "box" : ""]
                + (0..<topK).flatMap { [$0 == 0 ? "answer" : "or", "probability"] }
                + [sets == nil ? "" : "set"])
        for picture in pictures {
            let file = displayName(picture.file, maximumLength: .max)
            if listsDigits {
                let empty = [String](repeating: "", count: 2 * topK)
                table.append([file, "", displayName(reading(of: picture))] + empty)
            }
            for digit in picture.digits {
                let answers = digit.answer.ranking.prefix(topK).flatMap { label in
                    [
                        label == digit.answer.prediction
                            ? name(of: digit.answer) : displayName(classNames[label]),
                        probability(Double(digit.answer.probabilities[label])),
                    ]
                }
                table.append(
                    (listsDigits ? ["", digit.box.geometry] : [file, ""]) + answers
                        + [sets?.text(of: digit.answer, classNames: classNames) ?? ""])
            }
        }
        return table.text
    }

    private var charts: String {
        pictures.flatMap { picture in
            picture.digits.map { digit in
                let file = displayName(picture.file, maximumLength: .max)
                let set =
                    sets.map { ", \($0.text(of: digit.answer, classNames: classNames))" } ?? ""
                let place = listsDigits ? ", \(digit.box.geometry)" : ""
                return AnswerChart(
                    pixels: digit.pixels, shape: shape,
                    title: "\(file)\(place): \(name(of: digit.answer))\(set)",
                    answer: digit.answer, classNames: classNames.map { displayName($0) }
                ).text
            }
        }.joined(separator: "\n")
    }
}

// MARK: JSON and CSV

/// The keys and columns are documented in `docs/command.md`; they stay as they are.
extension PictureReport {
    private func json(of picture: ClassifiedPicture) -> JSONValue {
        let digits = picture.digits.map(members)
        let leftOut: [JSONValue.Member] =
            picture.leftOut.isEmpty
            ? []
            : [
                .init(
                    "left_out",
                    .array(
                        picture.leftOut.map { mark in
                            ["kind": .string(mark.kind.rawValue), "box": mark.box.json]
                        }))
            ]
        let origins = leftOut + (model?.originMembers ?? [])
        return listsDigits
            ? .object(
                [
                    .init("file", .string(picture.file)),
                    .init("reading", .string(reading(of: picture))),
                    .init("lines", .array(lines(of: picture).map { .string($0) })),
                    .init("digits", .array(digits.map(JSONValue.object))),
                ] + origins)
            : .object([.init("file", .string(picture.file))] + digits.joined() + origins)
    }

    private func members(of digit: ClassifiedPicture.Digit) -> [JSONValue.Member] {
        [.init("box", digit.box.json)]
            + digit.answer.members(
                classNames: classNames, topK: topK, sets: sets)
    }

    private var csv: String {
        var text = csvLine(
            [
                "file", "digit", "x", "y", "width", "height", "rank", "prediction", "name",
                "probability",
            ] + (tellsRejected ? ["rejected"] : []) + (sets == nil ? [] : ["prediction_set"]))
        for picture in pictures {
            for (index, digit) in picture.digits.enumerated() {
                let box = digit.box
                for (rank, label) in digit.answer.ranking.prefix(topK).enumerated() {
                    let numbers = [index + 1, box.x, box.y, box.width, box.height, rank + 1, label]
                    text += csvLine(
                        [picture.file] + numbers.map(String.init)
                            + [classNames[label], "\(digit.answer.probabilities[label])"]
                            + (tellsRejected ? ["\(digit.answer.isRejected)"] : [])
                            + (sets.map { [$0.csv(of: digit.answer)] } ?? []))
                }
            }
        }
        return text
    }
}
