/// Shapley values of an image's pixels, estimated one order of the pixels after the other.
///
/// It asks for differences of logits and knows no network, so that ``Explainer`` and the browser's
/// module, whose networks are others, get the same numbers.
struct ShapleyEstimate {
    /// The most orders that are tried, each forwards and backwards.
    static let mostOrders = 50
    /// The fewest, for networks that are large.
    static let fewestOrders = 4

    /// About how many multiply-adds an explanation takes at most, where that leaves enough orders.
    private static let usualWork: Int64 = 1 << 37
    /// More than this is refused.
    private static let mostWork: Int64 = 1 << 43
    private static let batchSize = 256
    private static let batchBytes = 16 << 20
    private static let seed: UInt64 = 2_009

    private let pixels: [UInt8]
    /// Where the image is not 0.
    private let places: [Int]
    /// The differences of the blank image and of the whole one.
    private let blank: Double
    private let whole: Double
    private var random = SplitMix64(seed: Self.seed)
    private var sums: [Double]
    private var squares: [Double]
    /// How many orders have been tried.
    private(set) var orders = 0

    /// Begins an estimate.
    ///
    /// - Parameters:
    ///   - pixels: Shape `[C, H, W]`, at least one.
    ///   - blank: The difference of an image of zeros.
    ///   - whole: The difference of the image.
    init(pixels: [UInt8], blank: Double, whole: Double) {
        (self.pixels, self.blank, self.whole) = (pixels, blank, whole)
        places = pixels.indices.filter { pixels[$0] != 0 }
        sums = Array(repeating: 0, count: pixels.count)
        squares = sums
    }

    /// As many orders as the work allows, for a network of so many multiply-adds per image.
    func orderCount(multiplyAdds: Int) throws(ExplanationError) -> Int {
        // An Int of a browser has 32 bits.
        let (work, overflow) = Int64(2 * max(1, places.count)).multipliedReportingOverflow(
            by: Int64(max(1, multiplyAdds)))
        let fewest = Int64(Self.fewestOrders)
        guard !overflow, work <= Self.mostWork / fewest else {
            let found = overflow ? .max : min(work, .max / fewest) * fewest
            throw .tooMuchWork(limit: Int(clamping: Self.mostWork), found: Int(clamping: found))
        }
        return Int(min(Int64(Self.mostOrders), max(fewest, Self.usualWork / work)))
    }

    /// Tries one more order, forwards and backwards.
    ///
    /// - Parameter differences: The difference of each image of `[N, C, H, W]`.
    mutating func addOrder<Failure: Error>(
        _ differences: (_ images: [UInt8]) throws(Failure) -> [Double]
    ) throws(Failure) {
        let order = places.shuffled(by: &random)
        let forwards = try changes(order, differences)
        let backwards = try changes(order.reversed(), differences)
        for (index, place) in order.enumerated() {
            let change = (forwards[index] + backwards[order.count - 1 - index]) / 2
            sums[place] += change
            squares[place] += change * change
        }
        orders += 1
    }

    /// The mean over the orders that have been tried, for each pixel.
    var contributions: [Double] { sums.map { $0 / Double(orders) } }

    /// The standard error of each contribution, of at least 2 orders; infinite for fewer.
    var standardErrors: [Double] {
        guard orders > 1 else { return sums.map { _ in .infinity } }
        let n = Double(orders)
        return sums.indices.map { index in
            let (sum, square) = (sums[index], squares[index])
            return (max(0, square - sum * sum / n) / (n * (n - 1))).squareRoot()
        }
    }

    /// How each pixel changes the difference when it is set after those before it in `order`.
    private func changes<Failure: Error>(
        _ order: [Int], _ differences: (_ images: [UInt8]) throws(Failure) -> [Double]
    ) throws(Failure) -> [Double] {
        var values = [blank]
        values.reserveCapacity(order.count + 1)
        var image = [UInt8](repeating: 0, count: pixels.count)
        let batchSize = max(1, min(Self.batchSize, Self.batchBytes / pixels.count))
        // The last pixel completes the image, whose difference is known.
        let steps = order.dropLast()
        for start in stride(from: 0, to: steps.count, by: batchSize) {
            var batch: [UInt8] = []
            for place in steps[start..<min(start + batchSize, steps.count)] {
                image[place] = pixels[place]
                batch += image
            }
            values += try differences(batch)
        }
        if !order.isEmpty { values.append(whole) }
        return zip(values, values.dropFirst()).map { $1 - $0 }
    }
}
