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

    /// Names the two files of a data set.
    public init(images: String, labels: String, preset: DatasetPreset? = nil) {
        self.images = images
        self.labels = labels
        self.preset = preset
    }
}
