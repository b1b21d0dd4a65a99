internal import ImageClassification

/// The images of a benchmark.
struct BenchmarkImages {
    /// The number of images given; from there on they are repeated.
    let distinctCount: Int
    /// The number of images with their repetitions.
    let count: Int
    /// Shape `[count, C, H, W]`.
    let pixels: [UInt8]
    private let imageSize: Int

    init(_ pixels: [UInt8], imageSize: Int, atLeast minimum: Int) {
        let given = pixels.count / imageSize
        precondition(
            given > 0 && given * imageSize == pixels.count,
            "\(pixels.count) pixels are not whole images of \(imageSize)")
        distinctCount = given
        count = (max(minimum, given) + given - 1) / given * given
        self.imageSize = imageSize
        self.pixels = (0..<count * imageSize).map { pixels[$0 % pixels.count] }
    }

    /// Where the pixels of some images are.
    func pixelRange(_ images: Range<Int>) -> Range<Int> {
        images.lowerBound * imageSize..<images.upperBound * imageSize
    }
}

/// The answers of a model to these images: those that are known to be right, and the latest ones.
final class BenchmarkAnswers {
    let model: String
    private let images: BenchmarkImages
    private var logits: [Float]
    private var expected: [Float] = []
    private let classCount: Int

    init(_ classifier: Classifier, to images: BenchmarkImages) throws(InferenceError) {
        precondition(
            images.pixels.count == images.count * classifier.inputCount,
            "images have another size than the model takes, \(classifier.inputCount)")
        model = classifier.model.source
        classCount = classifier.classCount
        self.images = images
        logits = Array(repeating: 0, count: images.count * classCount)
        let single = InferenceSession(classifier)
        for index in 0..<images.distinctCount {
            try compute(index..<index + 1, with: single)
        }
        expected = Array(logits[..<(images.distinctCount * classCount)])
    }

    /// Computes the latest answers to some images.
    func compute(_ range: Range<Int>, with session: InferenceSession) throws(InferenceError) {
        // Taken out for the time being, since it cannot be lent as a property.
        var logits: [Float] = []
        swap(&logits, &self.logits)
        defer { swap(&logits, &self.logits) }
        var span = logits.mutableSpan
        var rows = span._mutatingExtracting(
            range.lowerBound * classCount..<range.upperBound * classCount)
        let pixels = images.pixels
        try session.logits(of: pixels.span.extracting(images.pixelRange(range)), into: &rows)
    }

    /// The first image of `range` whose latest logits are not the right ones.
    func firstWrongImage(in range: Range<Int>) -> Int? {
        range.first { image in
            let first = image * classCount
            let right = image % images.distinctCount * classCount
            return (0..<classCount).contains {
                !Self.isSame(logits[first + $0], expected[right + $0])
            }
        }
    }

    /// Equal, or both NaN: a model whose answers are no numbers is still timed.
    private static func isSame(_ left: Float, _ right: Float) -> Bool {
        left == right || (left.isNaN && right.isNaN)
    }
}
