/// Reads the labels of a file of their own, some at a time.
///
/// The checked front of every format. A reader is used by one thread at a time.
public final class LabelReader {
    /// The number of labels in the file.
    public let count: Int
    /// The path of the file.
    public let source: String
    /// How many classes there are: labels are 0..<classCount.
    public let classCount: Int

    /// More columns than any labels have; the bound keeps a header from asking for memory.
    static let maximumColumns = 256

    private let stream: any LabelStream
    private var decoder: LabelDecoder

    /// Opens a file of labels of any integer type.
    ///
    /// The rank is 1, or 2 where labels are one-hot; as in QMNIST, whose rows have eight numbers,
    /// column 0 may be the class.
    ///
    /// - Parameters:
    ///   - path: An IDX file, gzip or plain.
    ///   - classCount: The number of classes; a label outside 0..<classCount is an error.
    ///   - options: What the file does not say of itself.
    /// - Throws: `IDXError`, or ``DatasetError`` when the file holds no labels.
    public convenience init(
        path: String, classCount: Int, options: DataOptions = DataOptions()
    ) throws {
        try self.init(.path(path), classCount: classCount, options: options)
    }

    convenience init(_ file: DataFile, classCount: Int, options: DataOptions) throws {
        try self.init(
            DataFormats.openLabels(file, options: options), classCount: classCount,
            options: options)
    }

    package init(_ stream: any LabelStream, classCount: Int, options: DataOptions) throws {
        guard 1...Self.maximumColumns ~= stream.columns else {
            throw DatasetError.notLabels(
                file: stream.source, dimensions: [stream.count, stream.columns])
        }
        decoder = LabelDecoder(
            source: stream.source, columns: stream.columns, classCount: classCount,
            options: options)
        count = stream.count
        source = stream.source
        self.classCount = classCount
        self.stream = stream
    }

    /// Reads the next labels, at most `maximum`; an empty array only at the end of a sound file.
    ///
    /// - Returns: Classes, 0..<classCount.
    public func read(_ maximum: Int) throws -> [Int] {
        try decoder.classes(stream.read(max(0, maximum)))
    }

    /// Reads what is left and checks the file to its end; labels are no longer checked.
    public func finish() throws { try stream.finish() }

    /// What was unusual about the file so far.
    public var notes: [String] { stream.notes }

    /// What the labels were taken for; known once some have been read.
    public var remarks: [DataRemark] { decoder.remarks }

    /// SHA-256 of the decompressed file, if all of it has been read and it can be a published one.
    package var contentSHA256: String? { stream.contentSHA256 }
}

/// Makes classes of labels that come with their images.
package struct CarriedLabels {
    private var decoder: LabelDecoder
    private let named: NamedClasses?

    /// Of the images of `reader`; `nil` where they come without labels.
    ///
    /// - Parameter modelClasses: What a model calls its classes; labels that were names are matched
    ///   with them.
    package init?(
        of reader: ImageReader, classCount: Int, modelClasses: [String] = [],
        options: DataOptions
    ) {
        self.init(
            columns: reader.labelColumns, source: reader.source, classCount: classCount,
            names: reader.classNames, modelClasses: modelClasses, options: options)
    }

    /// Of images that have `columns` numbers as their label; `nil` for none.
    ///
    /// - Parameter names: What the labels' classes are called, if they were numbered by that.
    package init?(
        columns: Int, source: String, classCount: Int, names: [String]? = nil,
        modelClasses: [String] = [], options: DataOptions
    ) {
        guard 1...LabelReader.maximumColumns ~= columns else { return nil }
        named = names.map { NamedClasses($0, modelClasses: modelClasses, source: source) }
        decoder = LabelDecoder(
            source: source, columns: columns, classCount: classCount, options: options)
    }

    /// The classes of the next labels, as ``ImageReader/takeLabels()`` gives them.
    ///
    /// - Parameter index: The position of the first; `nil` if it follows the last one.
    package mutating func classes(
        _ values: [Int], at index: Int? = nil
    ) throws(DatasetError) -> [Int] {
        try decoder.classes(named?.classes(values) ?? values, at: index)
    }

    /// What the labels were taken for; known once some have been read.
    package var remarks: [DataRemark] { decoder.remarks + (named?.remarks ?? []) }
}
