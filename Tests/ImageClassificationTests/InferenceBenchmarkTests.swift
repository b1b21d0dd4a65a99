import Benchmarking
import ImageClassification
import Testing
import TestSupport

@Suite("Benchmark")
struct InferenceBenchmarkTests {
    private static let options = {
        var options = BenchmarkOptions()
        options.batchSizes = [1, 7]
        options.threads = [1, 2]
        options.duration = .milliseconds(10)
        options.warmup = .zero
        return options
    }()

    @Test("every combination has a rate for each round, in the order of models, threads, batches")
    func results() throws {
        let classifiers = [try Classifier(.mnistSigmoid), try Classifier(.mnistMLP)]
        let pixels = (0..<5 * 784).map { UInt8(truncatingIfNeeded: $0 % 7 * $0) }
        var turns: [Int] = []
        let benchmark = try InferenceBenchmark(
            of: classifiers, pixels: pixels, options: Self.options
        ) { done, total in
            #expect(total == 8 * 11)
            turns.append(done)
        }
        #expect(turns == Array(1...88))
        #expect(benchmark.results.map(\.model) == [0, 0, 0, 0, 1, 1, 1, 1])
        #expect(benchmark.results.map(\.threads) == [1, 1, 2, 2, 1, 1, 2, 2])
        #expect(benchmark.results.map(\.batchSize) == [1, 7, 1, 7, 1, 7, 1, 7])
        for result in benchmark.results {
            #expect(result.rounds.count == 10)
            #expect(result.rounds.allSatisfy { $0 > 0 && $0.isFinite })
            #expect(result.batches >= 20)
            #expect(result.latency.minimum > 0)
        }
        #expect(benchmark.clockCost > 0)
    }

    @Test("the caller can stop it between two turns")
    func stopping() throws {
        struct Enough: Error {}
        let classifier = try Classifier(.mnistSigmoid)
        var turns = 0
        #expect(throws: Enough.self) {
            try InferenceBenchmark(
                of: [classifier], pixels: [UInt8](repeating: 0, count: 784),
                options: Self.options
            ) { _, _ in
                turns += 1
                if turns == 3 { throw Enough() }
            }
        }
        #expect(turns == 3)
    }

    /// Type 0x0B is a big-endian Int16, as some export their pixels.
    @Test("every stage of reading a file takes time", arguments: [UInt8(0x08), 0x0B])
    func stages(type: UInt8) throws {
        let classifiers = [try Classifier(.mnistSigmoid)]
        let folder = try TemporaryFolder()
        let elements = (0..<20 * 784).map { UInt8($0 % 251) }
        let file = try folder.write(
            IDXFixture.header(type: type, dimensions: [20, 28, 28])
                + elements.flatMap { type == 0x08 ? [$0] : [0, $0] }, to: "images.idx")
        let stages = try StageTimes(
            of: LabeledImages(images: file), classifiers: classifiers)
        #expect(stages.inflate > 0)
        #expect(stages.prepare > 0)
        #expect(stages.infer.count == 1)
        #expect(stages.infer.allSatisfy { $0 > 0 })
    }
}
