public import FileIO

/// Why files that are sound IDX cannot serve as images and labels.
public enum DatasetError: FileFault, Hashable {
    /// Images were expected; the file has the rank of labels, or another that is not 3 or 4.
    case notImages(file: String, dimensions: [Int])
    /// Labels were expected; the file has the rank of images, or another that is not 1 or 2.
    case notLabels(file: String, dimensions: [Int])
    /// Labels are whole numbers; the file holds fractions.
    case labelType(file: String, found: String)
    /// There is nothing to evaluate.
    case noImages(file: String, dimensions: [Int])
    /// An image has more values than ``ImageReader/largestImage``.
    case imageTooLarge(file: String, dimensions: [Int])
    /// The files do not belong together.
    case countsDiffer(images: String, imageCount: Int, labels: String, labelCount: Int)
    /// A label does not name one of the model's classes.
    case labelOutOfRange(file: String, index: Int, label: Int, classCount: Int)
    /// Labels run from 1 to the number of classes, so that the last class has a label too many.
    case labelsStartAtOne(file: String, index: Int, label: Int, classCount: Int)
    /// A label does not name one of the model's classes, of which the first has the label `first`.
    case labelOutsideRange(file: String, index: Int, label: Int, first: Int, classCount: Int)
    /// Of labels in several columns, one does not have a single 1 among zeros.
    case notOneHot(file: String, index: Int, columns: Int)
    /// The labels are not with the images, and no file of labels is named.
    case noLabels(file: String)
    /// Images of rank 3 may have their channels first or last.
    case channelsUnclear(file: String, dimensions: [Int])
    /// Images are stored as rows of numbers, and what shape they have does not follow.
    case noShape(file: String, dimensions: [Int])
    /// The images read first hold no other values than 0 and 1.
    case onlyZeroAndOne(file: String, count: Int)
    /// A folder does not hold the files of a data set.
    case filesMissing(file: String, layout: DatasetLayout, expected: [String])
    /// A pixel is no multiple of 1/255 of the range that was said.
    case pixelNotInRange(
        file: String, image: Int, element: Int, value: String, range: PixelRange)
    /// A pixel of a data set whose type is not u8 is not a whole number in 0…255.
    case pixelOutOfRange(file: String, image: Int, element: Int, value: String)
    /// The images do not have the size that the model was made for.
    case shapeDiffers(file: String, found: ImageShape, expected: String)
    /// A preset was named, and the file holds something else.
    case notPublished(
        file: String, preset: DatasetPreset, content: String, count: Int, expected: String,
        found: String)
    /// Pixels in memory are not whole images.
    case partialImage(file: String, shape: ImageShape, pixelCount: Int)
    /// The index of an image that was asked for lies outside the file.
    case noSuchImage(file: String, index: Int, count: Int)
    /// More images were asked for than are answered at once.
    case tooManyImages(file: String, limit: Int)

    /// The file; that of the images where two do not belong together.
    public var file: String {
        switch self {
        case .notImages(let file, _), .notLabels(let file, _), .labelType(let file, _),
            .noImages(let file, _), .imageTooLarge(let file, _), .countsDiffer(let file, _, _, _),
            .labelOutOfRange(let file, _, _, _), .pixelOutOfRange(let file, _, _, _),
            .labelsStartAtOne(let file, _, _, _), .labelOutsideRange(let file, _, _, _, _),
            .notOneHot(let file, _, _), .noLabels(let file), .channelsUnclear(let file, _),
            .noShape(let file, _), .onlyZeroAndOne(let file, _), .filesMissing(let file, _, _),
            .pixelNotInRange(let file, _, _, _, _),
            .shapeDiffers(let file, _, _), .notPublished(let file, _, _, _, _, _),
            .partialImage(let file, _, _),
            .noSuchImage(let file, _, _), .tooManyImages(let file, _):
            file
        }
    }

    /// A folder without the files cannot be read; all else is about content.
    public var failure: FileFailure {
        if case .filesMissing = self { .unreadable } else { .badContent }
    }

    /// One sentence: the file, what is wrong, what was expected and what was found.
    public var description: String { sentence { "\($0)" } }

