internal import Checksums
public import Datasets
public import IDX

/// What an IDX file holds.
public struct IDXInspection: Sendable {
    /// The element type and dimensions.
    public let header: IDXHeader
    /// Whether the file is compressed by gzip.
    public let isCompressed: Bool
    /// SHA-256 of the decompressed content, header included, in hexadecimal.
    ///
    /// `nil` when one item is larger than ``largestItem``.
    public let payloadSHA256: String?
    /// The published file that has the same content; `nil` if it is none that is known here.
    public let published: PublishedFile?
    /// What the elements are like; `nil` when one item is larger than ``largestItem``.
    public let statistics: ElementStatistics?
    /// How often each label occurs, if the elements may be labels.
    ///
    /// They may be where they are integers of rank 1, or of rank 2 with the label in column 0, and
    /// no more than ``mostLabels`` differ.
    public let labelCounts: [Int: Int]?
    /// What was unusual about the file, in sentences without its name.
    public let notes: [String]

    /// The largest item, in bytes, that is looked at: 64 MiB.
    ///
    /// Items are read whole, and memory is not to grow on the word of a header. A file of larger
    /// ones is checked for damage only.
    public static let largestItem = 64 << 20
    /// More different values than this are no labels: 1,000.
    public static let mostLabels = 1_000

    /// A file that was published, known by the SHA-256 of its content.
    public struct PublishedFile: Hashable, Sendable {
        /// The data set it belongs to.
        public let preset: DatasetPreset
        /// Whether it holds the labels, rather than the images.
        public let isLabels: Bool
    }

    /// The size of an image, if the rank is that of images: 3 or 4.
    public var imageShape: ImageShape? {
        guard (3...4).contains(header.rank), !header.dimensions.contains(0) else { return nil }
        let extents = header.dimensions.suffix(2)
        return ImageShape(
            height: extents[header.rank - 2], width: extents[header.rank - 1],
            channels: header.rank == 4 ? header.dimensions[1] : 1)
    }

    /// Reads a file to its end.
    init(path: String) throws(IDXError) {
        let reader = try IDXReader(path: path)
        header = reader.header
        isCompressed = reader.isCompressed
        var survey = ElementSurvey(reader.header)
        if header.bytesPerItem <= Self.largestItem {
            try survey.readAll(reader)
            let digest = survey.digest.hexadecimalDigest()
            payloadSHA256 = digest
            published = Self.published(digest)
            statistics = survey.statistics
            labelCounts = survey.labelCounts
        } else {
            (payloadSHA256, published, statistics, labelCounts) = (nil, nil, nil, nil)
        }
        try reader.finish()
        notes = reader.notes.map(\.description)
    }

    private static func published(_ digest: String) -> PublishedFile? {
        for preset in DatasetPreset.allCases {
            if digest == preset.images.contentSHA256 {
                return PublishedFile(preset: preset, isLabels: false)
            }
            if digest == preset.labels.contentSHA256 {
                return PublishedFile(preset: preset, isLabels: true)
            }
        }
        return nil
    }
}
