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
    public static let mostOrders = 50
    /// The fewest, for networks that are large.
    public static let fewestOrders = 4

    /// About how many multiply-adds an explanation takes at most, where that leaves enough orders.
    private static let usualWork = 1 << 37
    /// More than this is refused.
    private static let mostWork = 1 << 43
    private static let batchSize = 256
    private static let batchBytes = 16 << 20
    private static let seed: UInt64 = 2_009

    private let session: InferenceSession
    private var classifier: Classifier { session.classifier }

    /// Makes an explainer.
    ///
    /// - Parameters:
    ///   - classifier: Whose answers to explain.
    ///   - threads: How many threads may share the work; they do not change a bit.
    /// - Precondition: `threads` is at least 1.
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
        let logits = try session.logits(of: pixels)
        guard logits.allSatisfy(\.isFinite) else { throw ExplanationError.notFinite }
        let ranking = logits.indices.sorted { (-logits[$0], $0) < (-logits[$1], $1) }
        let blank = [UInt8](repeating: 0, count: pixels.count)
        var game = Game(
            session: session, pixels: pixels, answer: ranking[0], against: ranking[1],
            batchSize: max(1, min(Self.batchSize, Self.batchBytes / pixels.count)))
        game.blank = try game.differences(of: blank)[0]
        game.whole = try game.differences(of: pixels)[0]
        let orders = try orderCount(places: game.places.count)
        var random = SplitMix64(seed: Self.seed)
        var estimates = Estimates(count: pixels.count)
        for _ in 0..<orders {
            let order = game.places.shuffled(by: &random)
            let forwards = try game.changes(order)
            let backwards = try game.changes(order.reversed())
            for (place, change) in zip(order, zip(forwards, backwards.reversed())) {
                estimates.add((change.0 + change.1) / 2, at: place)
            }
        }
        return Explanation(
            answer: ranking[0], against: ranking[1], difference: game.whole, blank: game.blank,
            contributions: estimates.means(of: orders),
            standardErrors: estimates.standardErrors(of: orders), orders: orders)
    }

    /// As many orders as the work allows.
    private func orderCount(places: Int) throws(ExplanationError) -> Int {
        let (work, overflow) = (2 * max(1, places)).multipliedReportingOverflow(
            by: max(1, classifier.model.network.multiplyAddsPerInput))
        guard !overflow, work <= Self.mostWork / Self.fewestOrders else {
            throw .tooMuchWork(
                limit: Self.mostWork,
                found: overflow ? .max : min(work, .max / Self.fewestOrders) * Self.fewestOrders)
        }
        return min(Self.mostOrders, max(Self.fewestOrders, Self.usualWork / work))
    }
}

/// An image whose pixels are set one after the other.
private struct Game {
    let session: InferenceSession
    let pixels: [UInt8]
    /// Where the image is not 0.
    let places: [Int]
    let answer: Int
    let against: Int
    let batchSize: Int
    /// The differences of the blank image and of the whole one.
    var blank = 0.0
    var whole = 0.0

    init(
        session: InferenceSession, pixels: [UInt8], answer: Int, against: Int, batchSize: Int
    ) {
        self.session = session
        self.pixels = pixels
        self.answer = answer
        self.against = against
        self.batchSize = batchSize
        places = pixels.indices.filter { pixels[$0] != 0 }
    }

    /// How each pixel changes the difference when it is set after those before it in `order`.
    func changes(_ order: [Int]) throws -> [Double] {
        var values = [blank]
        values.reserveCapacity(order.count + 1)
        var image = [UInt8](repeating: 0, count: pixels.count)
        // The last pixel completes the image, whose difference is known.
        let steps = order.dropLast()
        for start in stride(from: 0, to: steps.count, by: batchSize) {
            var batch: [UInt8] = []
            for place in steps[start..<min(start + batchSize, steps.count)] {
                image[place] = pixels[place]
                batch += image
            }
            values += try differences(of: batch)
        }
        if !order.isEmpty { values.append(whole) }
        return zip(values, values.dropFirst()).map { $1 - $0 }
    }

    /// The answer's logit minus the other's, for each image of a batch.
    func differences(of batch: [UInt8]) throws -> [Double] {
        let logits = try session.logits(of: batch)
        let classes = session.classifier.classCount
        return try stride(from: 0, to: logits.count, by: classes).map { row in
            let difference = Double(logits[row + answer]) - Double(logits[row + against])
            guard difference.isFinite else { throw ExplanationError.notFinite }
            return difference
        }
    }
}

/// Sums from which means and their standard errors follow.
private struct Estimates {
    private var sums: [Double]
    private var squares: [Double]

    init(count: Int) {
        sums = Array(repeating: 0, count: count)
        squares = sums
    }

    mutating func add(_ value: Double, at place: Int) {
        sums[place] += value
        squares[place] += value * value
    }

    func means(of count: Int) -> [Double] { sums.map { $0 / Double(count) } }

    func standardErrors(of count: Int) -> [Double] {
        let n = Double(count)
        return zip(sums, squares).map { sum, square in
            (max(0, square - sum * sum / n) / (n * (n - 1))).squareRoot()
        }
    }
}
