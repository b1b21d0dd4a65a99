internal import Datasets
internal import ModelFiles

/// The answers to the images of a data set, as an asynchronous sequence of batches.
///
/// Each iteration reads the data set anew. No thread of Swift's cooperative pool is blocked.
public struct PredictionSequence: AsyncSequence, Sendable {
    let dataset: LabeledImages
    let classifier: Classifier
    let options: EvaluationOptions

    /// Begins at the first image.
    public func makeAsyncIterator() -> Iterator { Iterator(sequence: self) }

    /// Where an iteration is.
    public struct Iterator: AsyncIteratorProtocol {
        private let sequence: PredictionSequence
        private var stream: Lent?

        init(sequence: PredictionSequence) { self.sequence = sequence }

        /// The answers to the next images; `nil` after the last, when the file is known to be sound.
        ///
        /// - Throws: What ``PredictionStream`` throws, and `CancellationError`.
        public mutating func next() async throws -> [Prediction]? {
            let (known, sequence) = (stream, sequence)
            let (opened, answers) = try await OwnThread.run { _ in
                let lent = try known ?? Lent(sequence)
                return (lent, try lent.stream.next())
            }
            stream = opened
            return answers
        }
    }

    /// A stream that one thread after the other uses.
    ///
    /// Safety of `@unchecked Sendable`: only `next()` uses it, which is mutating and waits for the
    /// thread it lends the stream to, so that there is one user at a time.
    private final class Lent: @unchecked Sendable {
        let stream: PredictionStream

        init(_ sequence: PredictionSequence) throws {
            stream = try PredictionStream(
                sequence.dataset, classifier: sequence.classifier, options: sequence.options)
        }
    }
}
