internal import ImageClassification
internal import StrictJSON

/// What a report says of the images that were looked at.
struct EvaluatedData {
    let dataset: LabeledImages
    let verified: DatasetPreset?
    /// The number of images that were looked at, of `imageCount` in the file.
    let total: Int
    let imageCount: Int
    /// What was taken for granted or looks wrong, in sentences.
    let remarks: [String]

    var text: String {
        if let verified {
            return "\(verified.title) test set (verified: SHA-256 of both files matches)"
        }
        let file = terminalSafe(dataset.images)
        let name =
            dataset.preset.map { "\($0.title) test set" }
            ?? dataset.layout.map { "\($0.title), \(file)" } ?? file
        let words = dataset.options.words.map { ", \($0)" }.joined()
        if total < imageCount {
            return "\(name), the first \(grouped(total)) of "
                + "\(grouped(imageCount)) images (not verified: --limit\(words))"
        }
        return "\(name) (\(dataset.layout == nil ? "not a known set" : "not verified")\(words))"
    }

    private var remarkMembers: [JSONValue.Member] {
        remarks.isEmpty ? [] : [.init("remarks", .array(remarks.map { .string($0) }))]
    }

    var json: [JSONValue.Member] {
        [
            .init(
                "dataset", .optional((verified ?? dataset.preset)?.rawValue ?? dataset.layout?.name)
            ),
            .init("verified", .bool(verified != nil)),
            .init("images_file", .string(dataset.images)),
            .init("labels_file", .string(dataset.labels ?? dataset.images)),
        ] + dataset.options.members + remarkMembers
    }
}
