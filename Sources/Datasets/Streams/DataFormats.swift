internal import FileIO
internal import IDX

/// The formats of images and labels: the one place that lists them.
///
/// IDX is tried first and needs no line, since the data sets that come with the package are IDX and
/// should not be opened twice. Another format is a stream and a line in the table.
package enum DataFormats {
    /// What a path leads to, gzip-compressed or not.
    enum Place: Hashable {
        /// A folder.
        case folder
        /// A file whose content begins like one of this kind.
        case file(FileKind)

        init?(_ path: String) {
            if isFolder(path) {
                self = .folder
            } else if let kind = ContentStart.kind(of: path) {
                self = .file(kind)
            } else {
                return nil
            }
        }
    }

    /// How one format is opened.
    struct Format: Sendable {
        /// Whether its images may come with their labels.
        let mayCarryLabels: Bool
        /// Opens images.
        let images: @Sendable (String, DataOptions) throws -> any ImageStream
        /// Opens labels that stand in a file of their own; `nil` where a format has none.
        let labels: (@Sendable (String, DataOptions) throws -> any LabelStream)?
    }

    private static let formats: [Place: Format] = [
        .file(.numPyArchive): numPy,
        .file(.numPyArray): numPy,
        .file(.csv): Format(
            mayCarryLabels: true,
            images: { try TableImageStream(path: $0, options: $1) }, labels: nil),
        .folder: Format(
            mayCarryLabels: true,
            images: { try FolderImageStream(path: $0, options: $1) }, labels: nil),
    ]

    private static let numPy = Format(
        mayCarryLabels: true, images: { try NumPyImageStream(path: $0, options: $1) },
        labels: { try ArrayLabels(path: $0, options: $1) })

    /// Opens the images of a file or folder; its content decides the format, never its name.
    ///
    /// - Parameter recordsStoredBytes: Told the size of an IDX file, says whether its compressed
    ///   bytes are wanted too.
    /// - Throws: What the format's reader throws; that of IDX, which knows what to do about files
    ///   of others, where no format is listed.
    static func openImages(
        _ path: String, options: DataOptions, recordsStoredBytes: (_ size: Int) -> Bool
    ) throws -> any ImageStream {
        do {
            let items = try IDXReader(path: path, recordsStoredBytes: recordsStoredBytes)
            return IDXImageStream(items, options: options)
        } catch {
            guard let format = format(of: path, not: error) else { throw error }
            return try format.images(path, options)
        }
    }

    /// Opens labels that stand in a file of their own.
    static func openLabels(_ path: String, options: DataOptions) throws -> any LabelStream {
        let items: IDXReader
        do {
            items = try IDXReader(path: path)
        } catch {
            guard let labels = format(of: path, not: error)?.labels else { throw error }
            return try labels(path, options)
        }
        return try IDXLabelStream(items)
    }

    /// Whether the images of a path may come with their labels, as far as its first bytes tell.
    package static func mayCarryLabels(_ path: String) -> Bool {
        Place(path).flatMap { formats[$0] }?.mayCarryLabels ?? false
    }

    /// The format of what is not IDX for this reason.
    private static func format(of path: String, not error: IDXError) -> Format? {
        switch error {
        case .unreadable, .foreignFormat, .wrongMagic, .unknownElementType, .unsupportedRank:
            Place(path).flatMap { formats[$0] }
        default: nil
        }
    }
}
