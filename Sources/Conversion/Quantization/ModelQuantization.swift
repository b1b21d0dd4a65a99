public import Datasets
internal import FileIO
public import ImageClassification
public import ModelFiles
public import NeuralNetwork
internal import Parallelism
internal import Safetensors
internal import TensorCore

/// A model made into one of eight-bit integers, as a file of its own.
///
/// The network, and the one that tells images of none of the classes, are calibrated with the same
/// images. Nothing is written, so that what it costs can be looked at first.
public struct ModelQuantization: Sendable {
    /// The model as it was read.
    public let original: Classifier
    /// The model as the new file has it, read back from its bytes.
    public let quantized: Classifier
    /// The new file.
    public let bytes: [UInt8]
    /// The size of the file that was read.
    public let originalByteCount: Int
    /// How scales were chosen.
    public let choice: QuantizationChoice
    /// The mean squared difference of a logit, on the images of the calibration, for each choice that
    /// was tried.
    public let tried: [(choice: QuantizationChoice, error: Double)]
    /// The number of images of the calibration.
    public let calibrationCount: Int

    /// Reads a model and quantizes it.
    ///
    /// - Parameters:
    ///   - path: A file of a network of real numbers.
    ///   - options: What a file without a manifest does not say.
    ///   - calibration: Images like those that the model is for; labels are not needed.
    ///   - count: The most images of the calibration that are used, the first ones.
    ///   - name: What the manifest calls the model; `nil` means the name it has with `-int8`.
    ///   - output: What errors call the new file.
    /// - Throws: What reading the files throws, and ``ConversionError/notQuantizable(file:reason:)``.
    public init(
        path: String, options: ModelOptions = ModelOptions(), calibration: LabeledImages,
        count: Int = 1_000, name: String? = nil, output: String
    ) throws {
        let model = try Model(path: path, options: options)
        original = try Classifier(model)
        originalByteCount = try InputFile(path: path).size
        let pixels = try Self.pixels(calibration, count, original)
        calibrationCount = pixels.count / original.inputCount
        let result: NetworkQuantizer.Result
        let rejection: NetworkQuantizer.Result?
        do throws(QuantizationError) {
            result = try Self.quantize(model.network, model, pixels)
            if let network = model.rejection?.network {
                rejection = try Self.quantize(network, model, pixels)
            } else {
                rejection = nil
            }
        } catch {
            throw ConversionError.notQuantizable(file: path, reason: error.description)
        }
        (choice, tried) = (result.choice, result.tried)
        let images = calibrationCount == 1 ? "1 image" : "\(calibrationCount) images"
        let small = try model.replacing(
            network: result.network, rejection: rejection?.network,
            name: name ?? model.manifest.name + "-int8",
            training: "Quantized to eight bits with \(images): \(choice).")
        bytes = try small.fileBytes(source: output)
        quantized = try Classifier(Model(SafetensorsFile(bytes: bytes, source: output)))
    }

    private static func quantize(
        _ network: Network, _ model: Model, _ pixels: [UInt8]
    ) throws(QuantizationError) -> NetworkQuantizer.Result {
        try NetworkQuantizer(
            network, normalization: model.manifest.normalization, pixels: pixels
        ).quantized()
    }

    /// The first images of a data set.
    private static func pixels(
        _ dataset: LabeledImages, _ limit: Int, _ classifier: Classifier
    ) throws -> [UInt8] {
        let reader = try dataset.openImages()
        try classifier.check(reader.shape, file: dataset.images)
        let count = min(reader.count, limit)
        // The pixels, and the logits of what is tried.
        try requireMemory(
            count * (reader.shape.count + 16 * classifier.classCount), for: dataset.images)
        var pixels = [UInt8](repeating: 0, count: count * reader.shape.count)
        var filled = 0
        while filled < count {
            var span = pixels.mutableSpan
            var rest = span._mutatingExtracting((filled * reader.shape.count)...)
            filled += try reader.read(into: &rest)
        }
        return pixels
    }

    /// By how much logits of images differ.
    public struct LogitChange: Hashable, Sendable {
        /// The largest difference between two logits.
        public fileprivate(set) var largest: Float = 0
        /// The largest magnitude of a logit of the original.
        public fileprivate(set) var largestLogit: Float = 0
    }

    /// Compares the logits of all images of a data set.
    ///
    /// - Throws: What reading throws, and an error for images of another size than the networks take.
    public func logitChange(on dataset: LabeledImages) throws -> LogitChange {
        let reader = try dataset.openImages()
        try original.check(reader.shape, file: dataset.images)
        let batch = max(1, min(100, (16 << 20) / reader.shape.count))
        var change = LogitChange()
        var done = 0
        while done < reader.count {
            var pixels = [UInt8](repeating: 0, count: batch * reader.shape.count)
            var span = pixels.mutableSpan
            let read = try reader.read(into: &span)
            let images = Array(pixels.prefix(read * reader.shape.count))
            let threads = SystemThreads.availableProcessorCount
            let before = original.logits(ofWhole: images, threads: threads).elements
            let after = quantized.logits(ofWhole: images, threads: threads).elements
            for (old, new) in zip(before, after) {
                let difference = (old - new).magnitude
                change.largest = max(change.largest, difference.isNaN ? .infinity : difference)
                if old.isFinite { change.largestLogit = max(change.largestLogit, old.magnitude) }
            }
            done += read
        }
        return change
    }
}
