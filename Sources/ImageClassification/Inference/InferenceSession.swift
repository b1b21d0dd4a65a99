internal import Parallelism
internal import TensorCore

/// Runs images through a classifier's network as fast as this package can, batch after batch.
///
/// ```swift
/// let session = InferenceSession(try Classifier(.mnistMLP))
/// let logits = try session.logits(of: pixels)
/// ```
///
/// A session keeps its working memory and, with more than one thread, its threads. The functions
/// that write into a span of the caller allocate nothing once the session has been used. Evaluation
/// and benchmark go through sessions as well, so what they measure is what every caller gets.
///
/// One session serves one task at a time, which the compiler checks: a session is not `Sendable`.
/// Making one is cheap, some microseconds, since the packed weights belong to the classifier and
/// are shared. So make one for each task. The logits of an image have the same bits whichever
/// session, batch and number of threads they come from.
public final class InferenceSession {
    /// What the session runs.
    public let classifier: Classifier
    private let runner: BatchRunner
    /// The logits from which classes are told.
    private var scratch: [Float] = []

    /// The number of threads that a batch may be split over, the caller's included.
    public var threads: Int { runner.threads }

    /// Makes a session.
    ///
    /// - Parameters:
    ///   - classifier: What to run; its weights are shared, not copied.
    ///   - threads: How many threads may share a batch. Small batches are not split. Threads are
    ///     started when a batch first needs them, and end with the session. Fewer than 1 are 1, the
    ///     caller's.
    public init(_ classifier: Classifier, threads: Int = 1) {
        self.classifier = classifier
        runner = BatchRunner(classifier, threads: max(1, threads))
    }

    init(_ classifier: Classifier, runner: BatchRunner) {
        self.classifier = classifier
        self.runner = runner
    }

    /// Computes the logits of a batch: the network's outputs before softmax.
    ///
    /// - Parameters:
    ///   - pixels: Shape `[N, C, H, W]`, row-major, 0…255; N may be 0.
    ///   - logits: Shape `[N, M]`, row-major; overwritten.
    /// - Throws: ``InferenceError`` if `pixels` are not whole images, or `logits` has another
    ///   number of values than N · M; nothing is computed then.
    public func logits(
        of pixels: Span<UInt8>, into logits: inout MutableSpan<Float>
    ) throws(InferenceError) {
        let count = try imageCount(pixels.count)
        guard logits.count == count * classifier.classCount else {
            throw .outputCount(expected: count * classifier.classCount, found: logits.count)
        }
        runner.run(pixels, count: count, into: &logits)
    }

    /// Computes the probabilities of a batch: the softmax of each image's logits.
    ///
    /// - Parameters:
    ///   - pixels: Shape `[N, C, H, W]`, row-major, 0…255; N may be 0.
    ///   - probabilities: Shape `[N, M]`, row-major, 0…1; overwritten. Each row sums to 1 within
    ///     rounding.
    /// - Throws: ``InferenceError`` if the sizes do not fit.
    public func probabilities(
        of pixels: Span<UInt8>, into probabilities: inout MutableSpan<Float>
    ) throws(InferenceError) {
        try logits(of: pixels, into: &probabilities)
        Kernels.softmax(&probabilities, columns: classifier.classCount)
    }

    /// Finds the class of each image of a batch: that with the largest logit, the lowest on a tie.
    ///
    /// - Parameters:
    ///   - pixels: Shape `[N, C, H, W]`, row-major, 0…255; N may be 0.
    ///   - classes: Shape `[N]`, 0..<M; overwritten.
    /// - Throws: ``InferenceError`` if the sizes do not fit, or when the network's answer to an
    ///   image holds NaN, which has no largest value.
    public func classes(
        of pixels: Span<UInt8>, into classes: inout MutableSpan<Int32>
    ) throws(InferenceError) {
        let count = try imageCount(pixels.count)
        guard classes.count == count else {
            throw .outputCount(expected: count, found: classes.count)
        }
        let size = count * classifier.classCount
        if scratch.count < size { scratch = Array(repeating: 0, count: size) }
        // Taken out for the time being, since it cannot be lent together with the session.
        var logits: [Float] = []
        swap(&logits, &scratch)
        defer { swap(&logits, &scratch) }
        var span = logits.mutableSpan
        var answers = span._mutatingExtracting(first: size)
        runner.run(pixels, count: count, into: &answers)
        do throws(NumericError) {
            try Kernels.argmax(answers.span, columns: classifier.classCount, into: &classes)
        } catch {
            switch error {
            case .nan(let row), .empty(let row): throw .notANumber(image: row)
            }
        }
    }

    private func imageCount(_ pixelCount: Int) throws(InferenceError) -> Int {
        let size = classifier.inputCount
        guard pixelCount.isMultiple(of: size) else {
            throw .pixelCount(imageSize: size, found: pixelCount)
        }
        return pixelCount / size
    }
}

extension InferenceSession {
    /// Computes the logits of a batch held in an array.
    ///
    /// - Parameter pixels: Shape `[N, C, H, W]`, row-major, 0…255; N may be 0.
    /// - Returns: Shape `[N, M]`, row-major.
    /// - Throws: ``InferenceError`` if `pixels` are not whole images.
    public func logits(of pixels: [UInt8]) throws(InferenceError) -> [Float] {
        var logits = [Float](
            repeating: 0, count: try imageCount(pixels.count) * classifier.classCount)
        var span = logits.mutableSpan
        try self.logits(of: pixels.span, into: &span)
        return logits
    }

    /// Finds the class of each image of a batch held in an array.
    ///
    /// - Parameter pixels: Shape `[N, C, H, W]`, row-major, 0…255; N may be 0.
    /// - Returns: Shape `[N]`, 0..<M.
    /// - Throws: ``InferenceError`` if `pixels` are not whole images, or for an answer of NaN.
    public func classes(of pixels: [UInt8]) throws(InferenceError) -> [Int] {
        var classes = [Int32](repeating: 0, count: try imageCount(pixels.count))
        var span = classes.mutableSpan
        try self.classes(of: pixels.span, into: &span)
        return classes.map(Int.init)
    }
}
