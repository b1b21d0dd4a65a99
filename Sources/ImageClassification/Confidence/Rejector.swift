internal import ModelFiles
internal import TensorCore

/// The rejection network of a model, ready to run.
///
/// An object, since it holds a classifier and a classifier holds it.
final class Rejector: Sendable {
    /// The network as a classifier of one class, whose logit is the score.
    let classifier: Classifier
    let threshold: Double
    /// What errors call the model.
    private let source: String

    /// Prepares the rejection network of a model; `nil` if the model has none.
    init?(of model: Model) throws {
        guard let rejection = model.rejection else { return nil }
        threshold = rejection.threshold
        source = model.source
        do {
            classifier = try Classifier(
                Model(
                    network: rejection.network, name: model.source, input: model.manifest.input,
                    normalization: model.manifest.normalization))
        } catch ModelError.network(let file, let reason) {
            throw ModelError.rejection(file: file, reason: reason)
        }
    }

    /// Judges images, `[N, C, H, W]`.
    ///
    /// - Throws: ``ModelError/invalidLogits(file:image:)`` for a score of NaN.
    func judge(_ pixels: [UInt8]) throws -> [Rejection] {
        let scores = classifier.logits(ofWhole: pixels)
        return try (0..<scores.rows).map { image in
            let score = scores.row(image)[0]
            guard !score.isNaN else { throw ModelError.invalidLogits(file: source, image: image) }
            return Rejection(score: score, threshold: threshold)
        }
    }
}

extension Classifier {
    /// Tells images that belong to none of the classes, whatever their classes would be.
    ///
    /// - Parameters:
    ///   - pixels: Shape `[N, C, H, W]`.
    ///   - first: The number of the first image, for errors.
    /// - Throws: ``ModelError/noRejection(file:)`` if the model has no rejection network, and
    ///   ``ModelError/invalidLogits(file:image:)`` for a score of NaN.
    package func rejections(of pixels: Span<UInt8>, from first: Int = 0) throws -> [Rejection] {
        guard let rejector else { throw ModelError.noRejection(file: model.source) }
        // Safety: the bytes are copied before the call ends.
        let copy = unsafe pixels.withUnsafeBufferPointer { unsafe Array($0) }
        do {
            return try rejector.judge(copy)
        } catch ModelError.invalidLogits(let file, let image) {
            throw ModelError.invalidLogits(file: file, image: first + image)
        }
    }
}
