public import Datasets

/// What a file is as a data set, when names and shapes tell what in it are images and labels.
public struct DataOutline: Sendable {
    /// The number of images.
    public let imageCount: Int
    /// The size of an image.
    public let shape: ImageShape
    /// Whether each image comes with a label.
    public let hasLabels: Bool
    /// What was told from names and shapes, in sentences that begin with the file.
    public let notes: [String]

    /// Opens a file as images; `nil` if it cannot be told what they are.
    init?(path: String) {
        guard let reader = try? LabeledImages(images: path).openImages() else { return nil }
        self.init(reader)
    }

    init(_ reader: ImageReader) {
        imageCount = reader.count
        shape = reader.shape
        hasLabels = reader.labelColumns > 0
        notes = reader.notes
    }
}
