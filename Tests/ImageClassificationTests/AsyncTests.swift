import Dispatch
import Foundation
import ImageClassification
import Synchronization
import TestSupport
import Testing

/// Evaluation from tasks: the same counts, ended when the task is, and no thread of the pool blocked.
@Suite("Evaluating from tasks")
struct AsyncTests {
    private let classifier: Classifier

    init() throws {
        let folder = try TemporaryFolder()
        classifier = try Classifier(path: TinyModel.brightestPixel(in: folder))
        withExtendedLifetime(folder) {}
    }

    /// Images 2 × 2 of which the first pixel is the brightest, with labels 0.
    private static func dataset(_ count: Int) -> LabeledImages {
        var pixels: [UInt8] = [200, 50, 50, 50]
        while pixels.count < 4 * count { pixels += pixels }
        pixels.removeLast(pixels.count - 4 * count)
        return LabeledImages(
            imageBytes: IDXFixture.uint8(dimensions: [UInt32(count), 2, 2], pixels),
            labelBytes: IDXFixture.labels([UInt8](repeating: 0, count: count)))
    }

    private func options(threads: Int) -> EvaluationOptions {
        var options = EvaluationOptions()
        options.threads = threads
        return options
    }

    @Test("gives the counts that a caller who waits gets", arguments: [1, 2, 5])
    func counts(threads: Int) async throws {
        let dataset = Self.dataset(1_000)
        let options = options(threads: threads)
        let result = try await classifier.evaluation(of: dataset, options: options)
        #expect(result.evaluation.correct == 1_000)
        let comparison = try await classifier.comparison(
            with: classifier, on: dataset, options: options)
        #expect(comparison.comparison.bothCorrect == 1_000)
    }

    @Test("ends within a chunk when its task is cancelled", arguments: [1, 2])
    func cancellation(threads: Int) async throws {
        let chunks = Chunks()
        let (begun, begin) = AsyncStream.makeStream(of: Void.self)
        let cancelled = DispatchSemaphore(value: 0)
        let (classifier, options) = (classifier, options(threads: threads))
        let dataset = Self.dataset(3_000_000)
        let task = Task {
            try await classifier.evaluation(of: dataset, options: options) { _, _ in
                // The first chunk waits, on a thread of the evaluation's, for the task to be cancelled.
                if chunks.count.add(1, ordering: .relaxed).newValue == 1 {
                    begin.yield()
                    cancelled.wait()
                }
            }
        }
        for await _ in begun { break }
        task.cancel()
        cancelled.signal()
        await #expect(throws: CancellationError.self) { try await task.value }
        // 3,000,000 images of 4 bytes are 92 chunks of 128 KiB.
        #expect(chunks.count.load(ordering: .relaxed) <= 2)
    }

    private final class Chunks: Sendable {
        let count = Atomic(0)
    }

    @Test("a task that is cancelled before evaluates nothing")
    func cancelledBefore() async {
        let (classifier, dataset) = (classifier, Self.dataset(10))
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            return try await classifier.evaluation(of: dataset)
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test("an error of progress ends the evaluation and is thrown")
    func progress() async throws {
        struct Enough: Error {}
        let dataset = Self.dataset(100_000)
        #expect(throws: Enough.self) {
            try classifier.evaluate(dataset) { _, _ in throw Enough() }
        }
        await #expect(throws: Enough.self) {
            try await classifier.evaluation(of: dataset) { _, _ in throw Enough() }
        }
    }

    @Test("64 tasks at once get the same")
    func manyTasks() async throws {
        let (classifier, options, dataset) = (classifier, options(threads: 2), Self.dataset(500))
        let counts = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<64 {
                group.addTask {
                    try await classifier.evaluation(of: dataset, options: options)
                        .evaluation.correct
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(counts == Array(repeating: 500, count: 64))
    }

    @Test("64 tasks that evaluate, are cancelled, infer and classify share a classifier")
    func mixedTasks() async throws {
        let (classifier, options, dataset) = (classifier, options(threads: 2), Self.dataset(2_000))
        let large = Self.dataset(200_000)
        let pixels = (0..<256).map { UInt8(truncatingIfNeeded: $0 &* 37) }
        let logits = try InferenceSession(classifier).logits(of: pixels)
        let answer = try classifier.classify(Array(pixels.prefix(4)))
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<64 {
                group.addTask {
                    switch number % 5 {
                    case 0:
                        let result = try await classifier.evaluation(of: dataset, options: options)
                        return result.evaluation.correct == 2_000
                    case 1:
                        let evaluation = Task {
                            try await classifier.evaluation(of: large, options: options)
                        }
                        await Task.yield()
                        evaluation.cancel()
                        // It may have been done before; else it ends with nothing but this.
                        do {
                            return try await evaluation.value.evaluation.correct == 200_000
                        } catch is CancellationError { return true }
                    case 2:
                        let session = InferenceSession(classifier, threads: 1 + number % 2)
                        return try (0..<20).allSatisfy { _ in
                            try session.logits(of: pixels) == logits
                        }
                    case 3:
                        return try (0..<100).allSatisfy { _ in
                            try classifier.classify(Array(pixels.prefix(4))).logits == answer.logits
                        }
                    default:
                        var count = 0
                        for try await batch in classifier.predictions(of: dataset) {
                            count += batch.count
                        }
                        return count == 2_000
                    }
                }
            }
            for try await isRight in group { #expect(isRight) }
        }
    }

    @Test("evaluations that wait leave the pool's threads to other tasks", .timeLimit(.minutes(1)))
    func pool() async throws {
        let released = DispatchSemaphore(value: 0)
        let (classifier, options, dataset) = (classifier, options(threads: 1), Self.dataset(10))
        let count = 2 * ProcessInfo.processInfo.activeProcessorCount
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<count {
                group.addTask {
                    // Waits until the task below has run, which needs a thread of the pool.
                    _ = try await classifier.evaluation(of: dataset, options: options) { _, _ in
                        released.wait()
                    }
                }
            }
            group.addTask {
                for _ in 0..<count {
                    await Task.yield()
                    released.signal()
                }
            }
            try await group.waitForAll()
        }
    }

    @Test("answers come batch by batch, as a caller who waits gets them")
    func predictions() async throws {
        let dataset = Self.dataset(10_000)
        let stream = try PredictionStream(dataset, classifier: classifier)
        var expected: [Prediction] = []
        while let batch = try stream.next() { expected += batch }
        var found: [Prediction] = []
        for try await batch in classifier.predictions(of: dataset) { found += batch }
        #expect(found == expected && found.count == 10_000)
        await #expect(throws: (any Error).self) {
            for try await _ in classifier.predictions(of: LabeledImages(images: "/nowhere")) {}
        }
    }

    @Test("options that make no sense are errors")
    func refusals() async throws {
        let dataset = Self.dataset(10)
        let wrong: [WritableKeyPath<EvaluationOptions, Int>: [Int]] = [
            \.batchSize: [0, -1], \.threads: [0, -1], \.topK: [0, 5], \.mistakeLimit: [-1],
        ]
        for (path, values) in wrong {
            for value in values {
                var options = EvaluationOptions()
                options[keyPath: path] = value
                #expect(throws: InferenceError.self) {
                    try classifier.evaluate(dataset, options: options)
                }
            }
        }
        var options = EvaluationOptions()
        options.limit = -1
        #expect(throws: InferenceError.self) {
            try classifier.evaluate(dataset, options: options)
        }
        await #expect(throws: InferenceError.self) {
            for try await _ in classifier.predictions(of: dataset, options: options) {}
        }
    }
}
