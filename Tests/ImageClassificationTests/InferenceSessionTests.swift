import CAllocationCounter
import ImageClassification
import TensorCore
import Testing

@Suite("Inference sessions")
struct InferenceSessionTests {
    private static let models: [BundledModel] = [.mnistSigmoid, .mnistMLP, .mnistCNN]

    /// The first images of MNIST's test set, `[count, 28, 28]`.
    private static func pixels(_ count: Int) throws -> [UInt8] {
        let reader = try ImageReader(path: DatasetPreset.mnist.testSet.images)
        var pixels = [UInt8](repeating: 0, count: count * reader.shape.count)
        var span = pixels.mutableSpan
        #expect(try reader.read(into: &span) == count)
        return pixels
    }

    @Test(
        "logits have the same bits in any batch and with any number of threads",
        arguments: models)
    func sameBits(model: BundledModel) throws {
        let classifier = try Classifier(model)
        let pixels = try Self.pixels(40)
        let session = InferenceSession(classifier)
        let alone = try (0..<40).flatMap {
            try session.logits(of: Array(pixels[$0 * 784..<($0 + 1) * 784]))
        }
        for threads in [1, 2, 5] {
            let session = InferenceSession(classifier, threads: threads)
            #expect(session.threads == threads)
            for _ in 0..<3 { #expect(try session.logits(of: pixels) == alone) }
        }
        #expect(try classifier.logits(pixels).elements == alone)
        #expect(try classifier.logits(pixels, batchSize: 7, threads: 2).elements == alone)
    }

    @Test("eight tasks at once get the same bits, each from a session of its own")
    func tasks() async throws {
        let classifier = try Classifier(.mnistMLP)
        let pixels = try Self.pixels(100)
        let expected = try InferenceSession(classifier).logits(of: pixels)
        try await withThrowingTaskGroup(of: [Float].self) { group in
            for task in 0..<8 {
                group.addTask {
                    let session = InferenceSession(classifier, threads: 1 + task % 2)
                    for _ in 0..<5 { _ = try session.logits(of: pixels) }
                    return task == 7
                        ? try classifier.logits(pixels).elements : try session.logits(of: pixels)
                }
            }
            for try await logits in group { #expect(logits == expected) }
        }
    }

    @Test("classes and probabilities follow from the logits")
    func derived() throws {
        let classifier = try Classifier(.mnistMLP)
        let pixels = try Self.pixels(20)
        let answers = try classifier.classify(batch: pixels)
        let session = InferenceSession(classifier)
        #expect(try session.classes(of: pixels) == answers.map(\.prediction))
        var probabilities = [Float](repeating: 0, count: 200)
        var span = probabilities.mutableSpan
        try session.probabilities(of: pixels.span, into: &span)
        #expect(probabilities == answers.flatMap(\.probabilities))
    }

    @Test("an empty batch has no answers")
    func empty() throws {
        let session = InferenceSession(try Classifier(.mnistSigmoid), threads: 2)
        #expect(try session.logits(of: []).isEmpty)
        #expect(try session.classes(of: []).isEmpty)
    }

    @Test("sizes that do not fit are errors, and nothing is written")
    func sizes() throws {
        let session = InferenceSession(try Classifier(.mnistSigmoid))
        #expect(throws: InferenceError.pixelCount(imageSize: 784, found: 785)) {
            try session.logits(of: [UInt8](repeating: 0, count: 785))
        }
        let pixels = [UInt8](repeating: 0, count: 2 * 784)
        var logits = [Float](repeating: 7, count: 19)
        var span = logits.mutableSpan
        #expect(throws: InferenceError.outputCount(expected: 20, found: 19)) {
            try session.logits(of: pixels.span, into: &span)
        }
        #expect(logits.allSatisfy { $0 == 7 })
        var classes: [Int32] = [9]
        var classSpan = classes.mutableSpan
        #expect(throws: InferenceError.outputCount(expected: 2, found: 1)) {
            try session.classes(of: pixels.span, into: &classSpan)
        }
        #expect(classes == [9])
    }

    @Test(
        "after the first batch nothing is allocated",
        .enabled(if: callocationcounter_is_supported()),
        arguments: models, [1, 2])
    func allocations(model: BundledModel, threads: Int) throws {
        let classifier = try Classifier(model)
        for count in [1, 100] {
            let work = Work(
                session: InferenceSession(classifier, threads: threads),
                pixels: try Self.pixels(count),
                logits: [Float](repeating: 0, count: count * classifier.classCount))
            for _ in 0..<2 { work.run() }
            let context = unsafe Unmanaged.passUnretained(work).toOpaque()
            // Safety: `work` outlives the call, which uses it on this thread alone.
            let allocations = unsafe callocationcounter_count(
                {
                    let work = unsafe Unmanaged<Work>.fromOpaque($0.unsafelyUnwrapped)
                    unsafe work.takeUnretainedValue().run()
                }, context)
            #expect(allocations == 0)
            #expect(work.logits.contains { $0 != 0 })
        }
    }

    /// A batch that can be run again.
    private final class Work {
        let session: InferenceSession
        let pixels: [UInt8]
        var logits: [Float]

        init(session: InferenceSession, pixels: [UInt8], logits: [Float]) {
            self.session = session
            self.pixels = pixels
            self.logits = logits
        }

        func run() {
            // Taken out for the time being, since it cannot be lent as a property.
            var logits: [Float] = []
            swap(&logits, &self.logits)
            defer { swap(&logits, &self.logits) }
            var span = logits.mutableSpan
            let pixels = pixels
            do {
                try session.logits(of: pixels.span, into: &span)
            } catch {
                Issue.record(error)
            }
        }
    }
}
