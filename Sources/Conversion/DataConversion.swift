public import Datasets
internal import FileIO
internal import IDX

/// A data set written as IDX files: images of u8 and their labels.
///
/// Pixels and labels are written as every command would see them: upright, light on dark, `[N, H, W]`
/// or `[N, C, H, W]`, labels from 0. So the new files need no options.
public struct DataConversion {
    /// What is converted.
    public let dataset: LabeledImages
    /// The number of images.
    public let imageCount: Int
    /// The size of an image.
    public let shape: ImageShape
    /// Whether there are labels to be written.
    public let hasLabels: Bool
    /// What was unusual about the files.
    public var notes: [String] { images.notes + (labels?.notes ?? []) }
    /// What was taken for granted of the data.
    public var remarks: [DataRemark] {
        images.remarks + (labels?.remarks ?? carried?.remarks ?? [])
    }

    private let images: ImageReader
    private let labels: LabelReader?
    private var carried: CarriedLabels?

    /// More classes than any data set has; what is written is of i32 at most.
    private static let classCount = 1 << 30
    /// About how many bytes are read at once.
    private static let chunkBytes = 1 << 20

    /// Opens a data set.
    ///
    /// - Throws: What opening images and labels throws; `DatasetError.countsDiffer` where they do
    ///   not belong together.
    public init(_ dataset: LabeledImages) throws {
        var dataset = dataset
        // Images of 0 and 1 are converted as they are: here nothing is lost by it.
        dataset.options.pixelRange = dataset.options.pixelRange ?? .bytes
        self.dataset = dataset
        images = try dataset.openImages()
        (imageCount, shape) = (images.count, images.shape)
        labels = try dataset.openLabels(classCount: Self.classCount)
        if let labels, labels.count != images.count {
            throw DatasetError.countsDiffer(
                images: dataset.images, imageCount: images.count, labels: labels.source,
                labelCount: labels.count)
        }
        carried = CarriedLabels(
            of: images, classCount: Self.classCount, options: dataset.options)
        hasLabels = labels != nil || carried != nil
    }

    /// Writes the files; each is there when both are complete, or not at all.
    ///
    /// - Parameters:
    ///   - imagesPath: The file of images; compressed by gzip if its name ends in `.gz`.
    ///   - labelsPath: The file of labels, likewise; `nil` writes none.
    ///   - mayReplace: Whether files that are there give way.
    ///   - progress: Called with the number of images done and to do.
    public mutating func write(
        images imagesPath: String, labels labelsPath: String?, mayReplace: Bool,
        _ progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) throws {
        if labelsPath != nil, !hasLabels { throw DatasetError.noLabels(file: dataset.images) }
        let file = try StagedOutput(for: imagesPath, mayReplace: mayReplace)
        let labelFile = try labelsPath.map { try StagedOutput(for: $0, mayReplace: mayReplace) }
        var writer = try IDXWriter(
            type: .uint8, dimensions: [imageCount] + shape.dimensions,
            compresses: imagesPath.hasSuffix(".gz"))
        let capacity = max(1, Self.chunkBytes / shape.count)
        // Labels are kept, four bytes each, until the largest is known.
        var classes: [Int32] = []
        var done = 0
        while done < imageCount {
            let wanted = min(capacity, imageCount - done)
            var pixels = [UInt8](repeating: 0, count: wanted * shape.count)
            var span = pixels.mutableSpan
            let read = try images.read(into: &span)
            try file.append(try writer.encode(Array(pixels[..<(read * shape.count)])))
            classes += try nextClasses(read).map(Int32.init)
            done += read
            progress(done, imageCount)
        }
        try images.finish()
        try labels?.finish()
        try file.append(try writer.finish())
        try labelFile?.append(
            try IDXArray(labels: classes).fileBytes(
                compresses: labelsPath?.hasSuffix(".gz") ?? false))
        try file.synchronize()
        try labelFile?.synchronize()
        try file.commit()
        try labelFile?.commit()
    }

    private mutating func nextClasses(_ count: Int) throws -> [Int] {
        if let labels { return try labels.read(count) }
        return try carried?.classes(images.takeLabels()) ?? []
    }
}
