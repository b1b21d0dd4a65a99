public import Datasets
internal import FileIO
internal import Metrics
internal import ModelFiles
internal import TensorCore

/// A network's answer to one image of a data set.
public struct Prediction: Hashable, Sendable {
    /// The position of the image, from 0.
    public let index: Int
    /// The class with the largest logit, 0..<M; of several, the lowest.
    public let classIndex: Int
    /// The probability of that class, 0…1.
    public let probability: Float
}

/// Classifies the images of a data set batch by batch, whether or not their labels are known.
///
/// Memory does not grow with the number of images. A stream is used once, by one task.
public final class PredictionStream {
    /// The number of images that are classified.
    public let imageCount: Int

    private let dataset: LabeledImages
    private let reader: ImageReader
    private let session: InferenceSession
    private var pixels: [UInt8]
    private var logits: [Float]
    private let capacity: Int
    private var done = 0
    private var found: [DataRemark] = []

    /// What the pixels of a batch may take, and their logits as well.
    private static let batchBytes = 16 << 20
    /// The most images of a batch, shared by all threads.
    private static let largestBatch = 4_096
    /// How many images are looked at for signs that they are stored otherwise than was said.
    private static let probeCount = 256

    /// Opens the images.
    ///
    /// - Parameters:
    ///   - dataset: Where they are; labels are not looked at.
    ///   - classifier: Takes images of that size.
    ///   - options: Of these, the limit, the threads, and the batch size of each thread.
    /// - Throws: What reading images throws, `DatasetError` for images of another size, and
    ///   ``InferenceError/option(_:expected:found:)`` for options that make no sense.
    public init(
        _ dataset: LabeledImages, classifier: Classifier,
        options: EvaluationOptions = EvaluationOptions()
    ) throws {
        try options.check()
        self.dataset = dataset
        reader = try dataset.openImages()
        try classifier.check(reader.shape, file: dataset.images)
        session = InferenceSession(classifier, threads: options.threads)
        imageCount = min(reader.count, options.limit ?? .max)
        let valueBytes = max(reader.shape.count, 4 * classifier.classCount)
        let wanted = options.batchSize * options.threads
        capacity = max(
            1, min(wanted, Self.largestBatch, Self.batchBytes / valueBytes, imageCount))
        try requireMemory(
            capacity * (reader.shape.count + 4 * classifier.classCount), for: dataset.images)
        pixels = [UInt8](repeating: 0, count: capacity * reader.shape.count)
        logits = [Float](repeating: 0, count: capacity * classifier.classCount)
    }

    /// The answers to the next images; `nil` after the last, when the file is known to be sound.
    ///
    /// - Throws: What reading throws, and `ModelError.invalidLogits` for an answer of NaN.
    public func next() throws -> [Prediction]? {
        guard done < imageCount else {
            try reader.finish()
            return nil
        }
        let size = reader.shape.count
        let wanted = min(capacity, imageCount - done)
        // Taken out for the time being, since they cannot be lent together with the stream.
        var (pixels, logits): ([UInt8], [Float]) = ([], [])
        swap(&pixels, &self.pixels)
        swap(&logits, &self.logits)
        defer {
            swap(&pixels, &self.pixels)
            swap(&logits, &self.logits)
        }
        var filled = 0
        while filled < wanted {
            var span = pixels.mutableSpan
            var rest = span._mutatingExtracting(filled * size..<wanted * size)
            filled += try reader.read(into: &rest)
        }
        if done == 0 { try probe(Array(pixels[..<(min(wanted, Self.probeCount) * size)])) }
        let classCount = session.classifier.classCount
        var span = logits.mutableSpan
        var rows = span._mutatingExtracting(first: wanted * classCount)
        try session.logits(of: pixels.span.extracting(first: wanted * size), into: &rows)
        var answers: [Prediction] = []
        answers.reserveCapacity(wanted)
        let isIndependent = session.classifier.hasIndependentOutputs
        for image in 0..<wanted {
            let row = logits.span.extracting(image * classCount..<(image + 1) * classCount)
            guard let score = Score(logits: row, label: 0, areIndependent: isIndependent) else {
                throw ModelError.invalidLogits(
                    file: session.classifier.model.source, image: done + image)
            }
            answers.append(
                Prediction(
                    index: done + image, classIndex: score.prediction,
                    probability: Float(score.confidence)))
        }
        done += wanted
        return answers
    }

    private func probe(_ first: [UInt8]) throws {
        let probe = DataProbe(pixels: first, labels: [], shape: reader.shape)
        found = try probe.remark(on: dataset.images, by: session.classifier).map { [$0] } ?? []
    }

    /// What was unusual about the file; complete at the end.
    public var notes: [String] { reader.notes }

    /// What was taken for granted of the images, and what looks wrong; complete at the end.
    public var remarks: [DataRemark] { reader.remarks + found }
}
