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

        init?(_ file: DataFile) {
            if case .path(let path) = file, isFolder(path) {
                self = .folder
            } else if let kind = file.kind {
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
        let images: @Sendable (DataFile, DataOptions) throws -> any ImageStream
        /// Opens labels that stand in a file of their own; `nil` where a format has none.
        let labels: (@Sendable (DataFile, DataOptions) throws -> any LabelStream)?
    }

    private static let formats: [Place: Format] = [
        .file(.numPyArchive): numPy,
        .file(.numPyArray): numPy,
        .file(.csv): Format(
            mayCarryLabels: true,
            images: { try TableImageStream($0.table(), options: $1) }, labels: nil),
        .folder: Format(
            mayCarryLabels: true,
            images: { try FolderImageStream(path: $0.name, options: $1) }, labels: nil),
    ]

    private static let numPy = Format(
        mayCarryLabels: true, images: { try NumPyImageStream($0.numPy(), options: $1) },
        labels: { try ArrayLabels($0.numPy(), options: $1) })

    /// Opens the images of a file or folder; its content decides the format, never its name.
    ///
    /// - Parameter recordsStoredBytes: Told the size of an IDX file, says whether its compressed
    ///   bytes are wanted too.
    /// - Throws: What the format's reader throws; that of IDX, which knows what to do about files
    ///   of others, where no format is listed.
    static func openImages(
        _ file: DataFile, options: DataOptions, recordsStoredBytes: (_ size: Int) -> Bool
    ) throws -> any ImageStream {
        do {
            let items = try file.idx(recordsStoredBytes: recordsStoredBytes)
            return IDXImageStream(items, options: options)
        } catch {
            guard let format = format(of: file, not: error) else { throw error }
            return try format.images(file, options)
        }
    }

    /// Opens labels that stand in a file of their own.
    static func openLabels(_ file: DataFile, options: DataOptions) throws -> any LabelStream {
        let items: IDXReader
        do {
            items = try file.idx()
        } catch {
            guard let labels = format(of: file, not: error)?.labels else { throw error }
            return try labels(file, options)
        }
        return try IDXLabelStream(items)
    }

    /// Whether the images of a file may come with their labels, as far as its first bytes tell.
    static func mayCarryLabels(_ file: DataFile) -> Bool {
        Place(file).flatMap { formats[$0] }?.mayCarryLabels ?? false
    }

    /// The format of what is not IDX for this reason.
    private static func format(of file: DataFile, not error: IDXError) -> Format? {
        switch error {
        case .unreadable, .foreignFormat, .wrongMagic, .unknownElementType, .unsupportedRank:
            Place(file).flatMap { formats[$0] }
        default: nil
        }
    }
}
