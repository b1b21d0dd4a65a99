import Foundation
import ImageClassification
import TestSupport
import Testing

/// Expected values: `metrics.json`, made by scikit-learn and statsmodels.
@Suite("Evaluation figures")
struct EvaluationTests {
    private struct Metrics: Decodable {
        struct Row: Decodable {
            let precision: Double
            let recall: Double
            let f1: Double
            let support: Int?
        }
        struct Interval: Decodable {
            let k: Int
            let n: Int
            let low: Double
            let high: Double
        }
        let labels: [Int]
        let predictions: [Int]
        let accuracy: Double
        let confusionMatrix: [[Int]]
        let perClass: [Row]
        let macro: Row
        let weighted: Row
        let wilson95: [Interval]
    }

    private static func metrics() throws -> Metrics {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .custom { keys in
            let parts = keys[keys.count - 1].stringValue.split(separator: "_")
            let name = parts[0] + parts.dropFirst().map(\.capitalized).joined()
            return Key(stringValue: String(name))
        }
        return try decoder.decode(
            Metrics.self, from: Data(contentsOf: Fixture.folder.appending(path: "metrics.json")))
    }

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    /// Logits under which `prediction` wins.
    private static func logits(for prediction: Int, of count: Int) -> [Float] {
        (0..<count).map { $0 == prediction ? 2 : 0 }
    }

    private static func evaluate(
        _ pairs: some Sequence<(label: Int, prediction: Int)>, classCount: Int,
        firstIndex: Int = 0, mistakeLimit: Int = 0
    ) throws -> Evaluation {
        var evaluation = Evaluation(
            classCount: classCount, topK: 2, mistakeLimit: mistakeLimit)
        for (offset, pair) in pairs.enumerated() {
            let logits = logits(for: pair.prediction, of: classCount)
            let found = try #require(score(logits, label: pair.label))
            evaluation.record(found, index: firstIndex + offset, label: pair.label)
        }
        return evaluation
    }

    @Test("precision, recall, F1 and averages are scikit-learn's")
    func report() throws {
        let metrics = try Self.metrics()
        let evaluation = try Self.evaluate(
            zip(metrics.labels, metrics.predictions).lazy.map { (label: $0, prediction: $1) },
            classCount: 5)
        #expect(evaluation.accuracy == metrics.accuracy)
        #expect(evaluation.confusion.counts == metrics.confusionMatrix.flatMap { $0 })
        let report = evaluation.report
        for (found, expected) in zip(
            report.classes + [report.macroAverage, report.weightedAverage],
            metrics.perClass + [metrics.macro, metrics.weighted])
        {
            // Both compute a handful of divisions and sums in Double.
            #expect(abs(found.precision - expected.precision) < 1e-14)
            #expect(abs(found.recall - expected.recall) < 1e-14)
            #expect(abs(found.f1 - expected.f1) < 1e-14)
            #expect(found.support == expected.support ?? 200)
        }
        #expect(report.classes.count == metrics.perClass.count)
    }

    @Test("the Wilson interval is that of statsmodels, also for none and for all")
    func wilson() throws {
        for expected in try Self.metrics().wilson95 {
            let found = WilsonInterval(successes: expected.k, trials: expected.n)
            #expect(abs(found.lower - expected.low) < 1e-12, "\(expected)")
            #expect(abs(found.upper - expected.high) < 1e-12, "\(expected)")
        }
        #expect(WilsonInterval(successes: 0, trials: 0).lower == 0)
        #expect(WilsonInterval(successes: 0, trials: 0).upper == 1)
    }

    @Test("classes that never occur do not count in the macro average")
    func absentClasses() throws {
        // By hand: class 0 has precision 1, recall 1/2, F1 2/3; class 1 has 1/2, 1 and 2/3.
        let evaluation = try Self.evaluate(
            [(label: 0, prediction: 0), (label: 0, prediction: 1), (label: 1, prediction: 1)],
            classCount: 4)
        #expect(evaluation.report.macroAverage.precision == 0.75)
        #expect(evaluation.report.macroAverage.recall == 0.75)
        #expect(evaluation.report.classes[3].f1 == 0)
    }

    @Test("parts that are evaluated apart merge to exactly the whole", arguments: 1...20)
    func merge(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let count = 300
        let items = (0..<count).map { _ in
            (
                logits: (0..<7).map { _ in Float.random(in: -30...30, using: &random) },
                label: Int.random(in: 0..<7, using: &random)
            )
        }
        func evaluate(_ range: Range<Int>) throws -> Evaluation {
            var evaluation = Evaluation(classCount: 7, topK: 3, mistakeLimit: 40)
            for index in range {
                let found = try #require(score(items[index].logits, label: items[index].label))
                evaluation.record(found, index: index, label: items[index].label)
            }
            return evaluation
        }
        let whole = try evaluate(0..<count)
        let cut = Int.random(in: 0...count, using: &random)
        var (first, second) = (try evaluate(0..<cut), try evaluate(cut..<count))
        let secondAlone = second
        second.merge(first)
        first.merge(secondAlone)
        #expect(first == whole)
        #expect(second == whole)
        #expect(first.meanCrossEntropy == whole.meanCrossEntropy)
        #expect(whole.mistakes.count == 40)
    }

