internal import TensorCore

// What the page calls to explain an answer, one order of the pixels after the other, so that it can
// draw and stop between them.

/// An explanation that is being estimated.
private final class Explaining {
    let network: BrowserNetwork
    let difference: LogitDifference
    let whole: Double
    let blank: Double
    let orders: Int
    var estimate: ShapleyEstimate

    init(_ network: BrowserNetwork, _ pixels: [UInt8]) throws(ExplanationError) {
        self.network = network
        let classes = network.outputCount
        let logits = network.logits(ofWhole: pixels).elements
        difference = try LogitDifference(of: logits)
        whole = try difference.values(of: logits, classes: classes)[0]
        let nothing = network.logits(ofWhole: [UInt8](repeating: 0, count: pixels.count))
        blank = try difference.values(of: nothing.elements, classes: classes)[0]
        estimate = ShapleyEstimate(pixels: pixels, blank: blank, whole: whole)
        orders = try estimate.orderCount(multiplyAdds: network.multiplyAddsPerInput)
    }

    func addOrder() throws(ExplanationError) {
        let (network, difference) = (network, difference)
        try estimate.addOrder { (images) throws(ExplanationError) -> [Double] in
            try difference.values(
                of: network.logits(ofWhole: images).elements, classes: network.outputCount)
        }
    }

    var explanation: Explanation {
        Explanation(
            answer: difference.answer, against: difference.against, difference: whole,
            blank: blank, contributions: estimate.contributions,
            standardErrors: estimate.standardErrors, orders: estimate.orders)
    }
}

// The last one that was begun. There is one thread.
nonisolated(unsafe) private var explaining: Explaining?

/// Begins to explain the answer to an image of 28 × 28.
///
/// Gives the number of orders that the command would try, or -1 and an error.
@_cdecl("mnist_explain")
public func mnistExplain(_ model: Int32, _ pixels: UnsafePointer<UInt8>) -> Int32 {
    do throws(ExplanationError) {
        let begun = try Explaining(classifier(model).network, unsafe bytes(pixels, 784))
        unsafe explaining = begun
        return Int32(begun.orders)
    } catch {
        return giveError(error.description)
    }
}

/// Tries one more order and writes the estimate.
///
/// These are 784 contributions, the difference, that of the blank image, support, opposition, the
/// largest standard error, the class that is explained and the one it is compared with. Gives how
/// many orders have been tried, or -1 and an error.
@_cdecl("mnist_explain_order")
public func mnistExplainOrder(_ values: UnsafeMutablePointer<Double>) -> Int32 {
    guard let explaining = unsafe explaining else { return giveError("nothing is explained") }
    do throws(ExplanationError) {
        try explaining.addOrder()
    } catch {
        return giveError(error.description)
    }
    let found = explaining.explanation
    let numbers =
        found.contributions + [
            found.difference, found.blank, found.support, found.opposition,
            found.largestStandardError, Double(found.answer), Double(found.against),
        ]
    for index in numbers.indices { unsafe values[index] = numbers[index] }
    return Int32(found.orders)
}
