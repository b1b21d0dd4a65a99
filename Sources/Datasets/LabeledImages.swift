/// A data set in two files: images and their labels.
///
/// The value only says where the data is; nothing is opened before it is evaluated.
public struct LabeledImages: Hashable, Sendable {
    /// The path of the IDX file of images, gzip or plain.
    public var images: String
    /// The path of the IDX file of labels, gzip or plain.
    public var labels: String
    /// The published set that the files are said to hold; other content is then refused.
    public var preset: DatasetPreset?
    /// The path of a file of labels to be corrected, see ``LabelCorrections``.
    ///
    /// Results are then given both ways, against the labels as published and as corrected.
    public var corrections: String?

    /// Names the files of a data set.
    public init(
        images: String, labels: String, preset: DatasetPreset? = nil, corrections: String? = nil
    ) {
        self.images = images
        self.labels = labels
        self.preset = preset
        self.corrections = corrections
    }
}
