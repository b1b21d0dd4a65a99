/// Where the images of a data set are, where their labels are, and how both are laid out.
///
/// The value only says where the data is; nothing is opened before it is needed. Every reading of
/// images goes through ``openImages()``.
///
/// Files may be in memory as well: see ``init(imageBytes:labelBytes:name:options:)`` and
/// ``init(pixels:shape:labels:name:)``. They are read, checked and reported like those on disk.
public struct LabeledImages: Hashable, Sendable {
    /// The path of the images: an IDX file, gzip or plain; the name of those in memory.
    public var images: String {
        didSet { imageBytes = nil }
    }
    /// The path of the file of labels; `nil` where they are in the images' file, or not known.
    public var labels: String? {
        didSet { labelBytes = nil }
    }
    /// The file of images where it is in memory; a path that is set takes its place.
    var imageBytes: [UInt8]?
    /// The file of labels where it is in memory.
    var labelBytes: [UInt8]?
    /// What the files do not say of themselves.
    public var options: DataOptions
    /// The published set that the files are said to hold; other content is then refused.
    public var preset: DatasetPreset?
    /// The public data set that the files are laid out as, for its names; nothing is checked by it.
    public var layout: DatasetLayout?
    /// The path of a file of labels to be corrected, see ``LabelCorrections``.
    ///
    /// Results are then given both ways, against the labels as published and as corrected.
    public var corrections: String? {
        didSet { correctionBytes = nil }
    }
    /// The file of corrections where it is in memory.
    var correctionBytes: [UInt8]?

    /// Names the files of a data set.
    public init(
        images: String, labels: String? = nil, options: DataOptions = DataOptions(),
        preset: DatasetPreset? = nil, layout: DatasetLayout? = nil, corrections: String? = nil
    ) {
        self.images = images
        self.labels = labels
        self.options = options
        self.preset = preset
        self.layout = layout
        self.corrections = corrections
    }

    /// Opens the images.
    ///
    /// - Throws: `IDXError` or ``DatasetError`` when they cannot be opened, or are none.
    public func openImages() throws -> ImageReader {
        try ImageReader(imageFile, options: options, recordsStoredBytes: { _ in false })
    }

    /// Opens the images; their compressed bytes are recorded if they may be a bundled set's.
    package func openImages(mayBeDigested: Bool) throws -> ImageReader {
        let isDigested = mayBeDigested && !options.changesPixels
        return try ImageReader(imageFile, options: options) {
            isDigested && ImagesDigest.needsStoredBytes(ofFileWithSize: $0)
        }
    }

    /// Opens the file of labels; `nil` if they have none of their own.
    ///
    /// - Parameter classCount: The number of classes; a label of another is an error.
    public func openLabels(classCount: Int) throws -> LabelReader? {
        try labelFile.map { try LabelReader($0, classCount: classCount, options: options) }
    }

    /// Reads the corrections; `nil` if there are none.
    package func readCorrections() throws(LabelCorrectionsError) -> LabelCorrections? {
        guard let corrections else { return nil }
        if let correctionBytes {
            return try LabelCorrections(bytes: correctionBytes, source: corrections)
        }
        return try LabelCorrections(path: corrections)
    }

    private var imageFile: DataFile {
        imageBytes.map { .memory($0, name: images) } ?? .path(images)
    }

    private var labelFile: DataFile? {
        labels.map { name in labelBytes.map { .memory($0, name: name) } ?? .path(name) }
    }

    /// The path that errors name where a label is wrong.
    package var labelSource: String { labels ?? images }

    /// Whether the labels are somewhere, as far as is known before anything is opened.
    package var mayHaveLabels: Bool { labels != nil || DataFormats.mayCarryLabels(imageFile) }
}
