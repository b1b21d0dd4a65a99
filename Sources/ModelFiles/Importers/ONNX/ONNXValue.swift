/// What is known of a value of the graph.
enum ONNXValue {
    /// The file alone decides it.
    case constant(ONNXConstant)
    /// It depends on the image.
    case features(ONNXFeatures)
    /// The likeliest class, or another form of the answer, made of these scores.
    case answer(ONNXFeatures)
    /// The scale that an operator takes from the image, times factors.
    case imageScale(of: Int, factor: [Float])
    /// The zero point of such a scale, with which the integers are kept.
    case imageZeroPoint(of: Int)
    /// It is not computed here; who needs it is refused with this error.
    case refused(ONNXImportError)
}

/// A value that depends on the image.
struct ONNXFeatures {
    /// The value of the network that holds the elements.
    var value: Int
    /// Where they are.
    var layout: TensorLayout
    /// The functions of one number that led to this value, the nearest first: what each makes of the
    /// value that it begins with.
    var history: [ScalarHistory] = []
    /// Whether `history` may make a function that is one layer, such as GELU.
    var isComposed = false
    /// Whether each value is 0 or 1, as comparisons give them.
    var isTruth = false
    /// How integers that the file speaks of are kept; `nil` for numbers.
    var quantization: Quantization?
    /// A softmax over all values, which is no layer yet: whoever reads the answers applies it if it
    /// ends the graph.
    var tail = Tail.none

    enum Tail { case none, softmax, logSoftmax }

    init(_ value: Int, _ layout: TensorLayout) {
        self.value = value
        self.layout = layout
    }

    var shape: [Int] { layout.shape }
}

/// A value, and what functions of one number have made of it since.
struct ScalarHistory {
    let base: Int
    let layout: TensorLayout
    /// How many functions are in it: those of long chains are forgotten, since branches that meet
    /// again and again would double the time each time.
    let cost: Int
    let function: @Sendable (Double) -> Double

    static let highestCost = 64
}

/// How integers are kept as numbers.
struct Quantization {
    /// What the file adds to them: they are kept without it, so that zero is zero.
    var zeroPoint: Float = 0
    /// The value that was quantized by a scale of the image; the numbers have that scale already.
    var imageScale: Int?
}

/// A node as errors call it.
struct ONNXOperation: Hashable, Sendable {
    let name: String
    let type: String
}
