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