    /// One sentence: the file, what is wrong, what was expected and what was found.
    public func sentence(naming name: (Setting) -> String) -> String {
        switch self {
        case .notImages(let file, let dimensions) where dimensions.count == 1:
            """
            \(file): is a label file (rank 1); expected images of rank 3, or 4 with channels; \
            were images and labels swapped?
            """
        case .notImages(let file, let dimensions):
            """
            \(file): is not an image file: expected rank 3, or 4 with channels, \
            found rank \(dimensions.count) \(text(dimensions))
            """
        case .notLabels(let file, let dimensions) where (3...4).contains(dimensions.count):
            """
            \(file): is an image file (rank \(dimensions.count)); expected labels of rank 1; \
            were images and labels swapped?
            """
        case .notLabels(let file, let dimensions) where dimensions.count == 2:
            """
            \(file): is not a label file: expected 1 to \(LabelReader.maximumColumns) columns, the \
            label in column 0, found \(dimensions[1])
            """
        case .notLabels(let file, let dimensions):
            """
            \(file): is not a label file: expected rank 1, or 2 with the label in column 0, \
            found rank \(dimensions.count) \(text(dimensions))
            """
        case .labelType(let file, let found):
            "\(file): labels are expected to be of an integer type, found \(found)"
        case .noImages(let file, let dimensions):
            "\(file): holds no images \(text(dimensions)): nothing to evaluate"
        case .imageTooLarge(let file, let dimensions):
            """
            \(file): images are too large \(text(dimensions)): expected at most \
            \(ImageReader.largestImage) values in each
            """
        case .countsDiffer(let images, let imageCount, let labels, let labelCount):
            "\(images): counts differ: \(imageCount) images, but \(labelCount) labels in \(labels)"
        case .labelOutOfRange(let file, let index, let label, let classCount):
            """
            \(file): label \(label) at index \(index) is out of range: \
            the model has \(classCount) classes, 0 to \(classCount - 1)
            """
        case .pixelOutOfRange(let file, let image, let element, let value):
            """
            \(file): pixel \(element) at image \(image) is \(value), not a finite whole number in \
            0–255; pixels of another range need \(name(.pixelRange.set(to: "0..1"))), or what theirs is
            """
        case .labelsStartAtOne(let file, let index, let label, let classCount):
            """
            \(file): label \(label) at index \(index) is out of range: the model has \
            \(classCount) classes, 0 to \(classCount - 1); no label so far is 0: for labels that \
            start at 1 use \(name(.firstLabel.set(to: "1")))
            """
        case .labelOutsideRange(let file, let index, let label, let first, let classCount):
            """
            \(file): label \(label) at index \(index) is out of range: the model has \
            \(classCount) classes, here \(first) to \(first + classCount - 1) \
            (\(name(.firstLabel.set(to: "\(first)"))))
            """
        case .notOneHot(let file, let index, let columns):
            """
            \(file): label \(index) is not one-hot: expected a single 1 among \(columns) numbers, \
            all others 0
            """
        case .noLabels(let file):
            """
            \(file): holds images without labels: the right answers have to be known; \
            \(name(.labels)) says in which file they are; of pictures, folders named like the classes, or \
            a labels.csv beside them
            """
        case .channelsUnclear(let file, let dimensions):
            """
            \(file): images \(text(dimensions)) may have their channels first or last: \
            \(name(.channelOrder)) says where they are, first or last
            """
        case .noShape(let file, let dimensions):
            """
            \(file): holds rows of \(dimensions.last ?? 0) numbers, which are no square grey images: \
            \(name(.imageShape)) says the size of an image
            """
        case .onlyZeroAndOne(let file, let count):
            """
            \(file): holds no pixels but 0 and 1 (in the first \(count) images): expected 0 to 255; \
            if 1 is white, \(name(.pixelRange.set(to: "0..1"))) says so, if it is almost black, \
            \(name(.pixelRange.set(to: "0..255")))
            """
        case .filesMissing(let file, let layout, let expected):
            """
            \(file): does not hold the files of \(layout.title): expected \
            \(expected.joined(separator: " and "))
            """
        case .pixelNotInRange(let file, let image, let element, let value, let range):
            """
            \(file): pixel \(element) at image \(image) is \(value), which is none of the 256 equal \
            steps of \(range): expected values that are pixels exactly; round them before they are \
            written, as `np.rint((x - \(range.black)) * 255 / \(range.white - range.black))\
            .astype(np.uint8)` does
            """
        case .shapeDiffers(let file, let found, let expected):
            """
            \(file): the model wants \(expected) inputs, \
            the images have \(found.count) (\(found))
            """
        case .notPublished(let file, let preset, let content, let count, let expected, let found):
            """
            \(file): is not the published \(preset.title) test set: it holds \(count) \(content); \
            expected SHA-256 \(expected), found \(found)
            """
        case .partialImage(let file, let shape, let pixelCount):
            """
            \(file): the pixels are not whole images of \(shape): expected a multiple of \
            \(shape.count), found \(pixelCount)
            """
        case .tooManyImages(let file, let limit):
            "\(file): expected at most \(limit) images to be asked for, found more"
        case .noSuchImage(let file, let index, let count):
            "\(file): there is no image \(index): the file holds \(count), 0 to \(count - 1)"
        }
    }

    private func text(_ dimensions: [Int]) -> String {
        "[" + dimensions.map(String.init).joined(separator: ", ") + "]"
    }
}
