/// The images of a benchmark.
final class BenchmarkImages: Sendable {
    /// The number of images given; from there on they are repeated.
    let distinctCount: Int
    /// The number of images with their repetitions.
    let count: Int
    let pixels: SlicedBuffer<UInt8>

    init(_ pixels: [UInt8], imageSize: Int, atLeast minimum: Int) {
        let given = pixels.count / imageSize
        precondition(
            given > 0 && given * imageSize == pixels.count,
            "\(pixels.count) pixels are not whole images of \(imageSize)")
        distinctCount = given
        count = (max(minimum, given) + given - 1) / given * given
        self.pixels = SlicedBuffer(repeating: 0, count: count * imageSize)
        self.pixels.withMutableSpan(0..<count * imageSize) { span in
            for index in span.indices { span[index] = pixels[index % pixels.count] }
        }
    }
}

/// The answers of a model to these images: those that are known to be right, and the latest ones.
final class BenchmarkAnswers: Sendable {
    let model: String
    let logits: SlicedBuffer<Float>
    private let expected: [Float]
    private let classCount: Int
    private let distinctCount: Int

    init(_ classifier: Classifier, to images: BenchmarkImages) {
        precondition(
            images.pixels.count == images.count * classifier.inputCount,
            "images have another size than the model takes, \(classifier.inputCount)")
        model = classifier.model.source
        classCount = classifier.classCount
        distinctCount = images.distinctCount
        logits = SlicedBuffer(repeating: 0, count: images.count * classCount)
        let single = BatchRunner(classifier, threads: 1)
        for index in 0..<images.distinctCount {
            single.run(index..<index + 1, of: images.pixels, into: logits)
        }
        expected = logits.withSpan(0..<images.distinctCount * classCount) { span in
            span.indices.map { span[$0] }
        }
    }

    /// The first image of `range` whose latest logits are not the right ones.
    func firstWrongImage(in range: Range<Int>) -> Int? {
        range.first { image in
            let first = image * classCount
            let right = image % distinctCount * classCount
            return logits.withSpan(first..<first + classCount) { span in
                span.indices.contains { !Self.isSame(span[$0], expected[right + $0]) }
            }
        }
    }

    /// Equal, or both NaN: a model whose answers are no numbers is still timed.
    private static func isSame(_ left: Float, _ right: Float) -> Bool {
        left == right || (left.isNaN && right.isNaN)
    }
}
