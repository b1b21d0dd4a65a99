public import ArgumentParser
public import ImageClassification

extension DatasetPreset: ExpressibleByArgument {}

/// Which images to work on.
struct DatasetArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A carried test set of 10,000 images. (default: mnist)",
            valueName: "name"))
    var dataset: DatasetPreset?

    @Option(
        help: ArgumentHelp(
            "An IDX file of images, [N, H, W] or [N, C, H, W], compressed by gzip or not.",
            valueName: "file"))
    var images: String?

    @Option(
        help: ArgumentHelp(
            "The IDX file of their labels, [N], of any integer type; in a file of several "
                + "columns, [N, K], the first one.",
            valueName: "file"))
    var labels: String?

    func validate() throws {
        if dataset != nil, images != nil || labels != nil {
            throw ValidationError("--dataset and --images or --labels exclude each other")
        }
        if images == nil, labels != nil {
            throw ValidationError("--labels needs --images")
        }
    }

    /// The carried test set in use; `nil` with files of the user's.
    var preset: DatasetPreset? { images == nil ? dataset ?? .mnist : nil }

    /// The model to use when none is named.
    var defaultModel: CarriedModel { (preset ?? .mnist).defaultModel }

    /// The file of images.
    var imageFile: String { images ?? (preset ?? .mnist).testSet.images }

    /// The file of labels, if there is one.
    var labelFile: String? { images == nil ? (preset ?? .mnist).testSet.labels : labels }

    /// Images with labels, which have to be given both or neither.
    func labeledImages() throws -> LabeledImages {
        guard let labelFile else {
            throw CommandFailure.usage(
                "--images needs --labels: the right answers have to be known")
        }
        return LabeledImages(images: imageFile, labels: labelFile, preset: preset)
    }
}
