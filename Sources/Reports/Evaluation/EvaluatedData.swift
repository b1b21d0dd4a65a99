internal import ImageClassification
internal import StrictJSON

/// What a report says of the images that were looked at.
struct EvaluatedData {
    let dataset: LabeledImages
    let verified: DatasetPreset?
    /// The number of images that were looked at, of `imageCount` in the file.
    let total: Int
    let imageCount: Int

    var text: String {
        if let verified {
            return "\(verified.title) test set (verified: SHA-256 of both files matches)"
        }
        let name =
            dataset.preset.map { "\($0.title) test set" } ?? terminalSafe(dataset.images)
        if total < imageCount {
            return "\(name), the first \(grouped(total)) of "
                + "\(grouped(imageCount)) images (not verified: --limit)"
        }
        return "\(name) (not a known set)"
    }

    var json: [JSONValue.Member] {
        [
            .init("dataset", .optional((verified ?? dataset.preset)?.rawValue)),
            .init("verified", .bool(verified != nil)),
            .init("images_file", .string(dataset.images)),
            .init("labels_file", .string(dataset.labels ?? dataset.images)),
        ]
    }
}
