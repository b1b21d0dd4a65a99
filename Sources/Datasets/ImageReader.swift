package import IDX

/// Reads the images of a data set, some at a time, as u8 pixels.
///
/// The checked front of every format: it knows the limits and brings pixels into order. A reader is
/// used by one thread at a time.
public final class ImageReader {
    /// The size of every image.
    public let shape: ImageShape
    /// The number of images in the file.
    public let count: Int
    /// The path of the file or folder.
    public let source: String

    /// The most values that an image may have, in all its channels: as many as a network takes.
    public static let largestImage = 1 << 24

    private let stream: any ImageStream
    private var layout: PixelLayout
    /// Whether it is still to be seen what values pixels have.
    private var needsSurvey: Bool

    /// Opens images.
    ///
    /// - Parameters:
    ///   - path: An IDX file of rank 3, `[N, H, W]`, or 4, `[N, C, H, W]` or `[N, H, W, C]`,
    ///     gzip or plain.
    ///   - options: What the file does not say of itself.
    /// - Throws: `IDXError`, or ``DatasetError`` when the file holds no images.
    public convenience init(path: String, options: DataOptions = DataOptions()) throws {
        try self.init(.path(path), options: options, recordsStoredBytes: { _ in false })
    }

    /// Opens a file of which the compressed bytes may be wanted too; see `IDXReader`.
    convenience init(
        _ file: DataFile, options: DataOptions, recordsStoredBytes: (_ size: Int) -> Bool
    ) throws {
        try self.init(
            DataFormats.openImages(file, options: options, recordsStoredBytes: recordsStoredBytes),
            options: options)
    }

    package convenience init(_ items: IDXReader) throws {
        let options = DataOptions()
        try self.init(IDXImageStream(items, options: options), options: options)
    }

    package init(_ stream: any ImageStream, options: DataOptions) throws {
        let dimensions = [stream.count] + stream.dimensions
        guard (2...4).contains(dimensions.count) else {
            throw DatasetError.notImages(file: stream.source, dimensions: dimensions)
        }
        guard !dimensions.contains(0) else {
            throw DatasetError.noImages(file: stream.source, dimensions: dimensions)
        }
        var size = 1
        for extent in stream.dimensions {
            let (product, overflow) = size.multipliedReportingOverflow(by: extent)
            guard !overflow, product <= Self.largestImage else {
                throw DatasetError.imageTooLarge(file: stream.source, dimensions: dimensions)
            }
            size = product
        }
        layout = try PixelLayout(
            dimensions: stream.dimensions, options: options, source: stream.source,
            count: stream.count)
        shape = layout.shape
        count = stream.count
        source = stream.source
        self.stream = stream
        needsSurvey = options.pixelRange == nil
    }

    /// Reads as many images as are left and fit.
    ///
    /// Types other than u8 are accepted when every element is a whole number in 0…255, or in the
    /// range that the options say.
    ///
    /// - Parameter pixels: Receives shape `[n, C, H, W]`, row-major.
    /// - Returns: The number n of images read; 0 only at the end of a file that is sound.
    public func read(into pixels: inout MutableSpan<UInt8>) throws -> Int {
        let images = try stream.read(into: &pixels)
        if needsSurvey, images > 0 {
            needsSurvey = false
            try refuseFractionsOfWhite(pixels.span.extracting(first: images * shape.count))
        }
        if !layout.isIdentity { layout.apply(to: &pixels, count: images) }
        return images
    }

    /// Passes over `count` images.
    public func skip(_ count: Int) throws { try stream.skip(max(0, count)) }

    /// Reads what is left and checks the file to its end.
    public func finish() throws { try stream.finish() }

    /// What was unusual about the file so far.
    public var notes: [String] { stream.notes }

    /// What was taken for granted of the images.
    public var remarks: [DataRemark] {
        stream.remarks + (layout.remark.map { [$0] } ?? [])
    }

    /// The least number of pixels that are no chance if none of them is above 1: an image of 7 × 7.
    private static let smallestSurvey = 49

    /// Refuses images of 0 and 1, which to a network are all black.
    ///
    /// - Parameter pixels: Those of the images read first.
    private func refuseFractionsOfWhite(_ pixels: Span<UInt8>) throws(DatasetError) {
        // Most sets are done with the first pixel that is not black.
        var hasOne = false
        for index in pixels.indices {
            if pixels[index] > 1 { return }
            hasOne = hasOne || pixels[index] == 1
        }
        if hasOne, pixels.count >= Self.smallestSurvey {
            throw .onlyZeroAndOne(file: source, count: pixels.count / shape.count)
        }
    }

    /// How many numbers each image has as its label; 0 where images come without.
    package var labelColumns: Int { stream.labelColumns }

    /// What the labels' classes are called, by label, where they were numbered by their names.
    package var classNames: [String]? { stream.classNames }

    /// The labels of the images read since the last call, as they stand in the file.
    package func takeLabels() -> [Int] { stream.takeLabels() }

    /// By what the content may be known; `nil` where pixels are not handed out as they are stored.
    package var content: StoredContent? { layout.isIdentity ? stream.content : nil }

    /// The compressed bytes that were read since the last call, if they are recorded.
    package func takeStoredBytes() -> [UInt8] { stream.takeStoredBytes() }
}
