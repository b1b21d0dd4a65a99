internal import ModelFiles
internal import NeuralNetwork

/// Explains answers by Shapley values of pixels, estimated from sampled orders.
///
/// Pixels are set in some order, beginning with the blank image; each is credited with the change of
/// the difference of logits that it makes. The mean over all orders is the Shapley value (L. S.
/// Shapley, "A Value for n-Person Games", 1953), here over sampled ones: J. Castro, D. Gómez and
/// J. Tejada, "Polynomial calculation of the Shapley value based on sampling", Computers & Operations
/// Research 36 (2009); E. Štrumbelj and I. Kononenko, "Explaining prediction models and individual
/// predictions with feature contributions", Knowledge and Information Systems 41 (2014). Each order is
/// taken forwards and backwards, which makes the error smaller (R. Mitchell et al., "Sampling
/// Permutations for Shapley Value Estimation", JMLR 23, 2022). The orders come from a fixed seed, so
/// that every run, batch and number of threads gives the same numbers.
public struct Explainer {
    /// The most orders that are tried, each forwards and backwards.
    public static let mostOrders = ShapleyEstimate.mostOrders
    /// The fewest, for networks that are large.
    public static let fewestOrders = ShapleyEstimate.fewestOrders

    private let session: InferenceSession
    private var classifier: Classifier { session.classifier }

    /// Makes an explainer.
    ///
    /// - Parameters:
    ///   - classifier: Whose answers to explain.
    ///   - threads: How many threads may share the work; they do not change a bit. Fewer than 1 are 1.
    public init(_ classifier: Classifier, threads: Int = 1) {
        session = InferenceSession(classifier, threads: threads)
    }

    /// Explains the answer to an image.
    ///
    /// - Parameter pixels: Shape `[C, H, W]`, row-major, 0…255.
    /// - Throws: ``ExplanationError``, and ``InferenceError`` for another number of pixels than one
    ///   image has.
    public func explain(_ pixels: [UInt8]) throws -> Explanation {
        guard pixels.count == classifier.inputCount else {
            throw InferenceError.imageSize(expected: classifier.inputCount, found: pixels.count)
        }
        guard classifier.classCount > 1 else { throw ExplanationError.oneClass }
        let difference = try LogitDifference(of: session.logits(of: pixels))
        func differences(of images: [UInt8]) throws -> [Double] {
            try difference.values(
                of: session.logits(of: images), classes: classifier.classCount)
        }
        let blank = try differences(of: [UInt8](repeating: 0, count: pixels.count))[0]
        let whole = try differences(of: pixels)[0]
        var estimate = ShapleyEstimate(pixels: pixels, blank: blank, whole: whole)
        let orders = try estimate.orderCount(
            multiplyAdds: classifier.model.network.multiplyAddsPerInput)
        for _ in 0..<orders { try estimate.addOrder(differences) }
        return Explanation(
            answer: difference.answer, against: difference.against, difference: whole,
            blank: blank, contributions: estimate.contributions,
            standardErrors: estimate.standardErrors, orders: orders)
    }
}
