public import Datasets
internal import FileIO
internal import ImageClassification
internal import Metrics
internal import Parallelism
internal import Safetensors
internal import TensorCore

/// How the answers of a converted model compare with those of the original.
public struct ConversionCheck: Hashable, Sendable {
    /// The bundled test set whose images were used; `nil` for images made up at random.
    public let dataset: DatasetPreset?
    /// The number of images.
    public fileprivate(set) var images = 0
    /// How many of them are put into another class.
    public fileprivate(set) var changedPredictions = 0
    /// The largest difference between two logits; infinite where one is not finite.
    public fileprivate(set) var largestDifference: Float = 0
    /// The largest magnitude of a finite logit of the original.
    public fileprivate(set) var largestLogit: Float = 0
    /// Whether all logits are the same, bit by bit.
    public fileprivate(set) var isEqual = true

    /// The share of images that are put into another class, 0…1.
    public var changedShare: Double {
        images == 0 ? 0 : Double(changedPredictions) / Double(images)
    }
}

extension ModelConversion {
    /// How many images are looked at together, and how many bytes they may take.
    private static var batchSize: Int { 100 }
    private static var batchBytes: Int { 16 << 20 }

    /// Compares the answers of the converted model with those of the original.
    ///
    /// The images are those of the bundled test set that has the size of the model's, of the one
    /// that the model was trained on or else MNIST; for other sizes, 1,000 images of random bytes,
    /// the same on every run.
    ///
    /// - Parameter progress: Called now and then with the number of images done and to do.
    /// - Throws: ``ConversionError/answersDiffer(file:difference:)`` if a logit differs although
    ///   ``isExact`` says that no weight does.
    public func check(
        _ progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) throws -> ConversionCheck {
        var images = try CheckImages(for: original.model)
        var check = ConversionCheck(dataset: images.dataset)
        let batch = max(1, min(Self.batchSize, Self.batchBytes / original.inputCount))
        // Pixels, the logits of both, and what each thread works with.
        let byteCount = 1 << 25 + 2 * batch * (original.inputCount + 8 * original.classCount)
        try requireMemory(byteCount, for: original.model.source)
        while check.images < images.count {
            compare(try images.next(min(batch, images.count - check.images)), &check)
            progress(check.images, images.count)
        }
        if isExact, !check.isEqual {
            throw ConversionError.answersDiffer(
                file: original.model.source, difference: check.largestDifference)
        }
        return check
    }

    private func compare(_ pixels: [UInt8], _ check: inout ConversionCheck) {
        let threads = SystemThreads.availableProcessorCount
        let before = original.logits(ofWhole: pixels, threads: threads)
        let after = converted.logits(ofWhole: pixels, threads: threads)
        for index in 0..<before.rows {
            let (old, new) = (before.row(index), after.row(index))
            for (old, new) in zip(old, new) where old.bitPattern != new.bitPattern {
                check.isEqual = false
                let difference = (old - new).magnitude
                check.largestDifference = max(
                    check.largestDifference, difference.isNaN ? .infinity : difference)
            }
            check.largestLogit = old.reduce(check.largestLogit) {
                $1.isFinite ? max($0, $1.magnitude) : $0
            }
            let predictions = [old, new].map { Score(logits: $0.span, label: 0)?.prediction }
            if predictions[0] != predictions[1] { check.changedPredictions += 1 }
        }
        check.images += before.rows
    }

    /// Writes the new file.
    ///
    /// A file that is there is replaced only when the new one is complete.
    ///
    /// - Throws: `SafetensorsError` if the file cannot be written.
    public func write(to path: String) throws {
        do {
            try OutputFile.replace(path, with: bytes)
        } catch {
            throw SafetensorsError.unwritable(file: path, reason: error.reason)
        }
    }
}
