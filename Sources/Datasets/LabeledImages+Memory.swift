internal import IDX

extension LabeledImages {
    /// A data set whose files are in memory: resources of an app, answers of a server.
    ///
    /// The bytes are those of files, of any format that a path may lead to but folders. They are kept
    /// as they are, not copied, and read like a file: with the same checks and the same report.
    ///
    /// - Parameters:
    ///   - imageBytes: The file of images, compressed by gzip or not.
    ///   - labelBytes: The file of labels; `nil` where they are in that of images, or not known.
    ///   - name: What errors and reports call the images; the labels are `NAME labels`.
    ///   - options: What the files do not say of themselves.
    public init(
        imageBytes: [UInt8], labelBytes: [UInt8]? = nil, name: String = "images in memory",
        options: DataOptions = DataOptions()
    ) {
        self.init(
            images: name, labels: labelBytes.map { _ in "\(name) labels" }, options: options)
        self.imageBytes = imageBytes
        self.labelBytes = labelBytes
    }

    /// A data set of pixels and labels in memory.
    ///
    /// They are held as IDX files would hold them, so that the report is that of such files.
    ///
    /// - Parameters:
    ///   - pixels: Shape `[N, C, H, W]`, row-major, 0…255; N is at least 1.
    ///   - shape: The size of an image.
    ///   - labels: Shape `[N]`, from 0.
    ///   - name: What errors and reports call the images; the labels are `NAME labels`.
    /// - Throws: ``DatasetError`` when pixels are not whole images, there are none, there are not as
    ///   many labels, or a label is negative or above 2³¹ − 1.
    public init(
        pixels: [UInt8], shape: ImageShape, labels: [Int], name: String = "images in memory"
    ) throws(DatasetError) {
        let count = pixels.count / shape.count
        guard pixels.count.isMultiple(of: shape.count) else {
            throw .partialImage(file: name, shape: shape, pixelCount: pixels.count)
        }
        guard count > 0 else { throw .noImages(file: name, dimensions: [0] + shape.dimensions) }
        guard labels.count == count else {
            throw .countsDiffer(
                images: name, imageCount: count, labels: "\(name) labels",
                labelCount: labels.count)
        }
        if let wrong = labels.firstIndex(where: { !(0...Int(Int32.max)).contains($0) }) {
            throw .labelOutOfRange(
                file: "\(name) labels", index: wrong, label: labels[wrong],
                classCount: Int(Int32.max))
        }
        do {
            self.init(
                imageBytes: try IDXArray(
                    .uint8, dimensions: [count] + shape.dimensions, bytes: pixels, source: name
                ).fileBytes(),
                labelBytes: try IDXArray(labels: labels, source: name).fileBytes(),
                name: name)
        } catch {
            // More images or larger ones than four bytes can count.
            throw .imageTooLarge(file: name, dimensions: [count] + shape.dimensions)
        }
    }

    /// The data set with corrections that are in memory, see ``LabelCorrections``.
    ///
    /// - Parameters:
    ///   - bytes: The lines of a file of corrections.
    ///   - name: What errors and reports call it.
    public func corrected(
        by bytes: [UInt8], name: String = "corrections in memory"
    ) -> LabeledImages {
        var copy = self
        copy.corrections = name
        copy.correctionBytes = bytes
        return copy
    }
}
