internal import ImageClassification
internal import PartialResults
internal import StrictJSON

/// What a report says of the images that were looked at.
struct EvaluatedData {
    /// In words.
    let text: String
    /// The name of the data set, if it is known.
    let name: String?
    let isVerified: Bool
    /// The paths of images and labels.
    let images: String
    let labels: String
    /// The member `data_options`, if there is one.
    let options: [JSONValue.Member]
    /// What was taken for granted or looks wrong, in sentences.
    let remarks: [String]

    /// Describes a data set, or a part of one.
    ///
    /// - Parameters:
    ///   - range: Which images were looked at, of `imageCount` in the file.
    ///   - isLimited: Whether the range was said as a limit.
    init(
        dataset: LabeledImages, verified: DatasetPreset?, range: Range<Int>, imageCount: Int,
        isLimited: Bool = true, remarks: [String]
    ) {
        let isWhole = range.count == imageCount
        let verified = isWhole ? verified : nil
        text = Self.text(
            dataset, verified, isWhole ? nil : range, imageCount, isLimited: isLimited)
        name = (verified ?? dataset.preset)?.rawValue ?? dataset.layout?.name
        isVerified = verified != nil
        images = dataset.images
        labels = dataset.labels ?? dataset.images
        options = dataset.options.members
        self.remarks = remarks
    }

    private static func text(
        _ dataset: LabeledImages, _ verified: DatasetPreset?, _ part: Range<Int>?,
        _ imageCount: Int, isLimited: Bool
    ) -> String {
        if let verified {
            return "\(verified.title) test set (verified: SHA-256 of both files matches)"
        }
        let file = terminalSafe(dataset.images)
        let name =
            dataset.preset.map { "\($0.title) test set" }
            ?? dataset.layout.map { "\($0.title), \(file)" } ?? file
        let words = dataset.options.words.map { ", \($0)" }.joined()
        guard let part else {
            return "\(name) (\(dataset.layout == nil ? "not a known set" : "not verified")\(words))"
        }
        let images =
            isLimited
            ? "the first \(grouped(part.count))"
            : "\(grouped(part.lowerBound))..<\(grouped(part.upperBound))"
        return "\(name), \(images) of \(grouped(imageCount)) images "
            + "(not verified: \(isLimited ? "--limit" : "--range")\(words))"
    }

    /// Describes the files of which partial results were merged.
    init(_ partial: PartialEvaluation) {
        let files = partial.files.map(\.facts)
        let counted = partial.files.map { "\($0.facts.images)" }
        text =
            files.count == 1
            ? terminalSafe(files[0].text)
            : "\(grouped(files.count)) files, \(terminalSafe(counted[0])) to "
                + "\(terminalSafe(counted[counted.count - 1]))"
        let names = Set(files.map(\.dataset))
        name = names.count == 1 ? files[0].dataset : nil
        isVerified = files.count == 1 && files[0].isVerified
        images = files[0].images
        labels = files[0].labels
        let allOptions = Set(files.map(\.options))
        options =
            allOptions.count == 1
            ? files[0].options.map { [.init("data_options", $0)] } ?? [] : []
        remarks = Self.remarks(partial)
    }

    /// What evaluating the whole at once would have said.
    private static func remarks(_ partial: PartialEvaluation) -> [String] {
        let files = partial.files.map(\.facts)
        let remarks = files.flatMap(\.remarks)
        let doubt = AccuracyDoubt(
            accuracy: partial.evaluation.accuracy, imageCount: partial.imageCount)
        guard doubt.isLow else { return remarks }
        let found = files.compactMap(\.doubt)
        guard found.isEmpty else { return remarks + found }
        return doubt.isChance(classCount: partial.model.classNames.count)
            ? remarks + ["\(files[0].images): \(AccuracyDoubt.chance)"] : remarks
    }

    /// What the title of a page calls the data.
    var title: String {
        name.flatMap(DatasetPreset.init(rawValue:)).map { "\($0.title) test set" }
            ?? terminalSafe(images)
    }

    private var remarkMembers: [JSONValue.Member] {
        remarks.isEmpty ? [] : [.init("remarks", .array(remarks.map { .string($0) }))]
    }

    var json: [JSONValue.Member] {
        [
            .init("dataset", .optional(name)), .init("verified", .bool(isVerified)),
            .init("images_file", .string(images)), .init("labels_file", .string(labels)),
        ] + options + remarkMembers
    }
}
