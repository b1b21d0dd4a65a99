import ImageClassification
import NeuralNetwork
import Safetensors
import TensorCore
import TestSupport
import Testing

/// Expected values: `comparisons.json`, p-values by statsmodels and SciPy, answers by PyTorch.
private struct Expected: Decodable {
    struct Counts: Decodable {
        let onlyFirst: Int
        let onlySecond: Int
        let pValue: Double
    }
    struct Pair: Decodable {
        let first: String
        let second: String
        let dataset: String
        let table: [[Int]]
        let disagreements: Int
        let pValue: Double
    }
    let counts: [Counts]
    let prunedBelow: Float
    let pairs: [Pair]

    static func read() throws -> Expected { try Fixture.decode("comparisons.json") }
}

@Suite("McNemar's exact test")
struct McNemarTests {
    @Test("p is that of statsmodels and SciPy, within the documented bound, either way round")
    func golden() throws {
        for expected in try Expected.read().counts {
            let (first, second) = (expected.onlyFirst, expected.onlySecond)
            let found = McNemarTest(onlyFirst: first, onlySecond: second).pValue
            #expect(abs(found / expected.pValue - 1) < 1e-9, "\(first), \(second)")
            #expect(McNemarTest(onlyFirst: second, onlySecond: first).pValue == found)
        }
    }

    /// Twice the smaller tail in whole numbers, by the rule of Pascal's triangle.
    @Test("p is exact for up to 20 discordant items", arguments: 0...20)
    func exact(n: Int) {
        var row = [1]
        for _ in 0..<n { row = zip([0] + row, row + [0]).map { $0 + $1 } }
        for k in 0...n {
            let tail = row.prefix(min(k, n - k) + 1).reduce(0, +)
            let expected = min(1, Double(2 * tail) / Double(1 << n))
            let found = McNemarTest(onlyFirst: k, onlySecond: n - k).pValue
            #expect(abs(found - expected) <= 1e-14 * expected, "\(k) of \(n)")
        }
    }

    @Test("p falls towards 0 and is never out of range or NaN for extreme counts")
    func extremes() {
        #expect(McNemarTest(onlyFirst: 0, onlySecond: 5_000_000_000).pValue == 0)
        #expect(McNemarTest(onlyFirst: 1 << 40, onlySecond: 1 << 40).pValue == 1)
        #expect(McNemarTest(onlyFirst: 1 << 40, onlySecond: (1 << 40) + 1).pValue == 1)
        var last = 1.0
        for second in stride(from: 0, through: 3000, by: 7) {
            let p = McNemarTest(onlyFirst: 0, onlySecond: second).pValue
            #expect(p >= 0 && p <= last)
            last = p
        }
    }
}

@Suite("Comparing models")
struct ComparisonTests {
    @Test("each of the five cases is counted once, and differing answers are listed")
    func counts() {
        var comparison = ModelComparison(disagreementLimit: 3)
        let answers = [(0, 0), (1, 1), (0, 1), (1, 0), (2, 3), (0, 0), (3, 0), (0, 2)]
        for (index, answer) in answers.enumerated() {
            comparison.record(first: answer.0, second: answer.1, index: index, label: 0)
        }
        #expect(comparison.bothCorrect == 2)
        #expect(comparison.onlyFirstCorrect == 2)
        #expect(comparison.onlySecondCorrect == 2)
        #expect(comparison.bothWrongAlike == 1)
        #expect(comparison.bothWrongDifferently == 1)
        #expect(comparison.bothWrong == 2 && comparison.total == 8)
        #expect(comparison.firstCorrect == 4 && comparison.secondCorrect == 4)
        #expect(comparison.disagreementCount == 5)
        #expect(comparison.disagreements.map(\.index) == [2, 3, 4])
        #expect(comparison.disagreements.map(\.first) == [0, 1, 2])
        #expect(comparison.disagreements.map(\.second) == [1, 0, 3])
        #expect(ModelComparison().mcNemarTest.pValue == 1)
    }

    /// In release builds only: without optimization the convolutional models take long.
    @Test(
        "the figures of four pairs are those of PyTorch and statsmodels", .tags(.slow),
        .enabled(if: !isDebugBuild))
    func pairs() throws {
        let expected = try Expected.read()
        for pair in expected.pairs {
            let preset = try #require(DatasetPreset(rawValue: pair.dataset))
            let found = try Self.classifier(pair.first, expected.prunedBelow).compare(
                with: Self.classifier(pair.second, expected.prunedBelow), on: preset.testSet)
            let comparison = found.comparison
            #expect(
                [
                    [comparison.bothCorrect, comparison.onlyFirstCorrect],
                    [comparison.onlySecondCorrect, comparison.bothWrong],
                ] == pair.table, "\(pair.first), \(pair.second)")
            #expect(comparison.disagreementCount == pair.disagreements)
            #expect(abs(comparison.mcNemarTest.pValue - pair.pValue) <= 1e-9 * pair.pValue)
            #expect(found.verified == preset && found.imageCount == 10_000)
        }
    }

    /// A bundled model, its small weights set to 0 if the name ends so.
    private static func classifier(_ name: String, _ threshold: Float) throws -> Classifier {
        let bundled = try #require(BundledModel(rawValue: String(name.prefix { $0 != " " })))
        guard name.hasSuffix(" pruned") else { return try Classifier(bundled) }
        let file = try SafetensorsFile(path: bundled.path)
        let weights = Set(
            try Model(path: bundled.path).manifest.layers.filter { $0.type == "dense" }
                .compactMap(\.tensorNames.first))
        let tensors = try file.tensors.map { info in
            let values = try file.floats(of: info)
            let isPruned = weights.contains(info.name)
            return TensorData(
                name: info.name, shape: info.shape,
                floats: values.map { isPruned && $0.magnitude < threshold ? 0 : $0 })
        }
        let folder = try TemporaryFolder()
        let bytes = try SafetensorsFile.serialize(tensors, metadata: file.metadata)
        return try Classifier(path: folder.write(bytes, to: "pruned.safetensors"))
    }

    @Test("batch sizes and threads change nothing", arguments: [(1, 1), (7, 2), (1000, 5)])
    func determinism(batchSize: Int, threads: Int) throws {
        var options = EvaluationOptions()
        options.limit = 300
        options.mistakeLimit = 300
        let (first, second) = (try Classifier(.mnistSigmoid), try Classifier(.mnistMLP))
        let testSet = DatasetPreset.mnist.testSet
        let expected = try first.compare(with: second, on: testSet, options: options)
        (options.batchSize, options.threads) = (batchSize, threads)
        let found = try first.compare(with: second, on: testSet, options: options)
        #expect(found.comparison == expected.comparison)
        #expect(found.comparison.total == 300)
        // Each alone is as right as together.
        let alone = try first.evaluate(testSet, options: options).evaluation
        #expect(found.comparison.firstCorrect == alone.correct)
    }

    @Test("images that do not fit one of the models are refused")
    func otherShape() throws {
        let folder = try TemporaryFolder()
        let tiny = try Classifier(path: TinyModel.brightestPixel(in: folder))
        #expect {
            try Classifier(.mnistSigmoid).compare(with: tiny, on: DatasetPreset.mnist.testSet)
        } throws: {
            if case DatasetError.shapeDiffers = $0 { true } else { false }
        }
    }
}
