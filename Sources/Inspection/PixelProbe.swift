public import Datasets
internal import ImageClassification
public import ModelFiles
public import NeuralNetwork

/// What a network without a manifest makes of a labeled set under each plausible range of pixels.
///
/// Nothing is chosen: several ranges often do about equally well, so that accuracy cannot tell
/// which is right. What the network was trained with is known to who trained it.
public struct PixelProbe: Sendable {
    /// A way in which pixels may have become inputs.
    public struct Candidate: Sendable {
        /// What it is called: `0 to 1`, say.
        public let name: String
        /// Whether paper is light: pixels are taken from 255 first.
        public let isInverted: Bool
        /// The same as a normalization.
        public let normalization: InputNormalization
        /// How many answers were right.
        public let correct: Int
    }

    /// The candidates in a fixed order.
    public let candidates: [Candidate]
    /// The number of images.
    public let images: Int
    /// What was looked at.
    public let dataset: LabeledImages
    /// The model, as its file and the options describe it.
    public let model: Model

    /// The scale, mean and std of each range, for MNIST's ink that is bright on black.
    private static let ranges: [(name: String, scale: Double, mean: Double, std: Double)] = [
        ("0 to 1", 1.0 / 255, 0, 1), ("0 to 255", 1, 0, 1), ("-1 to 1", 1.0 / 255, 0.5, 0.5),
        ("standardized, mean 0.1307, std 0.3081", 1.0 / 255, 0.1307, 0.3081),
    ]

    /// Evaluates a model once for each range.
    ///
    /// - Parameters:
    ///   - path: A weight file without a manifest.
    ///   - options: What else it does not say; the normalization is left out of account.
    ///   - dataset: Images with labels.
    ///   - progress: Called with the number of ranges done and to do.
    /// - Throws: What reading the model and the data throws, and
    ///   `ModelError.manifestDecides` for a file with a manifest.
    public init(
        path: String, options: ModelOptions, dataset: LabeledImages,
        progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) throws {
        var options = options
        options.isStrict = false
        model = try Model(path: path, options: options)
        self.dataset = dataset
        guard !model.hasManifest else {
            throw ModelError.manifestDecides(file: path, setting: .pixelProbe)
        }
        var candidates: [Candidate] = []
        var images = 0
        for isInverted in [false, true] {
            for range in Self.ranges {
                // (255 - p) * scale = p * -scale + 255 * scale
                let normalization = try InputNormalization(
                    scale: isInverted ? -range.scale : range.scale,
                    mean: isInverted ? range.mean - 255 * range.scale : range.mean, std: range.std)
                options.normalization = normalization
                let classifier = try Classifier(path: path, options: options)
                let evaluation = try DatasetReading(dataset).evaluate(classifier).evaluation
                images = evaluation.total
                candidates.append(
                    Candidate(
                        name: range.name, isInverted: isInverted, normalization: normalization,
                        correct: evaluation.correct))
                progress(candidates.count, 2 * Self.ranges.count)
            }
        }
        self.candidates = candidates
        self.images = images
    }
}
