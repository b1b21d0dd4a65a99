/// Where the images of a data set are, where their labels are, and how both are laid out.
///
/// The value only says where the data is; nothing is opened before it is needed. Every reading of
/// images goes through ``openImages()``.
public struct LabeledImages: Hashable, Sendable {
    /// The path of the images: an IDX file, gzip or plain.
    public var images: String
    /// The path of the file of labels; `nil` where they are in the images' file, or not known.
    public var labels: String?
    /// What the files do not say of themselves.
    public var options: DataOptions
    /// The published set that the files are said to hold; other content is then refused.
    public var preset: DatasetPreset?
    /// The path of a file of labels to be corrected, see ``LabelCorrections``.
    ///
    /// Results are then given both ways, against the labels as published and as corrected.
    public var corrections: String?

    /// Names the files of a data set.
    public init(
        images: String, labels: String? = nil, options: DataOptions = DataOptions(),
        preset: DatasetPreset? = nil, corrections: String? = nil
    ) {
        self.images = images
        self.labels = labels
        self.options = options
        self.preset = preset
        self.corrections = corrections
    }

    /// Opens the images.
    ///
    /// - Throws: `IDXError` or ``DatasetError`` when they cannot be opened, or are none.
    public func openImages() throws -> ImageReader {
        try ImageReader(path: images, options: options)
    }

    /// Opens the images; their compressed bytes are recorded if they may be a bundled set's.
    package func openImages(mayBeDigested: Bool) throws -> ImageReader {
        let isDigested = mayBeDigested && !options.changesPixels
        return try ImageReader(path: images, options: options) {
            isDigested && ImagesDigest.needsStoredBytes(ofFileWithSize: $0)
        }
    }

    /// Opens the file of labels; `nil` if they have none of their own.
    ///
    /// - Parameter classCount: The number of classes; a label of another is an error.
    public func openLabels(classCount: Int) throws -> LabelReader? {
        try labels.map { try LabelReader(path: $0, classCount: classCount, options: options) }
    }

    /// The path that errors name where a label is wrong.
    package var labelSource: String { labels ?? images }

    /// Whether the labels are somewhere, as far as is known before anything is opened.
    package var mayHaveLabels: Bool { labels != nil || DataFormats.mayCarryLabels(images) }
}