    @Test("a class that is predicted and never right counts in the macro average")
    func predictedClass() throws {
        // As scikit-learn has it, with zero_division=0.
        let evaluation = try Self.evaluate(
            [(label: 0, prediction: 0), (label: 0, prediction: 2), (label: 1, prediction: 1)],
            classCount: 4)
        #expect(evaluation.report.macroAverage.precision == 0.6666666666666666)
        #expect(evaluation.report.macroAverage.recall == 0.5)
        #expect(abs(evaluation.report.macroAverage.f1 - 0.5555555555555555) < 1e-15)
    }

    @Test("an empty evaluation has no accuracy and is no division by zero")
    func empty() {
        let evaluation = Evaluation(classCount: 3)
        #expect(evaluation.accuracy == 0)
        #expect(evaluation.meanCrossEntropy == 0)
        #expect(evaluation.report.macroAverage.f1 == 0)
        #expect(evaluation.accuracyInterval == WilsonInterval(successes: 0, trials: 0))
    }
}

@Suite("The exact sum")
struct ExactSumTests {
    private static func sum(_ values: [Double]) -> Double {
        var sum = ExactSum()
        for value in values { sum.add(value) }
        return sum.value
    }

    /// Values from the documentation and tests of Python's `math.fsum`, or exact by hand.
    private static let known: [([Double], Double)] = [
        ([], 0),
        ([0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1], 1),
        ([1e100, 1, -1e100], 1),
        ([1e16, 1, 1e-16], 1.0000000000000002e16),
        ([0x1p53, -0.5, -0x1p-54], 0x1p53 - 1),
        ([0x1p53, 1, 0x1p-100], 0x1p53 + 2),
        ([0x1p53, 1], 0x1p53),
        ([1, .infinity, -1], .infinity),
    ]

    @Test("is rounded once, at the end", arguments: known)
    func values(values: [Double], expected: Double) {
        #expect(Self.sum(values) == expected)
    }

    @Test("does not depend on order")
    func order() {
        var random = SeededGenerator(seed: 5)
        let values = (0..<500).map { _ in
            Double.random(in: -1...1, using: &random)
                * Double(
                    sign: .plus, exponent: Int.random(in: -40...40, using: &random), significand: 1)
        }
        let sum = Self.sum(values)
        let terms = ExactSum(terms: values).terms
        #expect(ExactSum(terms: terms).value == sum && terms[0] == sum)
        for _ in 0..<20 {
            let shuffled = values.shuffled(using: &random)
            #expect(Self.sum(shuffled) == sum)
            #expect(ExactSum(terms: shuffled).terms == terms)
        }
    }
}

private func score(_ logits: [Float], label: Int) -> Score? {
    Score(logits: logits.span, label: label)
}

@Suite("Scores")
struct ScoreTests {
    @Test("the lowest class wins a tie, and ranks count ties the same way")
    func ties() throws {
        let found = try #require(score([1, 3, 3, 2], label: 2))
        #expect(found.prediction == 1)
        #expect(found.rank == 1)
        #expect(try #require(score([1, 3, 3, 2], label: 0)).rank == 3)
    }

    @Test("cross-entropy and confidence follow from the softmax, by hand")
    func values() throws {
        // Softmax of [ln 1, ln 3] is [1/4, 3/4].
        let found = try #require(score([0, Float(log(3.0))], label: 0))
        #expect(abs(found.crossEntropy - log(4)) < 1e-7)
        #expect(abs(found.confidence - 0.75) < 1e-7)
    }

    @Test("huge and infinite logits are taken as limits")
    func extremes() throws {
        let huge = try #require(score([3e38, -3e38], label: 0))
        #expect(huge.crossEntropy == 0 && huge.confidence == 1)
        let shared = try #require(score([.infinity, 0, .infinity], label: 2))
        #expect(shared.crossEntropy == log(2) && shared.confidence == 0.5)
        let impossible = try #require(score([.infinity, 0], label: 1))
        #expect(impossible.crossEntropy == .infinity)
        let none = try #require(score([-.infinity, -.infinity], label: 1))
        #expect(none.prediction == 0 && none.crossEntropy == log(2))
    }

    @Test("NaN is never a class")
    func nan() {
        #expect(score([1, .nan], label: 0) == nil)
        #expect(score([.nan, 1], label: 1) == nil)
    }
}
